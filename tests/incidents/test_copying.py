"""Copies of a chronology: what they hold, who makes them, and that nothing leaves that nobody has read."""

import re
import uuid
from datetime import timedelta

import pytest

from incidents.actions import acknowledge_incident, add_entry, link_person, make_due_copies, name_reader, unlink_person
from incidents.enums import EntryKind
from incidents.models import CaseCopy, ChronologyEntry
from incidents.tasks import make_copies
from safeguard.audit.models import AuditEvent
from safeguard.jobs import BY_NAME
from safeguard.lib import clock, queue
from tests.factories.incidents import raise_by
from tests.factories.people import register
from tests.naughty import NAUGHTY
from tests.pages import browser, fresh

pytestmark = pytest.mark.django_db
WORDS = "Maya told her friend. She lives at 4 Quay Street. The word is Lighthouse. Annual trip, Maya-like."


@pytest.fixture
def case(cast, now):
    person = register(
        cast.owner, now, full_name="Maya Lund", known_as="Maya", address="4 Quay Street, Hull", safe_word="Lighthouse"
    )
    incident = raise_by(
        cast.owner, now - timedelta(days=3), service=cast.service, people=(person,), exact_words="Maya said: help."
    )
    acknowledge_incident(by=cast.dsl, now=now - timedelta(days=2), incident=incident)
    incident.refresh_from_db()
    said = {"by": cast.dsl, "now": now - timedelta(days=1), "incident": incident}
    add_entry(**said, client_token=uuid.uuid4(), kind=EntryKind.NOTE, text=WORDS)
    add_entry(**said, client_token=uuid.uuid4(), kind=EntryKind.DECISION, text="We do not wait.")
    return incident


def begun(client, incident, **over):
    sent = {
        "client_token": uuid.uuid4(),
        "copy_for": "partner",
        "for_whom": "Quay Youth Club",
        "why": "Agreed with the family.",
        "kinds": ["report", "note", "decision"],
        **over,
    }
    return client.post(f"/incidents/{incident.ref}/copies/begin/", sent)


def ticked(body):
    """What a browser would send of the page as it came."""
    sent = {name: re.findall(rf'name="{name}" value="([^"]*)"', body) for name in ("person", "seen", "digest")}
    for name in ("replaced", "out"):
        sent[name] = re.findall(rf'name="{name}" value="([^"]*)" checked', body)
    for key in sent["person"]:
        sent[f"as-{key}"] = re.findall(rf'name="as-{key}" value="([^"]*)" checked', body)
    return sent


def confirmed(client, address, **over):
    body = client.get(address).content.decode()
    return client.post(address, {**ticked(body), "confirm": "yes", **over})


@pytest.fixture
def made(cast, case, now):
    """A copy for a partner, made."""
    client = browser(cast.dsl)
    address = begun(client, case)["Location"]
    assert confirmed(client, address).status_code == 302
    make_due_copies(now=now)
    return CaseCopy.objects.get()


def test_what_is_looked_at_is_what_is_made(cast, case, now):
    client = browser(cast.dsl)
    address = begun(client, case)["Location"]
    body = client.get(address).content.decode()
    assert "Maya told her friend" in body, "whom it is about keeps her name for a partner, until somebody chooses"
    sent = ticked(body)
    person = next(key for key in sent["person"] if key.startswith("person-"))
    client.post(address, {**sent, f"as-{person}": "role"})
    body = client.get(address).content.decode()
    assert "Child A told her friend" in body
    assert "4 Quay Street" not in body
    assert "Lighthouse" not in body
    assert "Annual trip" in body
    assert "Child A: it is about them" in body
    assert client.post(address, {**ticked(body), "confirm": "yes"}).status_code == 302
    copy = CaseCopy.objects.get()
    text = str(copy.content)
    assert "Child A told her friend" in text
    for word in ("Maya", "Lighthouse", "4 Quay Street", cast.dsl.full_name + " by"):
        assert word not in text
    assert copy.content["for_whom"] == "For Quay Youth Club"
    assert copy.content["made_by"] == f"Made by {cast.dsl.full_name}"
    event = AuditEvent.objects.get(verb="incidents.copy.asked")
    assert event.digest
    assert "digest" in event.fields


def test_the_document_is_made_by_the_worker_and_has_its_fingerprint(cast, case, made):
    assert made.is_made
    assert made.content is None
    assert bytes(made.file.content).startswith(b"%PDF")
    assert made.file.name == f"{made.ref}.pdf"
    address = f"/incidents/{case.ref}/copies/{made.ref}/"
    assert made.file.sha256 in browser(cast.dsl).get(address).content.decode()
    answer = fresh(cast.dsl).get(f"{address}pdf/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{made.ref}.pdf"'
    assert AuditEvent.objects.filter(verb="incidents.copy.downloaded", subject_ref=made.ref).count() == 1
    lines = browser(cast.dsl).get(f"/incidents/{case.ref}/chronology/?kind=access").content.decode()
    assert "A copy was made: Quay Youth Club" in lines
    assert "Agreed with the family." in lines


def test_a_download_asks_who_it_is(cast, case, made):
    answer = browser(cast.dsl).get(f"/incidents/{case.ref}/copies/{made.ref}/pdf/")
    assert answer.status_code in (302, 200)
    if answer.status_code == 302:
        assert "reauthenticate" in answer["Location"] or "login" in answer["Location"]


def test_what_was_written_meanwhile_is_read_before_it_leaves(cast, case, now):
    client = browser(cast.dsl)
    address = begun(client, case)["Location"]
    sent = ticked(client.get(address).content.decode())
    add_entry(by=cast.dso, now=now, incident=case, client_token=uuid.uuid4(), kind=EntryKind.NOTE, text="Maya rang.")
    answer = client.post(address, {**sent, "confirm": "yes"})
    assert answer.status_code == 422
    assert "has changed since you read it" in answer.content.decode()
    assert CaseCopy.objects.get().asked_at is None
    assert client.post(address, {**ticked(answer.content.decode()), "confirm": "yes"}).status_code == 302
    assert CaseCopy.objects.get().asked_at is not None


def test_choices_that_nobody_has_seen_applied_are_shown_first(cast, case):
    client = browser(cast.dsl)
    address = begun(client, case)["Location"]
    answer = confirmed(client, address, words="friend")
    assert answer.status_code == 422
    assert "Maya told her [left out]" in answer.content.decode()


def test_a_line_is_left_out_whole_and_the_document_says_how_many(cast, case):
    client = browser(cast.dsl)
    address = begun(client, case)["Location"]
    sent = ticked(client.get(address).content.decode())
    places = re.findall(r'name="out" value="([^"]+)"', client.get(address).content.decode())
    client.post(address, {**sent, "out": [places[-1]]})
    sent = ticked(client.get(address).content.decode())
    client.post(address, {**sent, "confirm": "yes"})
    content = CaseCopy.objects.get().content
    assert "Lines left out: 1." in content["notes"]
    assert len(content["lines"]) == len(places) - 1


def test_nothing_is_no_document(cast, case):
    client = browser(cast.dsl)
    address = begun(client, case, kinds=["closing"])["Location"]
    assert confirmed(client, address).status_code == 422
    assert begun(client, case, kinds=[]).status_code == 422
    assert begun(client, case, for_whom=" ").status_code == 422


def test_a_copy_holds_no_part_that_its_maker_may_not_see(cast, case):
    """Who has opened it is for whoever leads the case: an officer who deals with it is not offered it."""
    client = browser(cast.dso)
    assert begun(client, case, kinds=["opened"]).status_code == 422
    copy = CaseCopy.objects.create(
        ref="CP-00000-00001", client_token=uuid.uuid4(), incident=case, copy_for="court", for_whom="A court", why="x",
        choices={"kinds": ["opened", "note"], "since": "", "until": ""}, begun_at=case.raised_at, begun_by=cast.dso,
    )  # fmt: skip
    confirmed(client, f"/incidents/{case.ref}/copies/{copy.ref}/")
    copy.refresh_from_db()
    assert copy.asked_at
    assert not [line for line in copy.content["lines"] if line["title"].startswith("Opened")]


def test_a_copy_is_its_makers_and_the_leads_and_nobody_elses(cast, case, made, now):
    address = f"/incidents/{case.ref}/copies/{made.ref}/"
    assert browser(cast.deputy).get(address).status_code == 200
    name_reader(
        by=cast.dsl, now=now, incident=case, client_token=uuid.uuid4(), person=cast.other_team, reason="To read."
    )
    for who in ("dso", "other_team", "owner", "admin", "board"):
        for path in ("", "pdf/", "progress/"):
            assert fresh(cast[who]).get(address + path).status_code == 404
    assert made.ref not in browser(cast.dso).get(f"/incidents/{case.ref}/copies/").content.decode()
    other = raise_by(cast.owner, service=cast.service)
    assert browser(cast.dsl).get(f"/incidents/{other.ref}/copies/{made.ref}/").status_code == 404


def named_first(client, incident, copy_for):
    """Who keeps their name in a copy that has just been begun."""
    body = client.get(begun(client, incident, copy_for=copy_for)["Location"]).content.decode()
    return {key for key in ticked(body)["person"] if ticked(body)[f"as-{key}"] == ["name"]}


def test_no_family_reads_first_of_another_child_linked_or_linked_by_mistake(cast, case, now):
    client, maya = browser(cast.dsl), case.people.get()
    assert named_first(client, case, "family") == {f"person-{maya.ref}"}
    other = register(cast.owner, now, full_name="Finn Oak")
    said = {"by": cast.dsl, "now": now, "incident": case, "person": other, "reason": "They said so."}
    link_person(**said, client_token=uuid.uuid4())
    assert named_first(client, case, "family") == set(), "whose family it is, somebody has to say"
    assert named_first(client, case, "partner") == {f"person-{maya.ref}", f"person-{other.ref}"}
    unlink_person(**said, client_token=uuid.uuid4())
    for copy_for in ("family", "partner"):
        assert named_first(client, case, copy_for) == {f"person-{maya.ref}"}


@pytest.mark.requirement("INC-16")
def test_a_copy_of_a_staff_case_leaves_no_trace_for_its_subject_and_their_line(cast, now):
    person = register(cast.owner, now, full_name="Maya Lund")
    incident = raise_by(
        cast.owner, about_staff="yes", staff_named="Dana Whitlock", service=cast.service, people=(person,)
    )
    acknowledge_incident(by=cast.lead, now=now, incident=incident)
    client = browser(cast.lead)
    assert confirmed(client, begun(client, incident)["Location"]).status_code == 302
    make_due_copies(now=now)
    copy = CaseCopy.objects.get()
    for who in ("dsl", "deputy", "admin"):
        there = browser(cast[who])
        assert there.get(f"/incidents/{incident.ref}/copies/{copy.ref}/").status_code == 404
        for page in ("/", "/incidents/", f"/people/{person.ref}/trail/", f"/people/{person.ref}/"):
            assert copy.ref not in there.get(page).content.decode()
            assert incident.ref not in there.get(page).content.decode()


def test_only_its_maker_chooses_and_only_until_it_is_confirmed(cast, case, made):
    address = f"/incidents/{case.ref}/copies/{made.ref}/"
    assert browser(cast.dsl).post(address, {"words": "x", "confirm": "yes"}).status_code in (200, 302)
    made.refresh_from_db()
    assert "words" not in made.choices or made.choices["words"] == []
    begun(browser(cast.dsl), case)
    draft = CaseCopy.objects.latest("pk")
    assert browser(cast.deputy).get(f"/incidents/{case.ref}/copies/{draft.ref}/").status_code == 404


def test_pressed_twice_it_is_begun_once_and_made_once(cast, case, now):
    client, token = browser(cast.dsl), uuid.uuid4()
    first = begun(client, case, client_token=token)["Location"]
    assert begun(client, case, client_token=token)["Location"] == first
    assert begun(browser(cast.deputy), case, client_token=token).status_code == 422
    confirmed(client, first)
    for _time in range(2):
        make_due_copies(now=now)
    assert AuditEvent.objects.filter(verb="incidents.copy.made").count() == 1


def test_the_worker_is_woken_and_the_relay_does_it_too(cast, case, monkeypatch, django_capture_on_commit_callbacks):
    woken = []
    monkeypatch.setattr(queue.current_app, "send_task", lambda name, **how: woken.append((name, how["queue"])))
    client = browser(cast.dsl)
    with django_capture_on_commit_callbacks(execute=True):
        confirmed(client, begun(client, case)["Location"])
    assert (queue.Wake.COPIES.value, "reports") in woken
    BY_NAME["copies of chronologies"].run()
    assert CaseCopy.objects.get().is_made
    confirmed(client, begun(client, case)["Location"])
    make_copies()
    assert CaseCopy.objects.latest("pk").is_made


def test_a_document_that_cannot_be_made_is_tried_again(cast, case, now, monkeypatch, caplog):
    client = browser(cast.dsl)
    confirmed(client, begun(client, case)["Location"])
    monkeypatch.setattr("incidents.actions.copying.TEMPLATE", "incidents/none.typ")
    make_due_copies(now=now)
    copy = CaseCopy.objects.get()
    assert copy.state == "failed"
    assert "tried again" in client.get(copy.get_absolute_url()).content.decode()
    monkeypatch.undo()
    make_due_copies(now=now)
    assert CaseCopy.objects.get().state == "failed", "not at once"
    make_due_copies(now=clock.now() + timedelta(minutes=11))
    assert CaseCopy.objects.get().is_made


def test_odd_and_long_words_are_printed_and_damaged_answers_are_no_fault(cast, case, now):
    text = "\n".join(f"{number} \u202eעברית 🧸" for number in range(10_000))[:20_000]
    add_entry(by=cast.dsl, now=now, incident=case, client_token=uuid.uuid4(), kind=EntryKind.NOTE, text=text)
    client = browser(cast.dsl)
    address = begun(client, case, for_whom="🧸 עברית")["Location"]
    for damaged in NAUGHTY[:10]:
        sent = {"person": [damaged], "seen": [damaged], "replaced": [damaged], "out": [damaged], "words": damaged}
        assert client.post(address, sent).status_code in (302, 400, 422)
    client.post(address, {"words": ""})
    confirmed(client, address)
    make_due_copies(now=now)
    assert CaseCopy.objects.get().is_made


@pytest.mark.parametrize("rows", [3, 300])
def test_as_many_queries_for_few_lines_as_for_many(cast, case, now, rows, django_assert_num_queries):
    ChronologyEntry.objects.bulk_create(
        ChronologyEntry(
            client_token=uuid.uuid4(), incident=case, kind="note", by=cast.dsl, written_at=now, text="Maya rang."
        )
        for _number in range(rows)
    )
    client = browser(cast.dsl)
    address = begun(client, case)["Location"]
    client.get(address)
    with django_assert_num_queries(16):
        client.get(address)
