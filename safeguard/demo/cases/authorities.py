"""What authorities answered to the referrals of the demonstration, and what waits for one of them. Nobody is real."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from incidents.actions import Call, answer_referral, begin_hold, note_outside, refer_incident
from incidents.enums import AnswerKind, Consent, OutsideBody, OutsideKind, ReferralKind, TalkedFirst, Waits
from incidents.models import Incident, Referral
from safeguard.demo.world import World
from safeguard.practitioners.models import User

Doing = tuple[timedelta, Callable[[datetime], object]]
ANSWERED_AFTER = timedelta(hours=3)
HELD, OPEN = "gracie-game", "siobhan-photo"  # the case where something waits; the one whose answer is still owed


def with_authorities(
    world: World, key: str, handler: User, incident: Incident, referred: timedelta | None
) -> Iterator[Doing]:
    """How long after a concern was raised its authority answered, and what was agreed with it."""
    if referred is not None:
        yield referred + ANSWERED_AFTER, lambda at: _answer(world, key, handler, incident, at)
    if key == HELD:
        yield timedelta(days=1), lambda at: _hold(world, key, handler, incident, at)
    if key == OPEN:
        yield (
            timedelta(days=3, hours=18),
            lambda at: refer_incident(
                by=handler,
                now=at,
                incident=incident,
                client_token=world.token("referred again", key),
                body=OutsideBody.SOCIAL_CARE,
                text="What she said today, and that she does not want to be at home when he is.",
                their_reference="MASH 40417",
                call=Call(
                    kind=ReferralKind.ORDINARY,
                    spoke_to="Ms Aldous, duty social worker",
                    consent=Consent.AGREED,
                    talked_first=TalkedFirst.YES,
                ),
            ),
        )


def _answer(world: World, key: str, handler: User, incident: Incident, at: datetime) -> None:
    referral = incident.referrals.order_by("id").first()
    if referral is None or not referral.is_waiting:
        return  # 999 answers by coming
    answer_referral(
        by=handler,
        now=at,
        referral=referral,
        client_token=world.token("answer", key),
        answer=AnswerKind.ACCEPTED,
        text="They have taken it on and ring back.",
        said_by="The officer on duty",
    )


def _hold(world: World, key: str, handler: User, incident: Incident, at: datetime) -> None:
    referral = Referral.objects.get(incident=incident)
    day = world.days.day(-5)
    begin_hold(
        by=handler,
        now=at,
        referral=referral,
        client_token=world.token("hold", key),
        agreed_with="Ines Calder, CEOP",
        their_reference="CE-66014",
        waits=[Waits.CONVERSATIONS, Waits.REMOVAL],
        chase_on=day,
    )
    note_outside(
        by=handler,
        now=at + timedelta(minutes=20),
        incident=incident,
        client_token=world.token("confirmed", key),
        kind=OutsideKind.CONFIRMED,
        body=OutsideBody.CEOP,
        person="Ines Calder",
        text="Confirmed by letter what was said on the phone.",
        held_at="Safeguarding cabinet, CE-66014",
        referral=referral,
    )
