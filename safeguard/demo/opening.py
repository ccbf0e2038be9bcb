"""How Harbour Youth went live: through the same checks as any organisation, its test messages confirmed."""

from datetime import datetime, timedelta

from safeguard.demo.ground import COUNCILS
from safeguard.demo.world import World
from safeguard.desk.actions import describe_organisation, go_live
from safeguard.lib import links
from safeguard.notifications.actions import confirm_test, delivered_elsewhere, send_test
from safeguard.notifications.enums import Channel
from safeguard.people.actions import add_authority
from safeguard.practitioners.models import User

NAME, NATION = "Harbour Youth", "ENG"
LATELY = 20  # days ago the channels were tested again, as they have to be


def open_organisation(world: World, then: datetime) -> None:
    """Everything of a set-up day but the people: name, nation, authorities, test messages, and the switch."""
    describe_organisation(by=world.staff["admin"], now=then, name=NAME, nation=NATION)
    for council in COUNCILS:
        add_authority(
            by=world.staff["manager"],
            now=then,
            name=council.name,
            children_phone=council.phone(1),
            adults_phone=council.phone(2),
            duty_team_phone=council.phone(3),
            email=f"frontdoor@{council.key}.example",
            officer_post="LADO",
            officer_phone=council.phone(4),
            officer_email=f"lado@{council.key}.example",
            police_force=f"{council.name.split()[0]} Police",
            checked_on=then.date(),
        )
    _test_channels(world, then)
    go_live(by=world.staff["admin"], now=then + timedelta(hours=1))


def verify_again(world: World) -> None:
    """Not long ago, as it has to be."""
    _test_channels(world, world.days.ago(LATELY, "09:30"))


def _test_channels(world: World, at: datetime) -> None:
    """Whoever holds or covers a post confirms within minutes (ORG-24); none of these messages is sent again today."""
    for person in User.objects.filter(holdings__isnull=False, is_active=True).distinct().order_by("pk"):
        for channel, address in ((Channel.EMAIL, person.email), (Channel.SMS, person.work_phone)):
            if address:
                _test(world, at, person, channel, address)


def _test(world: World, at: datetime, person: User, channel: Channel, address: str) -> None:
    test = send_test(
        by=world.staff["admin"],
        now=at,
        channel=channel,
        recipient=person,
        address=address,
        client_token=world.token("test", person.pk, channel, at.date()),
    )
    confirm_test(by=person, now=at + timedelta(minutes=4), test=test, code=links.digits_of("test", test.ref))
    delivered_elsewhere([str(test.ref)], now=at)
