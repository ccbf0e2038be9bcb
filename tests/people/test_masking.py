"""What is hidden about a person: who may open it, that each opening is an event, and that nothing carries it away."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from consent.actions import ask_for_consent
from incidents.models import Incident
from safeguard.audit.models import AuditEvent
from safeguard.desk.access import may_open_masked
from safeguard.lib.errors import Refused
from safeguard.notifications import channels
from safeguard.notifications.models import Message
from safeguard.people.access import may_open_masked as works_with_or_leads
from safeguard.people.actions import add_entry, change_contact, change_entry, change_person, end_involvement, involve
from safeguard.people.enums import ContactChannel, Verb
from safeguard.people.messages import to_family
from safeguard.people.models import Adult, CourtOrder, Home, Person
from safeguard.policies.selectors import thresholds_in_force
from sessions_app.actions import cancel_session, remind_of_sessions, send_to_manager, tell_family
from tests.factories.consent import a_statement, an_activity
from tests.factories.escalation import set_clock
from tests.factories.incidents import raise_by
from tests.factories.live import a_call, a_live_session
from tests.factories.people import an_adult, register
from tests.factories.reports import an_issued_report
from tests.factories.sessions import TUESDAY, one_to_one, planned, ready_ground
from tests.pages import browser

pytestmark = pytest.mark.django_db
HIDDEN = {
    "address": "4 Quayside Canary Street",
    "safe_word": "Lighthousecanary",
    "call_back_phone": "07700 900987",
    "call_back_agreed": "Say you are Canaryjo",
    "is_in_danger_at_home": True,
    "known_use_endangers": True,
    "has_known_violence": True,
}
WORDS = ("Quayside", "Lighthousecanary", "900987", "Canaryjo", "Secondhome", "endanger", "violence", "domestic abuse")


def hidden_person(by, now, **over):
    person = register(by, now, adults=(an_adult(),), **{**HIDDEN, "phone": "07700 900123", **over})
    add_entry(
        by=by, now=now, person=person, entry=Home, client_token=uuid.uuid4(),
        facts={"title": "With dad", "address": "9 Secondhome Road", "from_on": date(2026, 1, 1)},
    )  # fmt: skip
    return person


# --- Who --------------------------------------------------------------------------------------------------------------

MAY = {"owner", "dso", "dsl", "deputy"}


@pytest.mark.parametrize(
    "who",
    ["owner", "colleague", "other_team", "manager", "dso", "other_dso", "dsl", "deputy", "lead", "hr_dso", "board",
     "ict", "admin"],
)  # fmt: skip
def test_those_who_work_with_them_and_the_safeguarding_team_open_what_is_hidden(cast, now, who):
    person = hidden_person(cast.owner, now)
    assert may_open_masked(cast[who], person) == (who in MAY)
    assert works_with_or_leads(cast[who], person) == (who in MAY)


def test_who_stops_working_with_them_and_who_has_left_opens_nothing(cast, now):
    person = hidden_person(cast.owner, now)
    begun = involve(by=cast.owner, now=now, person=person, practitioner=cast.colleague)
    assert works_with_or_leads(cast.colleague, person)
    end_involvement(by=cast.owner, now=now, involvement=begun)
    assert not works_with_or_leads(cast.colleague, person)
    cast.dsl.is_active = False
    assert not works_with_or_leads(cast.dsl, person)


def test_a_manager_opens_it_while_a_plan_waits_for_them(cast, now):
    set_clock(TUESDAY)
    ground = ready_ground(cast, TUESDAY)
    session = planned(ground, one_to_one(ground))
    assert not may_open_masked(cast.manager, ground.person)
    send_to_manager(by=cast.owner, now=TUESDAY, session=session)
    assert may_open_masked(cast.manager, ground.person)
    session.refresh_from_db()
    cancel_session(by=cast.owner, now=TUESDAY, session=session, reason="A cold.")
    assert not may_open_masked(cast.manager, ground.person)


def test_whoever_runs_a_session_opens_it_until_the_record_is_written(cast):
    session = a_live_session(cast.owner, second_worker=cast.colleague)
    person = session.participants.get().person
    assert not works_with_or_leads(cast.colleague, person)
    assert may_open_masked(cast.colleague, person)
    type(session).objects.update(
        state="ended", ended_at=session.started_at, ended_how="as_planned", ended_by=cast.owner
    )
    assert may_open_masked(cast.colleague, person)
    type(session).objects.update(state="recorded", recorded_at=session.started_at, recorded_by=cast.owner)
    assert not may_open_masked(cast.colleague, person)


def test_whoever_deals_with_a_case_about_them_opens_it_until_it_is_closed(cast, now):
    person = hidden_person(cast.owner, now)
    incident = raise_by(cast.owner, service=cast.service)
    incident.people.add(person)
    assert not may_open_masked(cast.manager, person)
    Incident.objects.update(state="acknowledged", acknowledged_by=cast.manager, acknowledged_at=now)
    assert may_open_masked(cast.manager, person)


# --- Pages ------------------------------------------------------------------------------------------------------------


def page(who, person, query=""):
    html = browser(who).get(f"/people/{person.ref}/{query}").content.decode()
    return html[html.index("<main") : html.index("sg-emergency")]


def test_others_see_that_there_is_something_and_not_what(cast, now):
    person = hidden_person(cast.owner, now)
    for query in ("", "?show=contact"):
        html = page(cast.manager, person, query)
        assert "There is something to know before any contact" in html
        for word in WORDS:
            assert word not in html, word
    assert "07700 900123" in page(cast.manager, person, "?show=contact")
    assert not AuditEvent.objects.filter(verb=Verb.MASKED_SHOWN).exists()
    nothing = page(cast.manager, register(cast.owner, now))
    assert "something to know" not in nothing


def test_each_opening_is_an_event_that_says_what_was_opened(cast, now):
    person = hidden_person(cast.owner, now)
    closed = page(cast.owner, person)
    assert not [word for word in WORDS if word in closed]
    opened = page(cast.owner, person, "?show=contact")
    for words in ("Quayside", "Lighthousecanary", "07700 900987", "Canaryjo", "Secondhome", "at risk if somebody knew"):
        assert words in opened
    event = AuditEvent.objects.get(verb=Verb.MASKED_SHOWN)
    assert (event.actor_id, event.subject_ref) == (cast.owner.pk, person.ref)
    assert set(event.refs) == {*HIDDEN, "homes"}
    assert "Canary" not in str(event.refs) + str(event.fields)


@pytest.mark.parametrize("name", ["change", "contact"])
def test_a_form_shows_what_is_hidden_to_those_who_may_open_it(cast, now, name):
    person = hidden_person(cast.owner, now)
    path = f"/people/{person.ref}/{name}/"
    closed = browser(cast.manager).get(path).content.decode()
    assert not [word for word in ("Quayside", "900987", "Canaryjo", "endangers") if word in closed]
    assert not AuditEvent.objects.filter(verb=Verb.MASKED_SHOWN).exists()
    assert browser(cast.owner).get(path).status_code == 200
    assert AuditEvent.objects.get(verb=Verb.MASKED_SHOWN).actor_id == cast.owner.pk


def test_what_is_hidden_is_not_changed_by_those_who_may_not_open_it(cast, now):
    person = hidden_person(cast.owner, now)
    with pytest.raises(Refused, match="what is hidden"):
        change_person(by=cast.manager, now=now, person=person, version=1, changes={"address": ""})
    with pytest.raises(Refused, match="what is hidden"):
        change_contact(by=cast.manager, now=now, whom=person, version=1, changes={"call_back_agreed": ""})
    changed = change_person(by=cast.manager, now=now, person=person, version=1, changes={"known_as": "Mira"})
    assert changed.known_as == "Mira"
    sent = {"version": "2", "full_name": "Amira Khan", "known_as": "Ami", "born_on_day": "27", "born_on_month": "3",
            "born_on_year": "2011", "kind": "young_person", "service": str(cast.service.ref),
            "authority_known": "not_asked", "address": "elsewhere"}  # fmt: skip
    assert browser(cast.manager).post(f"/people/{person.ref}/change/", sent).status_code == 302
    person.refresh_from_db()
    assert (person.known_as, person.address) == ("Ami", HIDDEN["address"])


# --- Messages and exports ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("SEC-14")
def test_no_message_and_no_export_carries_what_is_hidden(cast, now):
    """Masked on pages (above), for the session team and the safeguarding team; and carried away by nothing at all."""
    set_clock(TUESDAY)
    ground = ready_ground(cast, TUESDAY, **HIDDEN, email="amira@young.example", safe_email="yes")
    person, adult = ground.person, ground.person.adults.get()
    a_statement(TUESDAY)
    activity = an_activity(cast.owner, TUESDAY)
    for whom in (adult, None):
        ask_for_consent(
            by=cast.owner, now=TUESDAY, person=person, activity=activity, adult=whom, client_token=uuid.uuid4()
        )
    session = planned(ground)
    for whom, channel in ((adult, "email"), (person, "text")):
        tell_family(by=cast.owner, now=TUESDAY, session=session, channel=channel, whom=whom)
    remind_of_sessions(now=TUESDAY + timedelta(hours=22))
    planned(ground, replace(one_to_one(ground), starts_at=TUESDAY + timedelta(days=3)))
    a_call(a_live_session(cast.owner, people=[person]), is_danger=True)
    raise_by(cast.owner, service=cast.service).people.add(person)
    assert Message.objects.count() > 6
    for message in Message.objects.all():
        written = f"{message.title} {message.body} {message.kind} {message.dedupe_key}"
        assert not [word for word in WORDS if word in written], message.kind
    report = an_issued_report(cast.dsl)
    for path in ("csv", "pdf", ""):
        answer = browser(cast.dsl).get(f"/reports/board/{report.ref}/{path}{'/' if path else ''}")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        text = content.decode("utf-8", "replace")
        assert not [word for word in WORDS if word in text]
    for who in ("owner", "dsl"):
        for path in ("/", "/people/", f"/sessions/{session.ref}/", f"/people/{person.ref}/"):
            title = browser(cast[who]).get(path).content.decode().split("</title>")[0]
            assert not [word for word in (*WORDS, "Amira") if word in title]


def test_an_order_that_speaks_of_violence_is_hidden_like_the_flag(cast, now):
    person = register(cast.owner, now)
    facts = {"kind": "non_molestation", "meaning": "Keep Canaryman away.", "from_on": date(2026, 1, 1)}
    order = add_entry(by=cast.owner, now=now, person=person, entry=CourtOrder, facts=facts, client_token=uuid.uuid4())
    for who, query in (("owner", ""), ("manager", ""), ("manager", "?show=contact")):
        html = page(cast[who], person, query)
        assert "An order that is hidden" in html
        assert "Canaryman" not in html
        assert "molestation" not in html
    assert "Canaryman" in page(cast.owner, person, "?show=contact")
    path = f"/people/entries/order/{order.ref}/"
    assert browser(cast.manager).get(path).status_code == 404
    assert browser(cast.owner).get(path).status_code == 200
    assert AuditEvent.objects.filter(verb=Verb.MASKED_SHOWN, refs=["orders"]).count() == 2
    with pytest.raises(Refused, match="this order"):
        change_entry(by=cast.manager, now=now, entry=order, version=1, changes={"meaning": "x"})


def test_a_withheld_address_is_on_no_page_but_whom_to_ask(cast, now):
    person = register(cast.owner, now, address_withheld="PC Hale, 01632 960111")
    for who in ("owner", "dsl"):
        assert "PC Hale" not in page(cast[who], person)
        assert "PC Hale" in page(cast[who], person, "?show=contact")


# --- What the flags do ------------------------------------------------------------------------------------------------

WRITE = {"channel": ContactChannel.EMAIL, "kind": "test", "dedupe_key": "k", "title": "On Tuesday with Priya"}


@pytest.mark.requirement("PER-14")
def test_where_being_known_here_endangers_the_sender_and_the_subject_say_nothing(cast, now, settings, monkeypatch):
    settings.NEUTRAL_FROM_EMAIL = "post@neutral.example"
    person = register(cast.owner, now, email="a@b.example", safe_email="yes", adults=(an_adult(),))
    adult = person.adults.get()
    plain = to_family(adult, body=f"Priya from {person.service.name} writes.", **WRITE)
    assert (plain.title, plain.neutral) == ("On Tuesday with Priya", False)
    change_person(by=cast.owner, now=now, person=person, version=1, changes={"known_use_endangers": True})
    for whom in (Person.objects.get(), Adult.objects.get()):
        message = to_family(whom, body="Priya writes.", **WRITE)
        assert (message.title, message.neutral) == ("A message for you", True)
        with pytest.raises(Refused, match="who we are"):
            to_family(whom, body=f"Priya from {person.service.name} writes.", **WRITE)
    a_statement(now)
    asked = ask_for_consent(
        by=cast.owner, now=now, person=person, activity=an_activity(cast.owner, now), adult=adult,
        client_token=uuid.uuid4(),
    )  # fmt: skip
    row = Message.objects.get(subject_ref=adult.ref)
    assert row.is_neutral
    assert person.service.name not in row.title + row.body
    sent = []
    monkeypatch.setattr(channels.EmailBackend, "send_messages", lambda _self, mails: sent.extend(mails))
    channels.send(row)
    assert [mail.from_email for mail in sent] == ["post@neutral.example"]
    assert asked.state == "sent"


@pytest.mark.requirement("PER-13")
def test_known_violence_makes_a_call_more_urgent_and_messages_shorter(cast, now):
    from safeguard.escalation.models import Ladder

    session = a_live_session(cast.owner)
    person = session.participants.get().person
    call = a_call(session)
    assert Ladder.objects.get(subject_ref=call.ref).urgency == "today"
    Person.objects.filter(pk=person.pk).update(has_known_violence=True)
    other = a_live_session(cast.colleague, people=[Person.objects.get(pk=person.pk)])
    assert Ladder.objects.get(subject_ref=a_call(other).ref).urgency == "now"
    whom = register(cast.owner, now, has_known_violence=True, adults=(an_adult(),)).adults.get()
    message = to_family(whom, body="Priya writes.", **WRITE)
    assert (message.title, message.neutral) == ("A message for you", True)
    for words in ("about the police", "after the domestic abuse", "your social worker", "how the court decided"):
        with pytest.raises(Refused, match="why we are in touch"):
            to_family(whom, body=words, **WRITE)
    set_clock(TUESDAY)
    ground = ready_ground(cast, TUESDAY)
    told = planned(ground)
    Person.objects.filter(pk=ground.person.pk).update(has_known_violence=True)
    ground.person.refresh_from_db()
    tell_family(by=cast.owner, now=TUESDAY, session=told, channel="email", whom=ground.person.adults.get())
    body = Message.objects.get(kind="sessions.told").body
    assert "Harbour Video" not in body
    assert "quietest place" not in body


@pytest.mark.parametrize("flag", ["is_in_danger_at_home", "known_use_endangers", "has_known_violence"])
def test_a_new_flag_stops_what_waits(cast, now, flag):
    set_clock(TUESDAY)
    ground = ready_ground(cast, TUESDAY)
    tell_family(by=cast.owner, now=TUESDAY, session=planned(ground), channel="email", whom=ground.person.adults.get())
    person = Person.objects.get(pk=ground.person.pk)
    change_person(by=cast.owner, now=TUESDAY, person=person, version=person.version, changes={flag: True})
    assert Message.objects.get(kind="sessions.told").state == "cancelled"
    assert thresholds_in_force(TUESDAY).number("turns_18") == 12
