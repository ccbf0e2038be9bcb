"""A concern raised from a session: prefilled, noted there, and its page stays."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from incidents.actions import name_people, raise_concern
from incidents.models import Incident
from safeguard.duties.models import Duty
from safeguard.lib import clock
from sessions_app.actions import end_session
from sessions_app.enums import EndedHow
from sessions_app.models import Session
from tests.factories.incidents import a_concern, raise_by
from tests.factories.live import a_live_session, a_person
from tests.pages import browser, chosen, concern, fields

pytestmark = pytest.mark.django_db
FORM = "/raise/report/"


def test_the_live_page_opens_a_concern_in_another_tab(cast: Any) -> None:
    session = a_live_session(cast.owner)
    html = browser(cast.owner).get(f"/sessions/{session.ref}/live/").content.decode()
    link = html.split(f'href="/raise/?session={session.ref}"')[1].split(">")[0]
    assert 'target="_blank"' in link
    assert "sooner than face to face" in html


@pytest.mark.requirement("RUN-35")
def test_it_begins_with_whom_it_is_about_and_the_session_goes_on(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.owner)
    start = client.get(f"/raise/?session={session.ref}").content.decode()
    assert f"{FORM}?session={session.ref}" in start
    danger = client.get(f"/raise/danger/?session={session.ref}").content.decode()
    assert f"danger=yes&amp;session={session.ref}" in danger
    form = client.get(f"{FORM}?session={session.ref}")
    assert fields(form)["session"] == session.ref
    assert fields(form)["about_whom"].startswith("Maya Ellis (")
    assert f"in the session {session.ref}" in form.content.decode()
    by_danger = client.get(f"{FORM}?danger=yes&session={session.ref}")
    assert ("how_soon", "now") in chosen(by_danger)
    assert fields(by_danger)["session"] == session.ref
    assert client.post(FORM, concern(session=session.ref)).status_code == 302
    incident = Incident.objects.get()
    assert incident.session == session
    assert [person.full_name for person in incident.people.all()] == ["Maya Ellis"]
    assert session.events.get(kind="concern").facts == {"ref": incident.ref}
    live = client.get(f"/sessions/{session.ref}/live/")
    assert live.status_code == 200
    assert incident.ref in live.content.decode()
    assert "sooner than face to face, and with more feeling" in live.content.decode()
    assert session.ref in client.get(f"/reports/{incident.ref}/").content.decode()
    assert session.ref in browser(cast.dsl).get(f"/incidents/{incident.ref}/").content.decode()


def test_what_was_typed_about_one_session_does_not_come_up_in_another(cast: Any) -> None:
    session, other = a_live_session(cast.owner), a_live_session(cast.colleague, second_worker=cast.owner)
    client = browser(cast.owner)
    typed = {"client_token": str(uuid.uuid4()), "session": session.ref, "exact_words": "About the first"}
    client.post("/drafts/concern/", typed)
    assert fields(client.get(f"{FORM}?session={session.ref}"))["exact_words"] == "About the first"
    assert fields(client.get(f"{FORM}?session={other.ref}"))["exact_words"] == ""
    assert fields(client.get(FORM))["session"] == session.ref


def test_a_session_that_somebody_may_not_see_blocks_nothing_and_says_nothing(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(cast.other_team)
    for ref in (session.ref, "nonsense", "SE-00000-00000", "x" * 500):
        form = client.get(FORM, {"session": ref})
        assert fields(form)["session"] == ""
        assert fields(form)["about_whom"] == ""
        assert client.post(FORM, concern(session=ref)).status_code == 302
    assert set(Incident.objects.values_list("session", flat=True)) == {None}
    direct = raise_by(cast.other_team, session=session, people=(session.participants.get().person,))
    assert direct.session is None
    assert not direct.people.exists()


def test_a_concern_about_staff_is_not_shown_to_the_other_worker(cast: Any) -> None:
    session = a_live_session(cast.owner, second_worker=cast.colleague)
    for about_staff in ("yes", "not_sure"):
        raise_by(cast.owner, session=session, about_staff=about_staff)
    raise_by(cast.owner, session=session, staff_named="Callum Reid")
    raise_by(cast.manager, session=session)  # not by a worker of the session: they are not told either
    assert Incident.objects.filter(session=session).count() == 4
    assert not session.events.filter(kind="concern").exists()


def test_who_is_named_in_it_reads_nothing_of_it_in_the_session(cast: Any) -> None:
    session = a_live_session(cast.owner, second_worker=cast.colleague)
    client = browser(cast.colleague)
    posted = concern(session=session.ref, about_whom="Callum Reid and what he said to Maya")
    assert browser(cast.owner).post(FORM, posted).status_code == 302
    raise_by(cast.owner, session=session, about_whom="Maggie Okafor was there")  # she reads the sessions of her team
    raise_by(cast.owner, session=session, imagery="yes")
    for incident in Incident.objects.all():
        for part in ("live/", "live/now/", ""):
            assert incident.ref not in client.get(f"/sessions/{session.ref}/{part}").content.decode()
    assert not session.events.filter(kind="concern").exists()


def test_who_is_named_in_it_later_reads_nothing_of_it_either(cast: Any) -> None:
    session = a_live_session(cast.owner, second_worker=cast.colleague)
    incident = raise_by(cast.owner, session=session)
    live = f"/sessions/{session.ref}/live/"
    assert incident.ref in browser(cast.colleague).get(live).content.decode()
    found = {"client_token": uuid.uuid4(), "people": [cast.colleague], "text": "She told me."}
    name_people(by=cast.dsl, now=clock.now(), incident=incident, **found)
    for path in (live, f"/sessions/{session.ref}/record/"):
        assert incident.ref not in browser(cast.colleague).get(path).content.decode()
        assert incident.ref in browser(cast.owner).get(path).content.decode()
        end_session(
            by=cast.owner,
            now=clock.now(),
            session=session,
            ended_how=EndedHow.DID_NOT_COME,
            client_token=uuid.uuid5(uuid.NAMESPACE_URL, "the same press"),
        )


def test_whom_it_is_about_in_a_group_is_said_and_not_guessed(cast: Any) -> None:
    people = [a_person(cast.owner), a_person(cast.owner, known_as="Sol", full_name="Sol Reed")]
    session = a_live_session(cast.owner, people=people)
    assert fields(browser(cast.owner).get(f"{FORM}?session={session.ref}"))["about_whom"] == ""
    assert not raise_by(cast.owner, session=session).people.exists()
    named = raise_by(cast.owner, session=session, people=(people[1],))
    assert list(named.people.all()) == [people[1]]


def test_whom_a_concern_is_about_is_never_taken_away(cast: Any) -> None:
    incident = raise_by(cast.owner, session=a_live_session(cast.owner))
    for statement in ("DELETE FROM", "TRUNCATE"):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(f"{statement} incidents_incident_people")
    assert incident.people.exists()


def test_the_same_form_twice_is_noted_once_and_the_record_may_wait(cast: Any) -> None:
    session = a_live_session(cast.owner)
    ended: Session = end_session(
        by=cast.owner,
        now=clock.now(),
        session=session,
        ended_how=EndedHow.DID_NOT_COME,
        client_token=uuid.uuid4(),
    )
    before = Duty.objects.get(kind="record").due_at
    said = a_concern(session=ended)
    for _time in range(2):
        raise_concern(by=cast.owner, now=clock.now(), concern=said)
    assert ended.events.filter(kind="concern").count() == 1
    after = Duty.objects.get(kind="record").due_at
    assert after > before
    assert after.astimezone(clock.LONDON).hour == 9


def test_before_it_has_begun_a_session_notes_nothing(cast: Any) -> None:
    planned = a_live_session(cast.owner, state="approved", since=timedelta(hours=-1))
    assert raise_by(cast.owner, session=planned).session == planned
    assert not planned.events.exists()
