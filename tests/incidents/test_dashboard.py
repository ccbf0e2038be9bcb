"""The dashboard (RPT-15): each part with its link where there is any of it, absent where not; what narrows it; no more
than access lets somebody see, and the same number of queries however many there are."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest

from incidents.access import sight_of, visible_incidents
from incidents.actions import acknowledge_incident, begin_hold, note_outside, refer_incident
from incidents.enums import OutsideBody, OutsideKind, Waits
from incidents.models import Incident, Reader, Referral
from incidents.rules import Narrowed, narrowed
from safeguard.duties.actions import Matter, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.lib.worktime import london_day
from safeguard.notifications.models import Message
from safeguard.practitioners.models import Post
from tests.factories.escalation import set_clock
from tests.factories.incidents import ladder_of, raise_by
from tests.factories.sessions import TUESDAY
from tests.pages import browser

pytestmark = pytest.mark.django_db
PAGE = "/incidents/"
HOUR = timedelta(hours=1)
EVERYBODY = ("owner", "colleague", "other_team", "manager", "dso", "other_dso", "dsl", "deputy", "lead", "hr_dso",
             "board", "ict", "admin")  # fmt: skip


def page_of(user: Any, query: str = "") -> str:
    answer = browser(user).get(PAGE + query)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def in_hand(cast: Any, by: Any = None, **over: Any) -> Incident:
    incident = raise_by(cast.owner, **{"service": cast.service, **over})
    acknowledge_incident(by=by or cast.dsl, now=clock.now(), incident=incident)
    incident.refresh_from_db()
    return incident


def referred(cast: Any, incident: Incident) -> Referral:
    said = {"now": clock.now(), "incident": incident, "client_token": uuid.uuid4()}
    return Referral.objects.get(entry=refer_incident(by=cast.dsl, **said, body=OutsideBody.SOCIAL_CARE))


def held(cast: Any, referral: Referral) -> None:
    begin_hold(
        by=cast.dsl,
        now=clock.now(),
        referral=referral,
        client_token=uuid.uuid4(),
        agreed_with="DC Holt",
        waits=[Waits.values[0]],
        chase_on=london_day(clock.now()) + timedelta(days=2),
    )


def a_duty(cast: Any, kind: DutyKind, number: int = 0, **over: Any) -> None:
    about = {"subject_type": "sessions_app.session", "subject_ref": f"SE-TEST{number}", "path": "/sessions/"}
    matter = Matter(**{**about, "service": cast.service, **over})
    now = clock.now()
    open_duty(by=None, now=now, kind=kind, owner=cast.owner, due_at=now - HOUR, about=matter)


@pytest.fixture
def tuesday() -> Any:
    return set_clock(TUESDAY)


# --- Each part, and its link ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("tuesday")
def test_nothing_there_leaves_the_parts_out(cast: Any) -> None:
    page = page_of(cast.dsl)
    assert "Every concern has been acknowledged" in page
    for absent in ("Late, or due today</h2>", "With authorities", "not being delivered", "Filters ("):
        assert absent not in page
    counted = browser(cast.dsl).get("/incidents/sessions/counted/").content.decode()
    assert "Nothing of the sessions to come waits for you" in counted


@pytest.mark.usefixtures("tuesday")
def test_each_part_is_there_with_the_link_to_the_work_what_burns_first_on_top(cast: Any) -> None:
    late = in_hand(cast)
    referral = referred(cast, late)
    held(cast, referral)
    Referral.objects.update(answer_due_at=clock.now() - HOUR)
    for kind in (DutyKind.WELFARE_CALL, DutyKind.MONITOR, DutyKind.RECORD):
        a_duty(cast, kind)
    new = raise_by(cast.owner, service=cast.service)
    Message.objects.filter(recipient=cast.dso, kind="escalation.alert").update(failing_since=clock.now())
    page = page_of(cast.dsl)
    order = [
        "not being delivered",
        f'href="/incidents/{new.ref}/"',
        *(f'href="/incidents/due/?kind={kind}"' for kind in ("monitor", "record", "welfare_call")),
        'href="/incidents/referrals/"',
        'href="/incidents/?show=authorities"',
        f'href="/incidents/{late.ref}/"',
        'href="/sessions/reasons/"',
        'href="/trends/"',
        'data-later="/incidents/sessions/counted/"',  # last: it comes later, and nothing above it moves
    ]
    found = [page.rfind(one) for one in order]  # the last: some stand among the tabs too
    assert -1 not in found, order[found.index(-1)]
    assert found == sorted(found)
    assert "1 late" in page[page.index("With authorities") :]
    assert late.ref in page_of(cast.dsl, "?show=authorities")


@pytest.mark.usefixtures("tuesday")
def test_what_waits_stands_by_urgency_with_its_clock(cast: Any) -> None:
    today, now_ = raise_by(cast.owner, service=cast.service), raise_by(cast.owner, service=cast.service, how_soon="now")
    page = page_of(cast.dsl)
    assert page.index(now_.ref) < page.index(today.ref)
    assert "Next person is told" in page


@pytest.mark.usefixtures("tuesday")
def test_what_is_late_in_a_part_of_a_case_makes_it_late(cast: Any) -> None:
    late, other = in_hand(cast), in_hand(cast)
    said = {"now": clock.now(), "client_token": uuid.uuid4(), "kind": OutsideKind.CONTACT, "body": OutsideBody.POLICE}
    next_step = {"text": "Rang.", "next_step": "Ring", "next_on": london_day(clock.now())}
    note_outside(by=cast.dsl, incident=late, **said, **next_step)
    assert late.ref not in page_of(cast.dsl, "?late=1")
    Duty.objects.filter(kind="next_step").update(due_at=clock.now() - HOUR)
    page = page_of(cast.dsl, "?late=1")
    assert late.ref in page
    assert other.ref not in page


@pytest.mark.usefixtures("tuesday")
def test_more_than_a_page_shows_is_said_and_led_to(cast: Any) -> None:
    for _number in range(21):
        raise_by(cast.owner, service=cast.service)
    page = page_of(cast.dsl)
    assert page.count('data-label="Waiting for"') == 20
    assert 'href="/incidents/?show=waiting"' in page
    assert "More than 20 concerns wait" in page
    alone = page_of(cast.dsl, "?show=waiting")
    assert alone.count('data-label="Waiting for"') == 21
    assert "Somebody is dealing with these" not in alone
    assert "There are more" not in alone


# --- What narrows it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, Narrowed()),
        ({"mine": "1", "late": "1"}, Narrowed(mine=True, late=True)),
        ({"mine": "yes", "late": "\x00", "kind": "nonsense", "service": "1'", "show": "all"}, Narrowed()),
        ({"kind": "about_staff", "show": "waiting"}, Narrowed(kind="about_staff", show="waiting")),
    ],
)
def test_an_address_narrows_by_what_makes_sense_in_it(asked: dict[str, str], found: Narrowed) -> None:
    assert narrowed(asked) == found
    assert narrowed(dict(pair.split("=") for pair in found.query.split("&") if pair)) == found


@pytest.mark.usefixtures("tuesday")
def test_filters_are_addresses(cast: Any) -> None:
    here, there = in_hand(cast), in_hand(cast, service=cast.other_service)
    staff = in_hand(cast, by=cast.deputy, about_staff="yes")
    waits = raise_by(cast.owner, service=cast.other_service)
    ladder = ladder_of(waits)
    ladder.level = 1
    ladder.save(update_fields=["level"])
    early = raise_by(cast.owner, service=cast.service)
    assert all(one.ref in page_of(cast.dsl) for one in (here, there, staff, waits, early))
    seen = {
        f"?service={cast.service.ref}": {here, staff, early},
        "?kind=about_staff": {staff},
        "?mine=1": {here, there, waits, early},  # what nobody has acknowledged is everybody's
        "?late=1": {waits},
        f"?late=1&service={cast.service.ref}": set(),
        "?service=nonsense&kind=nonsense": {here, there, staff, waits, early},
    }
    for query, cases in seen.items():
        page = page_of(cast.dsl, query)
        assert {one for one in (here, there, staff, waits, early) if f"/incidents/{one.ref}/" in page} == cases, query
    page = page_of(cast.dsl, "?mine=1&late=1")
    assert "Remove filter:" in page
    assert 'href="/incidents/?late=1"' in page  # without the other


def test_what_is_late_of_a_case_in_hand_is_found_by_its_duty_its_referral_and_its_hold(cast: Any, tuesday: Any) -> None:
    by_duty, by_answer, by_hold, fine = (in_hand(cast) for _number in range(4))
    referred(cast, by_answer)
    held(cast, referred(cast, by_hold))
    Duty.objects.all().update(due_at=tuesday + 2 * HOUR)
    Duty.objects.filter(subject_ref=by_duty.ref).update(due_at=tuesday - HOUR)
    by_answer.referrals.update(answer_due_at=tuesday - HOUR)
    by_hold.holds.update(chase_on=london_day(tuesday) - timedelta(days=1))
    page = page_of(cast.dsl, "?late=1")
    assert {one for one in (by_duty, by_answer, by_hold, fine) if f"/incidents/{one.ref}/" in page} == {
        by_duty, by_answer, by_hold,
    }  # fmt: skip


@pytest.mark.usefixtures("tuesday")
def test_the_list_of_what_is_late_keeps_what_the_dashboard_was_narrowed_to(cast: Any) -> None:
    a_duty(cast, DutyKind.RECORD)
    a_duty(cast, DutyKind.RECORD, 1, service=cast.other_service)
    link = f"/incidents/due/?kind=record&amp;service={cast.service.ref}"
    assert link in page_of(cast.dsl, f"?service={cast.service.ref}").replace("&service", "&amp;service")
    listed = browser(cast.dsl).get(link.replace("&amp;", "&")).content.decode()
    assert "SE-TEST0" in listed
    assert "SE-TEST1" not in listed
    assert "Of one service." in listed
    mine = browser(cast.dsl).get("/incidents/due/?mine=1").content.decode()
    assert "SE-TEST0" not in mine


@pytest.mark.usefixtures("tuesday")
@pytest.mark.parametrize("waiting", [0, 3, 25])
def test_an_open_page_is_told_only_of_what_is_new_whatever_it_shows(cast: Any, waiting: int) -> None:
    for _number in range(waiting):
        raise_by(cast.owner, service=cast.service)
    said = re.compile(r'data-latest="([^"]+)"')
    asked = said.findall(browser(cast.dsl).get("/incidents/alerts/").content.decode())
    for query in ("", "?show=waiting", "?late=1", f"?service={cast.other_service.ref}", "?mine=1"):
        assert set(said.findall(page_of(cast.dsl, query))) == set(asked), query


# --- What somebody may not see ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_counted_is_what_somebody_may_see(cast: Any, tuesday: Any, who: str) -> None:
    own, elsewhere = in_hand(cast), in_hand(cast, service=cast.other_service)
    staff = in_hand(cast, about_staff="yes", staff_named="Della Marsh")
    for one in (own, elsewhere, staff):
        held(cast, referred(cast, one))
    answer = browser(cast[who]).get(PAGE)
    seen = {one.ref for one in visible_incidents(cast[who])}
    if answer.status_code == 404:
        assert who in {"owner", "colleague", "other_team", "manager", "board", "ict", "admin"}
        return
    beside = answer.context["beside"]
    assert len(beside.holds) == len(beside.answers_due) == len(seen)
    page = answer.content.decode()
    assert {one.ref for one in (own, elsewhere, staff) if f"/incidents/{one.ref}/" in page} == seen


@pytest.mark.usefixtures("tuesday")
def test_whoever_is_left_out_of_a_case_finds_nothing_of_it(cast: Any) -> None:
    """The deputy is named in it: neither listed, nor counted, nor announced, nor among what is late."""
    incident = raise_by(cast.owner, service=cast.service, about_staff="yes", staff_named="Della Marsh")
    acknowledge_incident(by=cast.dsl, now=clock.now(), incident=incident)
    incident.refresh_from_db()
    held(cast, referred(cast, incident))
    a_duty(cast, DutyKind.MONITOR, excluded=[cast.deputy.pk])
    seen, hidden = page_of(cast.dsl), page_of(cast.deputy)
    assert incident.ref in seen
    assert "With authorities" in seen
    for word in (incident.ref, "With authorities", "Check again, as agreed", "Late, or due today</h2>"):
        assert word not in hidden, word


def test_nobody_sees_it_without_signing_in(client: Any) -> None:
    for path in (PAGE, "/incidents/sessions/", "/incidents/sessions/counted/"):
        assert client.get(path).status_code == 302


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.usefixtures("tuesday")
def test_what_was_found_out_once_shows_the_same_cases(cast: Any, who: str) -> None:
    """Numbers instead of questions inside the question: nobody sees more by it, nor less."""
    for about in (
        {},
        {"about_staff": "yes"},
        {"imagery": "yes"},
        {"about_staff": "yes", "staff_named": "Dana Whitlock"},
    ):
        raise_by(cast.owner, service=cast.service, **about)
        in_hand(cast, by=cast.hr_dso if "staff_named" in about else cast.deputy, service=cast.other_service, **about)
    read = Incident.objects.order_by("pk")[0]
    Reader.objects.create(incident=read, person=cast.other_team, added_by=cast.dsl, added_at=clock.now())
    user = cast[who]
    assert set(visible_incidents(user, sight_of(user))) == set(visible_incidents(user))


def test_an_officer_for_all_services_sees_the_same_by_numbers(cast: Any, tuesday: Any) -> None:
    Post.objects.filter(holdings__person=cast.dso).update(service=None)
    raise_by(cast.owner)
    raise_by(cast.owner, service=cast.other_service)
    sight = sight_of(cast.dso)
    assert sight.all_services
    assert visible_incidents(cast.dso, sight).count() == visible_incidents(cast.dso).count() == 2
