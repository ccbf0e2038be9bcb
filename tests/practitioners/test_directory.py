"""The safeguarding directory: whom to ring for what, and whether that was shown to reach them (ORG-23, ORG-24)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from safeguard.audit.models import AuditEvent
from safeguard.desk.selectors import installation
from safeguard.lib import clock, links
from safeguard.lib.errors import Refused
from safeguard.lib.worktime import WorkingHours
from safeguard.notifications.actions import confirm_reached, confirm_test, send_test
from safeguard.notifications.enums import Channel, Reached
from safeguard.notifications.models import ChannelTest, Message
from safeguard.practitioners.actions import (
    appoint_holder,
    create_brand,
    describe_service,
    keep_contract,
    remind_of_verification,
)
from safeguard.practitioners.enums import PostCode, Verified
from safeguard.practitioners.exceptions import Stale
from safeguard.practitioners.models import PostHolding
from safeguard.practitioners.rules import verified
from safeguard.practitioners.selectors.directory import entries, services_in_scope, whom_to_ring
from tests.factories.live import a_live_session
from tests.factories.practitioners import ServiceFactory, hold
from tests.factories.sessions import planned, ready_ground
from tests.pages import browser

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)
TOKEN = "8d3c0a4e-7c0f-4b3e-9a63-0f0f5d2f7a10"


def confirmed(cast: Any, person: Any, at: datetime, channel: Channel = Channel.EMAIL) -> ChannelTest:
    address = person.email if channel == Channel.EMAIL else person.work_phone
    return ChannelTest.objects.create(
        client_token=uuid4(), channel=channel, recipient=person, address=address, sent_by=cast.admin, sent_at=at,
        confirmed_at=at,
    )  # fmt: skip


def entry_of(person: Any, now: datetime) -> Any:
    return next(one for one in entries(now) if one.person == person)


@pytest.mark.parametrize(
    ("days", "state"), [(None, Verified.NEVER), (0, Verified.YES), (89, Verified.YES), (90, Verified.STALE)]
)
def test_an_entry_is_verified_for_a_while(days, state):
    at = None if days is None else TUESDAY - days * DAY
    assert verified(at, TUESDAY, 90 * DAY) == state


def test_both_channels_of_an_entry_have_to_reach_them(cast):
    now = clock.now()
    confirmed(cast, cast.dsl, now - DAY)
    assert entry_of(cast.dsl, now).verified == Verified.NEVER
    confirmed(cast, cast.dsl, now - 2 * DAY, Channel.SMS)
    assert (entry_of(cast.dsl, now).verified, entry_of(cast.dsl, now).verified_at) == (Verified.YES, now - 2 * DAY)
    cast.dsl.work_phone = "+447700900555"  # another number has to be tested again
    cast.dsl.save()
    assert entry_of(cast.dsl, now).verified == Verified.NEVER


def test_what_an_entry_covers_and_whom_it_stands_in_for(cast):
    now = clock.now()
    brand = create_brand(by=cast.admin, now=now, name="Harbour North")
    describe_service(
        by=cast.admin, now=now, service=cast.service, version=1, name="Evening line", region="North",
        audience="11 to 18", brand=brand,
    )  # fmt: skip
    contracts = (("Lottery 26", None), ("Long over", date(2021, 1, 1)))
    for title, ends in contracts:
        keep_contract(
            by=cast.admin, now=now, title=title, from_on=date(2020, 1, 1), to_on=ends, services=[cast.service]
        )
    hold(PostCode.DSL, cast.colleague, reason="on_duty", to_at=now + DAY)
    assert entry_of(cast.dso, now).covers == "Evening line, Harbour North, North, 11 to 18, Lottery 26"
    assert entry_of(cast.hr_dso, now).covers == "Staff matters"
    assert entry_of(cast.deputy, now).deputy_for == "Designated Safeguarding Lead"
    assert entry_of(cast.colleague, now).deputy_for == "Designated Safeguarding Lead, out of hours"
    PostHolding.objects.filter(person=cast.chair).update(to_at=now - DAY)
    vacant = [one for one in entries(now) if not one.is_active]
    assert [one.post.code for one in vacant] == [PostCode.CHAIR]


@pytest.mark.parametrize("who", ["owner", "colleague", "other_team", "manager", "dso", "dsl", "board", "ict", "admin"])
def test_everybody_who_works_here_reads_it(cast, who):
    page = browser(cast[who]).get("/organisation/directory/").content.decode()
    assert cast.dsl.email in page
    assert ("Send a test" in page) == (who in ("dsl", "admin"))


def test_it_costs_the_same_however_many_posts(cast, django_assert_num_queries):
    client = browser(cast.owner)
    with django_assert_num_queries(6):  # who it is, the posts, their contracts, who holds them, on duty
        client.get("/organisation/directory/")
    for number in range(20):
        hold(PostCode.DSO, cast.dso, ServiceFactory(name=f"S{number}"))
    with django_assert_num_queries(6):
        client.get("/organisation/directory/")


@pytest.mark.requirement("ORG-24")
def test_an_entry_is_verified_by_a_message_and_asked_for_again(cast, settings):
    settings.SMS_URL = "json://localhost/{to}"
    now = clock.now()
    client = browser(cast.dsl)
    page = client.get("/organisation/directory/").content.decode()
    assert "Never verified" in page
    assert client.post("/organisation/directory/verify/", {"person": cast.deputy.ref}).status_code == 302
    sent = list(ChannelTest.objects.filter(recipient=cast.deputy))
    assert {one.channel for one in sent} == {"email", "sms"}
    for test in sent:
        assert "code" in Message.objects.get(subject_ref=str(test.ref)).body
        with pytest.raises(Refused, match="not the code"):
            confirm_test(by=cast.deputy, now=clock.now(), test=test, code="000000")
        confirm_test(by=cast.deputy, now=clock.now(), test=test, code=links.digits_of("test", test.ref))
    assert entry_of(cast.deputy, clock.now()).verified == Verified.YES
    assert entry_of(cast.deputy, now + 91 * DAY).verified == Verified.STALE
    for who, forged in (("dsl", "forged"), ("dsl", str(cast.owner.ref)), ("owner", str(cast.dsl.ref))):
        assert browser(cast[who]).post("/organisation/directory/verify/", {"person": forged}).status_code == 404


def test_those_who_verify_it_are_reminded_once_a_week_and_in_working_time(cast):
    hours = WorkingHours()
    night = TUESDAY.replace(hour=3)
    assert remind_of_verification(now=night, hours=hours) == 0
    assert not Message.objects.filter(kind="directory.waits").exists()
    for now in (TUESDAY, TUESDAY + DAY):
        assert remind_of_verification(now=now, hours=hours) > 0
    told = list(Message.objects.filter(kind="directory.waits"))
    assert {one.recipient_id for one in told} == {cast[who].pk for who in ("dsl", "deputy", "lead", "admin")}
    assert len(told) == 4
    assert not any(cast.dso.full_name in one.body for one in told)
    remind_of_verification(now=TUESDAY + 7 * DAY, hours=hours)
    assert Message.objects.filter(kind="directory.waits").count() == 8


def test_only_those_who_verify_send_a_test(cast):
    for who in ("owner", "ict", "board"):
        with pytest.raises(Refused):
            send_test(
                by=cast[who], now=clock.now(), channel=Channel.EMAIL, recipient=cast.dsl, address=cast.dsl.email,
                client_token=uuid4(),
            )  # fmt: skip


def test_a_double_press_sends_nothing_twice(cast, settings):
    settings.SMS_URL = ""
    for _press in range(2):
        browser(cast.dsl).post("/organisation/directory/verify/", {"person": cast.deputy.ref, "client_token": TOKEN})
    browser(cast.dsl).post("/organisation/directory/verify/", {"person": cast.lead.ref, "client_token": TOKEN})
    assert list(ChannelTest.objects.values_list("recipient", flat=True)) == [cast.deputy.pk, cast.lead.pk]


def test_where_no_texts_are_set_up_whoever_is_rung_is_verified_and_it_is_kept_who_did_it_and_how(cast, settings):
    settings.SMS_URL = ""
    now, address = clock.now(), "/organisation/directory/reached/"
    confirmed(cast, cast.deputy, now - DAY)
    assert entry_of(cast.deputy, now).verified == Verified.NEVER
    client = browser(cast.dsl)
    assert "I have rung them" in client.get("/organisation/directory/").content.decode()
    for _press in range(2):
        client.post(address, {"person": cast.deputy.ref, "reached": "phone", "client_token": TOKEN})
    assert entry_of(cast.deputy, clock.now()).verified == Verified.YES
    row = ChannelTest.objects.get(reached="phone")
    assert (row.sent_by, row.recipient, row.address) == (cast.dsl, cast.deputy, cast.deputy.work_phone)
    assert not Message.objects.exists()
    event = AuditEvent.objects.get(verb="notifications.test.reached")
    assert (event.actor_id, set(event.fields)) == (cast.dsl.pk, {"recipient", "reached"})
    page = browser(cast.admin).get("/set-up/messages/").content.decode()
    assert "Dana Whitlock: rung at their work mobile" in page
    assert installation(clock.now()).text_confirmed_at is None  # no text has reached anybody
    settings.SMS_URL = "json://localhost/{to}"
    assert "I have rung them" not in client.get("/organisation/directory/").content.decode()


@pytest.mark.parametrize(
    ("by", "person", "how", "status", "words"),
    [
        ("dsl", "dsl", "phone", 302, "Somebody else rings you"),
        ("dsl", "hr_dso", "phone", 302, "no work mobile"),
        ("dsl", "lead", "texts", 302, "Text messages are set up"),
        ("dsl", "lead", "pigeon", 404, ""),
        ("dsl", "owner", "phone", 404, ""),
        ("owner", "dsl", "phone", 404, ""),
    ],
)
def test_what_nobody_says_of_whom_they_have_reached(cast, settings, by, person, how, status, words):
    settings.SMS_URL = "json://localhost/{to}" if how == "texts" else ""
    cast.hr_dso.work_phone = ""
    cast.hr_dso.save()
    sent = {"person": cast[person].ref, "reached": "phone" if how == "texts" else how}
    client = browser(cast[by])
    assert client.post("/organisation/directory/reached/", sent).status_code == status
    assert not ChannelTest.objects.exists()
    assert words in client.get("/organisation/directory/").content.decode()
    if person == "dsl":
        with pytest.raises(Refused, match="Only whoever verifies"):
            confirm_reached(
                by=cast.owner, now=clock.now(), recipient=cast.lead, address="1", reached=Reached.PHONE,
                client_token=uuid4(),
            )  # fmt: skip


# --- what services belong to ----------------------------------------------------------------------------------------


def test_services_are_found_by_brand_region_and_contract(cast):
    now = clock.now()
    brand = create_brand(by=cast.admin, now=now, name="North")
    with pytest.raises(Refused, match="already"):
        create_brand(by=cast.admin, now=now, name=" North ")
    describe_service(by=cast.admin, now=now, service=cast.service, version=1, name="A", region="Hull", brand=brand)
    facts = {"by": cast.admin, "now": now, "from_on": date(2026, 1, 1), "to_on": None}
    contract = keep_contract(title="C", services=[cast.service, cast.other_service], **facts)
    nothing: dict[str, list[str]] = {"brands": [], "regions": [], "contracts": []}
    assert services_in_scope(**{**nothing, "brands": [str(brand.ref)]}) == [services_in_scope(**nothing)[0]]
    assert [one.name for one in services_in_scope(**{**nothing, "contracts": [str(contract.ref)]})] == [
        "A",
        "Day groups",
    ]
    assert services_in_scope(**{**nothing, "regions": ["York"]}) == []
    with pytest.raises(Stale):
        keep_contract(title="D", services=[cast.service], contract=contract, version=9, **facts)
    with pytest.raises(Refused, match="after"):
        keep_contract(title="D", services=[], **{**facts, "to_on": date(2025, 1, 1)})
    with pytest.raises(Refused, match="already"):
        keep_contract(title="C", services=[], **facts)
    with pytest.raises(Refused):
        keep_contract(title="E", services=[], **{**facts, "by": cast.manager})


def test_one_officer_is_named_for_all_services_of_a_contract(cast):
    now = clock.now()
    contract = keep_contract(
        by=cast.admin, now=now, title="C", from_on=date(2026, 1, 1), to_on=None,
        services=[cast.service, cast.other_service],
    )  # fmt: skip
    client = browser(cast.admin)
    page = "/set-up/posts/scope/"
    assert client.get(page).status_code == 200
    for bad in ({"person": cast.colleague.ref}, {"person": "x", "contract": contract.ref}, {"contract": "forged"}):
        assert client.post(page, bad).status_code == 422
    sent = {"person": cast.colleague.ref, "part": "officer", "contract": contract.ref}
    assert client.post(page, sent).status_code == 302
    held = PostHolding.objects.at(clock.now()).filter(person=cast.colleague, post__code=PostCode.DSO)
    assert {one.post.service for one in held} == {cast.service, cast.other_service}
    assert appoint_holder(by=cast.admin, now=clock.now(), code=PostCode.DSO, person=cast.dso, service=cast.service)


# --- on every page of the work ---------------------------------------------------------------------------------------


@pytest.mark.requirement("ORG-23")
def test_every_page_of_a_session_and_of_a_concern_shows_whom_to_ring(cast, raise_a_concern):
    now = clock.now()
    brand = create_brand(by=cast.admin, now=now, name="Harbour North")
    describe_service(
        by=cast.admin, now=now, service=cast.service, version=1, name="Evening line", region="North",
        audience="11 to 18", brand=brand,
    )  # fmt: skip
    keep_contract(
        by=cast.admin, now=now, title="Lottery 26", from_on=date(2020, 1, 1), to_on=None, services=[cast.service]
    )
    seen = confirmed(cast, cast.dsl, now - DAY)
    confirmed(cast, cast.dsl, now - DAY, Channel.SMS)
    concern, session, live = raise_a_concern(), planned(ready_ground(cast, now)), a_live_session(cast.owner)
    pages = {
        cast.owner: ["/sessions/", "/sessions/new/", f"/sessions/{session.ref}/", f"/sessions/{live.ref}/live/"],
        cast.dsl: ["/incidents/", f"/incidents/{concern.ref}/", f"/incidents/{concern.ref}/acknowledge/"],
    }
    pages[cast.owner] += [f"/sessions/{live.ref}/crisis/", "/raise/report/", f"/reports/{concern.ref}/"]
    for person, paths in pages.items():
        for path in paths:
            page = browser(person).get(path).content.decode()
            whom = page.partition("sg-whom")[2].partition("</details>")[0]
            assert "Evening line, Harbour North, North, 11 to 18, Lottery 26" in whom, path
            assert "Staff matters" in whom
            lead = whom.partition("<strong>Designated Safeguarding Lead</strong>")[2].partition("</li>")[0]
            day = date_format(localtime(seen.confirmed_at), "SHORT_DATE_FORMAT")
            for fact in (f'href="tel:{cast.dsl.work_phone}"', cast.dsl.email, f"Verified, {day}"):
                assert fact in lead, (path, fact)
            for fact in ("stands in for: Designated Safeguarding Lead", "Never verified"):
                assert fact in whom, (path, fact)
    assert "sg-whom" not in browser(cast.owner).get("/").content.decode()


def test_whoever_has_left_or_whose_post_is_over_is_not_rung(cast, django_assert_num_queries):
    now = clock.now()
    PostHolding.objects.filter(person=cast.chair).update(to_at=now - DAY)
    cast.hr_dso.is_active = False
    cast.hr_dso.save()
    with django_assert_num_queries(1):
        shown = [one.person for one in whom_to_ring(now)]
    assert cast.dsl in shown
    assert not {cast.chair, cast.hr_dso} & set(shown)
    assert shown == [one.person for one in entries(now) if one.is_active]
