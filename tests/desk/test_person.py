"""The story of a person: what is in force, what is masked, what happened, and what stays unseen."""

import re
import uuid
from datetime import date, timedelta

import pytest

from consent.enums import Decision
from incidents.enums import Verb as IncidentVerb
from safeguard.audit.models import AuditEvent
from safeguard.lib.findings import Level
from safeguard.people.actions import add_authority, change_person
from safeguard.people.enums import Verb
from sessions_app.actions import add_addendum, cancel_session, record_call, write_record
from sessions_app.actions.risk import AgreedActionDetails
from sessions_app.selectors.readiness import readiness_of
from tests.factories.consent import a_family, agreed, an_activity, asked
from tests.factories.escalation import set_clock
from tests.factories.incidents import raise_by
from tests.factories.live import a_call, a_live_session, a_person
from tests.factories.people import an_adult, assess, register
from tests.factories.sessions import planned, ready_ground
from tests.pages import browser

pytestmark = pytest.mark.django_db
SECRETS = {
    "phone": "07700 900123",
    "other_phone": "020 7946 0123",
    "email": "amira@young.example",
    "address": "4 Quay Street",
    "safe_word": "Lighthouse",
    "call_back_agreed": "Say that you are Jo",
    "is_in_danger_at_home": True,
}


def story(who, person, query=""):
    return browser(who).get(f"/people/{person.ref}/{query}").content.decode()


def test_an_empty_story_says_what_is_missing(cast, now):
    html = story(cast.owner, register(cast.owner, now))
    for words in (
        "Not assessed yet",
        "Nobody has been asked yet",
        "Not asked yet",
        "0808 800 5000",
        "Nobody has been written down yet",
        "Priya Shah, allocated practitioner",
        "Registered",
    ):
        assert words in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize(("born", "words"), [(27, "15 years old today"), (28, "14 years old today")])
def test_the_age_is_that_of_today(cast, now, born, words):
    set_clock(now.replace(year=2027, month=3, day=27, hour=9))
    person = register(cast.owner, born_on=date(2012, 3, born))
    html = story(cast.owner, person)
    assert words in html
    turning = person.born_on.replace(year=2028)
    assert f"turn 16 on {turning.day}" not in html  # more than a month away


def test_what_endangers_is_masked_until_it_is_asked_for(cast, now):
    person = register(
        cast.owner, now, adults=(an_adult(phone="07700 900125", safe_call="no"),), safe_call="yes", **SECRETS
    )
    closed = story(cast.owner, person)
    hidden = ["07700 900123", "07700 900125", "7946", "amira@", "Quay", "Lighthouse", "Jo", "danger", "sana@"]
    for words in hidden:
        assert words not in closed[closed.index("<main") : closed.index("sg-emergency")], words
    assert not AuditEvent.objects.filter(verb=Verb.CONTACT_SHOWN).exists()
    opened = story(cast.owner, person, "?show=contact")
    for words in ("07700 900123", "020 7946 0123", "4 Quay Street", "Lighthouse", "Jo", "danger", "sana@family"):
        assert words in opened
    shown = AuditEvent.objects.filter(verb=Verb.CONTACT_SHOWN).values_list("subject_ref", flat=True)
    assert set(shown) == {person.ref, person.adults.get().ref}


def test_only_a_safe_number_can_be_pressed(cast, now):
    person = register(cast.owner, now, phone="07700 900123", other_phone="07700 900124", safe_other_phone="yes")
    html = story(cast.owner, person, "?show=contact")
    assert 'href="tel:+447700900123"' not in html
    assert "Not asked yet whether it is safe to ring." in html
    assert 'href="tel:+447700900124"' in html
    assert "Do not ring" in story(
        cast.owner, register(cast.owner, now, phone="07700 900125", safe_call="no"), "?show=contact"
    )


def test_what_is_in_force_stands_first(cast, now):
    hull = add_authority(by=cast.owner, now=now, name="Hull", duty_team_phone="01482 300304")
    person, mother = a_family(cast.owner, now - timedelta(days=9), authority_known="yes", authority=hull)
    late = AgreedActionDetails(what="Ask school", owner=cast.owner, due_on=(now - timedelta(days=7)).date())
    assess(cast.owner, person, now - timedelta(days=8), rating="high", agreed=[late])
    activity = an_activity(cast.owner, now - timedelta(days=8))
    agreed(cast.owner, person, activity, now - timedelta(days=7))
    asked(cast.owner, person, mother, activity, now - timedelta(days=6))
    html = story(cast.owner, person)
    top = html[: html.index('id="story"')]
    for words in (
        "High",
        "Agree beforehand who is in the room.",
        "Weekly music sessions",
        "Not signed by a parent or carer yet",
        "Asked Sana Khan on",
        "Hull",
        "01482 300304",
        "Ask school",
        "Late",
        "Sana Khan, mother",
    ):
        assert words in top, words
    happened = html[html.index('id="story"') :]
    order = ["Consent asked of Sana Khan", "Consent answered by the young person", "Risk assessed: high", "Registered"]
    assert sorted(order, key=happened.index) == order


@pytest.mark.requirement("PER-15")
def test_the_local_authority_is_asked_for_before_a_session_and_unknown_shows_the_way(cast, now):
    """Not asked: a reason is needed. Unknown: the NSPCC's number, here and there. Known: its contact is on the page."""
    ground = ready_ground(cast, now)
    session, person = planned(ground), ground.person

    def findings():
        found = readiness_of(session, now).findings
        return [(one.level, str(one.text)) for one in found if one.code == "PER-15"]

    assert findings() == []
    assert "020 7946 0101" in story(cast.owner, person)
    change_person(by=cast.owner, now=now, person=person, version=1, changes={"authority_known": "not_asked"})
    assert [level for level, _text in findings()] == [Level.REASON]
    change_person(by=cast.owner, now=now, person=person, version=2, changes={"authority_known": "unknown"})
    ((level, text),) = findings()
    assert (level, "0808 800 5000" in text) == (Level.NOTE, True)
    assert 'href="tel:08088005000"' in story(cast.owner, person)
    assert "0808 800 5000" in browser(cast.owner).get("/people/new/").content.decode()


def test_a_review_that_is_overdue_is_told(cast, now):
    person = register(cast.owner, now - timedelta(days=99))
    assess(cast.owner, person, now - timedelta(days=98))
    assert "Should have been looked at again" in story(cast.owner, person)


def test_a_refusal_is_told(cast, now):
    person, _mother = a_family(cast.owner, now)
    activity = an_activity(cast.owner, now)
    agreed(cast.owner, person, activity, now, answers=dict.fromkeys(map(str, activity.purposes), Decision.REFUSED))
    html = story(cast.owner, person)
    assert "Did not agree" in html
    assert "did not agree" in html[html.index('id="story"') :]


def test_sessions_to_come_stand_above_and_those_that_were_below(cast, now):
    ground = ready_ground(cast, now)
    session = planned(ground)
    html = story(cast.owner, ground.person)
    top, happened = html[: html.index('id="story"')], html[html.index('id="story"') :]
    assert f'href="/sessions/{session.ref}/"' in top
    assert session.ref not in happened


def test_a_session_that_began_early_is_in_the_story_at_once(cast, now):
    person = a_person(cast.owner)
    soon = now + timedelta(minutes=5)
    over = {
        "started_at": now - timedelta(minutes=40),
        "ended_at": now,
        "ended_how": "as_planned",
        "ended_by": cast.owner,
        "starts_at": soon,
    }
    session = a_live_session(cast.owner, people=[person], state="ended", **over)
    html = story(cast.owner, person)
    assert session.ref in html[html.index('id="story"') :]


def test_a_session_that_was_called_off_is_told_with_its_reason(cast, now):
    ground = ready_ground(cast, now)
    session = planned(ground)
    cancel_session(by=cast.owner, now=now, session=session, reason="Amira has a cold.")
    html = story(cast.owner, ground.person)
    happened = html[html.index('id="story"') :]
    for words in (session.ref, "Called off", "Amira has a cold."):
        assert words in happened


def test_a_welfare_call_is_told_with_what_came_of_it(cast, now):
    person = a_person(cast.owner)
    session = a_live_session(cast.owner, people=[person])
    call = a_call(session)
    happened = story(cast.owner, person).partition('id="story"')[2]
    assert f'href="/sessions/calls/{call.ref}/"' in happened
    assert "Nobody has reached them yet" in happened
    record_call(by=cast.owner, now=now, call=call, result="safe", note="She is at home.", client_token=uuid.uuid4())
    happened = story(cast.owner, person).partition('id="story"')[2]
    assert "Reached, and they are safe" in happened
    assert "Nobody has reached them yet" not in happened


def test_what_was_added_to_a_record_is_told(cast, now):
    person = a_person(cast.owner)
    over = {"ended_at": now, "ended_how": "as_planned", "ended_by": cast.owner}
    session = a_live_session(cast.owner, people=[person], state="ended", **over)
    token = uuid.uuid4()
    record = write_record(
        by=cast.owner, now=now, session=session, summary="Drums.", no_actions=True, client_token=token
    )
    add_addendum(by=cast.owner, now=now, record=record, text="And guitar.", reason="Forgotten", client_token=token)
    happened = story(cast.owner, person).partition('id="story"')[2]
    assert "Added to the record" in happened
    assert f'href="/sessions/{session.ref}/record/"' in happened
    assert "And guitar." not in happened  # a press away, and each reading an event


def test_a_concern_is_shown_to_those_who_may_read_it_alone(cast, now):
    person = register(cast.owner, now - timedelta(days=1))
    incident = raise_by(cast.owner, service=cast.service)
    incident.people.add(person)
    for who, sees in (("dso", True), ("dsl", True), ("owner", False), ("manager", False)):
        assert (incident.ref in story(cast[who], person)) == sees, who
    listed = AuditEvent.objects.filter(verb=IncidentVerb.LISTED, refs=[incident.ref])
    assert set(listed.values_list("actor_id", flat=True)) == {cast.dso.pk, cast.dsl.pk}


def test_opening_a_story_is_an_event(cast, now):
    person = register(cast.owner, now)
    story(cast.manager, person)
    assert AuditEvent.objects.get(verb=Verb.OPENED).actor_id == cast.manager.pk
    browser(cast.other_team).get(f"/people/{person.ref}/")
    assert AuditEvent.objects.filter(verb=Verb.OPENED).count() == 1


def test_a_long_story_comes_in_pages_and_is_whole(cast, now):
    person = register(cast.owner, now - timedelta(days=70))
    made = [assess(cast.owner, person, now - timedelta(days=day)).ref for day in range(1, 61)]
    client, seen, address = browser(cast.owner), [], f"/people/{person.ref}/"
    while address:
        context = client.get(address).context
        seen += [entry.link_text or entry.title for entry in context["story"].entries]
        older = context["older_url"].removesuffix("#story")
        address = f"/people/{person.ref}/{older}" if older else ""
    assert seen == [*made, "Registered"]
    for before in ("x", "nan", "inf", "-1e99", "1e12", "0"):
        assert client.get(f"/people/{person.ref}/?before={before}").status_code == 200
    assert "Nothing older" in client.get(f"/people/{person.ref}/?before=0").content.decode()


def test_the_name_changes_everywhere_at_once(cast, now):
    person = register(cast.owner, now)
    change_person(by=cast.owner, now=now, person=person, version=1, changes={"known_as": "Mira"})
    html = story(cast.owner, person)
    assert "<h1" in html
    assert "Mira</h1>" in html
    assert f"<title>{person.ref} – " in html


@pytest.mark.parametrize("rows", [3, 40])
def test_the_story_asks_the_same_number_of_queries(cast, now, django_assert_num_queries, rows):
    ground = ready_ground(cast, now - timedelta(days=50))
    for number in range(rows):
        when = now - timedelta(days=45) + timedelta(hours=number)
        assess(cast.owner, ground.person, when)
        raise_by(cast.owner, when, service=cast.service).people.add(ground.person)
    client = browser(cast.dsl)
    client.get(f"/people/{ground.person.ref}/")
    with django_assert_num_queries(17):
        client.get(f"/people/{ground.person.ref}/")


@pytest.mark.parametrize("who", ["owner", "manager", "dso", "dsl", "lead"])
def test_every_link_of_a_story_opens(cast, now, who):
    ground = ready_ground(cast, now)
    planned(ground)
    client = browser(cast[who])
    for query in ("", "?show=contact"):
        html = story(cast[who], ground.person, query)
        # The way in again, once the sign-in has ended, is hidden until then.
        for path in set(re.findall(r'href="(/[^"#]*)', html[html.index("<main") :])) - {"/account/login/"}:
            assert client.get(path).status_code == 200, path


def test_one_kind_of_what_happened_may_be_read_alone(cast, now):
    person, mother = a_family(cast.owner, now - timedelta(days=70))
    for day in range(1, 31):
        assess(cast.owner, person, now - timedelta(days=day))
    asked(cast.owner, person, mother, an_activity(cast.owner, now - timedelta(days=60)), now - timedelta(days=40))

    def happened(query):
        return story(cast.owner, person, query).partition('id="story"')[2]

    risk = happened("?kind=risk")
    assert "Risk assessed" in risk
    assert "Consent asked of" not in risk
    assert "kind=risk#story" in risk.partition("Older")[0]  # the older ones are of that kind too
    consent = happened("?kind=answer")
    assert "Consent asked of" in consent
    assert "Risk assessed" not in consent
    for query in ("?kind=nonsense", "?kind=", "?kind=addendum"):
        assert "Risk assessed" in happened(query)
