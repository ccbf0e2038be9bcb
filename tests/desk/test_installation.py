"""The facts of an installation, as the database has them, and the switch that rests on them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator

from safeguard.audit.models import AuditEvent
from safeguard.desk import selectors
from safeguard.desk.actions import describe_organisation, go_live
from safeguard.desk.rules.installation import findings
from safeguard.lib import links
from safeguard.lib.errors import Refused
from safeguard.lib.findings import Level
from safeguard.lib.worktime import london_day
from safeguard.notifications.actions import confirm_test, send_test
from safeguard.notifications.enums import Channel
from safeguard.notifications.models import ChannelTest
from safeguard.people.actions import PersonDetails, add_authority, change_authority, register_person
from safeguard.people.models import Authority, Person, Signpost
from safeguard.policies.models import Threshold
from safeguard.practitioners.enums import CoverReason, PostCode
from safeguard.practitioners.models import Organisation, PostHolding, Service, User
from safeguard.practitioners.selectors import holders_now
from tests.factories.platforms import PlatformFactory
from tests.factories.policies import acceptable_use
from tests.factories.practitioners import UserFactory, hold
from tests.threads import at_once

RECOVERY = Authenticator.Type.RECOVERY_CODES


def make_whole(cast, now):
    """Everything essential, by the actions of a set-up day where there are some."""
    describe_organisation(by=cast.admin, now=now, name="Quayside Youth", nation="SCT")
    numbers = {"children_phone": "01482 448879", "adults_phone": "01482 300300", "duty_team_phone": "01482 300304"}
    add_authority(by=cast.admin, now=now, name="Hull", **numbers)
    for person in (cast.admin, cast.dsl, cast.deputy):
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    for channel, address in ((Channel.EMAIL, cast.dsl.email), (Channel.SMS, cast.dsl.work_phone)):
        test = send_test(
            by=cast.admin, now=now, channel=channel, recipient=cast.dsl, address=address, client_token=uuid4()
        )
        confirm_test(by=cast.dsl, now=now, test=test, code=links.digits_of("test", test.ref))


@pytest.fixture
def real(settings):
    """A real installation asks for second factors."""
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def whole(db, real, being_set_up, cast, now):
    """An installation that lacks nothing essential, and is not live."""
    make_whole(cast, now)
    return cast


def missing(now, level=Level.STOP):
    return [
        str(one.text) for one in findings(selectors.installation(now), selectors.places(), now) if one.level == level
    ]


def test_nothing_essential_is_missing_and_it_takes_one_query(whole, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert selectors.lapses(now) == []
    there = selectors.installation(now)
    assert (there.name, there.has_nation, there.live_at) == ("Quayside Youth", True, None)


def leave(person):
    User.objects.filter(pk=person.pk).update(is_active=False)


def end(code, now):
    PostHolding.objects.filter(post__code=code, reason__isnull=True).update(to_at=now)


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda cast, now: Organisation.objects.update(name=""), "no name"),
        (lambda cast, now: Service.objects.update(is_active=False), "no service"),
        (lambda cast, now: end(PostCode.DSL, now), "Nobody is Designated Safeguarding Lead"),
        (lambda cast, now: leave(cast.dsl), "Nobody is Designated Safeguarding Lead"),
        (lambda cast, now: end(PostCode.DEPUTY_DSL, now), "deputy"),
        (
            lambda cast, now: PostHolding.objects.filter(post__code=PostCode.DEPUTY_DSL).update(person=cast.dsl),
            "Nobody but the lead is deputy",
        ),
        (lambda cast, now: leave(cast.other_dso), "A service has no safeguarding officer"),
        (
            lambda cast, now: [end(code, now) for code in (PostCode.STRATEGIC_LEAD, PostCode.HR_DSO, PostCode.CHAIR)],
            "concern about the lead",
        ),
        (
            lambda cast, now: User.objects.filter(pk=cast.deputy.pk).update(work_phone=""),
            "deputy has no work mobile",
        ),
        (lambda cast, now: Authenticator.objects.filter(user=cast.admin).update(type=RECOVERY), "no second factor"),
        (lambda cast, now: Authenticator.objects.filter(user=cast.deputy).delete(), "no second factor"),
        (lambda cast, now: Authority.objects.all().delete(), "no local authority"),
        (lambda cast, now: Authority.objects.create(name="York", children_phone="1"), "emergency duty team"),
        (lambda cast, now: User.objects.filter(pk=cast.dsl.pk).update(email="new@harbour.example"), "test email"),
        (lambda cast, now: User.objects.filter(pk=cast.dsl.pk).update(work_phone="+447700900999"), "test text"),
    ],
)
def test_what_goes_is_missed(whole, now, break_it, words):
    break_it(whole, now)
    assert any(words in text for text in missing(now)), missing(now)


def test_an_officer_for_all_services_is_enough(whole, now):
    leave(whole.other_dso)
    hold(PostCode.DSO, whole.colleague)
    assert missing(now) == []


def test_the_confirmation_of_somebody_without_a_post_counts_no_more(whole, now):
    end(PostCode.DSL, now)
    hold(PostCode.DSL, whole.colleague)
    assert sum("confirmed" in text for text in missing(now)) == 2


def test_after_ninety_days_both_channels_are_tested_again(whole, now):
    assert missing(now + timedelta(days=89)) == []
    assert sum("confirmed" in text for text in missing(now + timedelta(days=91))) == 2


def test_without_a_provider_of_text_messages_it_says_who_names_one(whole, now, settings):
    settings.SMS_URL = ""
    [one] = selectors.lapses(now)
    assert "SMS_URL" in str(one.cure)


def test_what_is_recommended_is_found_too(whole, now, settings):
    before = missing(now, Level.NOTE)
    assert any("on duty" in text for text in before)
    assert any("your own domain" in text for text in before)
    assert any("the sender of all others" in text for text in before)
    settings.NEUTRAL_FROM_EMAIL = "post@neutral.example"
    settings.NEUTRAL_SMS_URL = "json://localhost/a-number/{to}"
    cover = {"reason": CoverReason.ON_DUTY, "to_at": now + timedelta(days=7)}
    hold(PostCode.DSL, whole.deputy, **cover)
    UserFactory(roles=["administrator"])
    acceptable_use()
    PlatformFactory(owner=whole.ict, status="approved", review_due=date(2099, 1, 1))
    hold(PostCode.CHAMPION, whole.board)
    assert any("wait to be checked" in text for text in missing(now, Level.NOTE))
    for kind in (Signpost, Authority):
        kind.objects.update(checked_on=london_day(now))
    for holder in holders_now(now):
        ChannelTest.objects.create(
            client_token=uuid4(), channel=Channel.EMAIL, recipient=holder.person, address=holder.person.email,
            sent_by=whole.admin, sent_at=now, confirmed_at=now,
        )  # fmt: skip
    assert missing(now, Level.NOTE) == []
    User.objects.filter(pk=whole.chair.pk).update(work_phone="")
    assert missing(now, Level.NOTE) == ["Somebody who holds or covers a safeguarding post has no work mobile."]
    User.objects.filter(pk=whole.chair.pk).update(work_phone="+447700900190")
    hold(PostCode.DSL, UserFactory(work_phone=""), reason=CoverReason.ABSENCE, to_at=now + timedelta(days=7))
    assert missing(now, Level.NOTE) == [
        "Somebody who holds or covers a safeguarding post has no work mobile.",
        "The safeguarding directory waits to be verified.",
    ]


def test_the_nation_is_set_by_an_administrator_once(being_set_up_in, cast, now):
    describe_organisation(by=cast.admin, now=now, name="Quayside Youth", nation="ENG")
    describe_organisation(by=cast.admin, now=now, name="Quayside Youth", nation="ENG")
    assert Threshold.objects.get().value == "ENG"
    later = now + timedelta(seconds=1)
    describe_organisation(by=cast.admin, now=later, name="Quayside Youth", nation="WLS")
    assert Threshold.objects.count() == 2
    with pytest.raises(Refused):
        describe_organisation(by=cast.admin, now=later, name="Other", nation="FRA")
    assert Organisation.objects.get().name == "Quayside Youth"


@pytest.fixture
def being_set_up_in(db, being_set_up):
    """Nothing is there yet."""


def test_it_goes_live_when_nothing_essential_is_missing(whole, now):
    assert go_live(by=whole.admin, now=now).live_at == now
    assert AuditEvent.objects.filter(verb="practitioners.organisation.went_live", actor_id=whole.admin.pk).exists()


def test_it_does_not_while_something_is_and_nothing_changes(whole, now):
    leave(whole.deputy)
    before = AuditEvent.objects.count()
    with pytest.raises(Refused, match="essential"):
        go_live(by=whole.admin, now=now)
    assert Organisation.objects.get().live_at is None
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("who", ["owner", "dsl", "lead", "ict"])
def test_nobody_but_an_administrator_turns_the_switch(whole, now, who):
    with pytest.raises(Refused, match="administrator"):
        go_live(by=whole[who], now=now)


def test_two_administrators_press_at_once(committed_db, real, being_set_up, cast, now):
    make_whole(cast, now)
    other = UserFactory(roles=["administrator"])
    Authenticator.objects.create(user=other, type=Authenticator.Type.TOTP, data={})
    at_once(*(lambda by=by: go_live(by=by, now=now) for by in (cast.admin, other)))
    assert AuditEvent.objects.filter(verb="practitioners.organisation.went_live").count() == 1
    assert Organisation.objects.get().live_by in (cast.admin, other)


def test_before_going_live_nobody_real_is_registered(whole, now):
    details = PersonDetails(kind="child", full_name="Alba Quill", born_on=date(2012, 3, 1), service=whole.service)
    with pytest.raises(Refused, match="still being set up"):
        register_person(by=whole.owner, now=now, details=details, client_token=uuid4())
    assert not Person.objects.exists()
    go_live(by=whole.admin, now=now)
    assert register_person(by=whole.owner, now=now, details=details, client_token=uuid4()).ref


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "may"), [("admin", True), ("dsl", True), ("lead", True), ("owner", False), ("ict", False)]
)
def test_numbers_are_corrected_by_those_who_answer_for_them(cast, now, who, may):
    hull = add_authority(by=cast.owner, now=now, name="Hull", duty_team_phone="01482 300304")
    change = {"by": cast[who], "now": now, "authority": hull, "name": "Kingston upon Hull", "duty_team_phone": "101"}
    if not may:
        with pytest.raises(Refused, match="correct"):
            change_authority(**change)
        return
    assert change_authority(**change).duty_team_phone == "101"
    assert AuditEvent.objects.filter(verb="people.authority.changed").count() == 1


@pytest.mark.django_db
def test_a_correction_of_numbers_that_cannot_be_is_refused(cast, now):
    hull = add_authority(by=cast.owner, now=now, name="Hull")
    add_authority(by=cast.owner, now=now, name="York")
    for wrong, words in (({"name": "york"}, "already"), ({"name": "Hull", "children_phone": "ring us"}, "telephone")):
        with pytest.raises(Refused, match=words):
            change_authority(by=cast.admin, now=now, authority=hull, **wrong)
    hull.refresh_from_db()
    assert (hull.name, hull.children_phone) == ("Hull", "")
