"""Whom to ring outside: who answers now, who has checked it, and who may say so."""

from datetime import date, datetime, time, timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.lib.worktime import WorkingHours, london_day
from safeguard.people import rules, selectors
from safeguard.people.actions import check_authority, check_contact, write_signpost
from safeguard.people.models import Authority, Signpost
from tests.pages import browser

pytestmark = pytest.mark.django_db
HOURS = WorkingHours()
WEDNESDAY, SATURDAY = datetime(2026, 3, 4, 14, tzinfo=LONDON), datetime(2026, 3, 7, 14, tzinfo=LONDON)
NIGHT, GOOD_FRIDAY = datetime(2026, 3, 4, 22, tzinfo=LONDON), datetime(2026, 4, 3, 14, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("always", "opens", "closes", "weekends", "at", "is_open"),
    [
        (True, None, None, False, NIGHT, True),
        (False, None, None, False, WEDNESDAY, None),
        (False, time(10), None, False, WEDNESDAY, None),
        (False, time(10), time(16), False, WEDNESDAY, True),
        (False, time(10), time(16), False, NIGHT, False),
        (False, time(10), time(14), False, WEDNESDAY, False),
        (False, time(14), time(16), False, WEDNESDAY, True),
        (False, time(10), time(16), False, SATURDAY, False),
        (False, time(10), time(16), True, SATURDAY, True),
        (False, time(10), time(16), False, GOOD_FRIDAY, False),
        (False, time(10), time(16), True, GOOD_FRIDAY, True),
    ],
)
def test_the_clock_says_who_answers(always, opens, closes, weekends, at, is_open):
    said = {"is_always_open": always, "opens": opens, "closes": closes, "at_weekends": weekends}
    assert rules.is_open(**said, now=at, hours=HOURS) is is_open


CODES = "999 101 111 nspcc childline shout samaritans domestic_abuse ceop report_remove iwf saferinternet prevent"


@pytest.mark.requirement("ESC-10")
def test_the_list_holds_every_body_outside_with_the_day_somebody_checked_it(cast, now):
    Authority.objects.create(name="Westmere", children_phone="+441632960100", duty_team_phone="+441632960101")
    there = {one.row.code for one in selectors.contacts_now(now, HOURS)}
    assert {*CODES.split(), "partnership", "unicef", "find_authority", "whistleblowing"} <= there
    for person in (cast.owner, cast.board, cast.ict, cast.dso, cast.admin):
        page = browser(person).get("/people/contacts/").content.decode()
        for words in ('href="tel:999"', 'href="tel:101"', "Westmere", "Prevent", "UNICEF", "Not checked yet"):
            assert words in page
    dso = browser(cast.dso)
    iwf = Signpost.objects.get(code="iwf")
    assert dso.post(f"/people/contacts/{iwf.ref}/checked/").status_code == 302
    iwf.refresh_from_db()
    assert (iwf.checked_on, iwf.checked_by) == (london_day(now), cast.dso)
    assert AuditEvent.objects.filter(verb="people.signpost.checked", subject_ref=str(iwf.ref)).exists()
    place = Authority.objects.get()
    browser(cast.admin).post(f"/people/authorities/{place.ref}/checked/")
    place.refresh_from_db()
    assert (place.checked_on, place.checked_by) == (london_day(now), cast.admin)
    page = dso.get("/people/contacts/check/").content.decode()
    rows = page[page.index('class="sg-contacts"') :]
    assert 'href="tel:08001111"' in rows
    assert 'href="tel:999"' not in rows[: rows.index("Local authorities")]  # never rung to try it
    assert page.rindex("Childline") < page.rindex("Internet Watch Foundation")  # what has waited longest comes first
    assert "Dele Adeyemi" in browser(cast.owner).get("/people/contacts/").content.decode()


def test_who_is_closed_now_comes_last(now):
    at_night = selectors.contacts_now(NIGHT, HOURS)
    assert [one.row.code for one in at_night][:3] == ["999", "101", "111"]
    closed = [one.row.code for one in at_night if one.is_open is False]
    assert closed == [one.row.code for one in at_night][-len(closed) :]
    assert "nspcc" in closed
    assert next(one for one in selectors.contacts_now(WEDNESDAY, HOURS) if one.row.code == "nspcc").is_open


def test_a_body_of_another_nation_is_left_out():
    scotland = WorkingHours(nation="SCT")
    assert "find_authority" not in {one.row.code for one in selectors.contacts_now(WEDNESDAY, scotland)}
    assert rules.belongs("SCT", "SCT")
    assert not rules.belongs("ENG", "SCT")


def test_an_authority_shows_the_number_that_answers_now():
    Authority.objects.create(
        name="Westmere",
        children_phone="+441632960100",
        adults_phone="+441632960102",
        duty_team_phone="+441632960101",
        officer_phone="+441632960103",
    )
    for at, first in ((WEDNESDAY, "+441632960100"), (NIGHT, "+441632960101")):
        (found,) = selectors.authorities_now(at, HOURS, "west")
        assert found.lines[0].phone == first
        assert len(found.lines) == 4
    assert selectors.authorities_now(NIGHT, HOURS, "nowhere") == []


def test_a_place_that_is_not_there_leads_to_the_nspcc(cast):
    for place in ("Nowhere", "%", "\u202e", "x" * 500):
        page = browser(cast.owner).get("/people/contacts/", {"place": place}).content.decode()
        assert 'href="tel:08088005000"' in page


def test_only_whoever_may_keeps_the_numbers(cast, now):
    one, place = Signpost.objects.get(code="iwf"), Authority.objects.create(name="Westmere")
    for person in (cast.board, cast.ict):
        assert browser(person).get("/people/contacts/check/").status_code == 404
        assert browser(person).post(f"/people/contacts/{one.ref}/checked/").status_code == 404
        with pytest.raises(Refused):
            check_contact(by=person, now=now, contact=one)
    with pytest.raises(Refused):
        check_authority(by=cast.owner, now=now, authority=place)
    browser(cast.owner).post(f"/people/authorities/{place.ref}/checked/")
    place.refresh_from_db()
    assert place.checked_on is None
    missing = "00000000-0000-4000-8000-000000000000"
    assert browser(cast.admin).post(f"/people/contacts/{missing}/checked/").status_code == 404


def test_after_three_months_a_number_is_red_and_waits_to_be_checked(cast, now):
    today = london_day(now)
    Signpost.objects.update(checked_on=today)
    assert not selectors.stale_contacts(today).exists()
    Signpost.objects.filter(code="iwf").update(checked_on=today - timedelta(weeks=13))
    assert [one.code for one in selectors.stale_contacts(today)] == ["iwf"]
    assert "Last checked" in browser(cast.owner).get("/people/contacts/").content.decode()
    Authority.objects.create(name="Westmere", checked_on=date(2020, 1, 1))
    assert selectors.stale_authorities(today).count() == 1


def test_a_correction_says_when_it_answers_and_who_checked_it(cast, now):
    row = Signpost.objects.get(code="whistleblowing")
    sent = {
        "name": row.name,
        "helps_with": row.helps_with,
        "hours": "Every day 8 to 8",
        "help_for": "everybody",
        "phone": row.phone,
        "is_contact": "on",
        "opens": "08:00",
        "closes": "20.00",
        "at_weekends": "on",
    }
    client = browser(cast.dso)
    for wrong in ({"closes": ""}, {"opens": "20:00", "closes": "08:00"}, {"opens": "25:99"}):
        assert client.post(f"/people/library/{row.ref}/", {**sent, **wrong}).status_code == 422
    assert client.post(f"/people/library/{row.ref}/", sent).status_code == 302
    row.refresh_from_db()
    assert (row.opens, row.closes, row.at_weekends, row.code) == (time(8), time(20), True, "whistleblowing")
    facts = {"name": row.name, "helps_with": "x", "hours": "y", "help_for": "everybody", "phone": "1"}
    again = write_signpost(by=cast.dso, now=now, signpost=row, checked_on=london_day(now), **facts)
    assert (again.checked_by, again.opens, again.is_contact) == (cast.dso, time(8), True)


@pytest.mark.parametrize("rows", [3, 300])
def test_the_page_asks_as_often_for_3_authorities_as_for_300(cast, django_assert_num_queries, rows):
    Authority.objects.bulk_create(Authority(name=f"Council {number:03}") for number in range(rows))
    client = browser(cast.owner)
    client.get("/people/contacts/")
    with django_assert_num_queries(5):
        client.get("/people/contacts/")
