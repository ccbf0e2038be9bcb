"""A session leads nobody round the 404 on a person: who sees the session, its crisis sheet, its record, its people."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from safeguard.escalation.models import Ladder
from safeguard.lib import clock
from safeguard.people.models import Involvement, Person
from safeguard.practitioners.enums import CoverReason, PostCode, Role
from safeguard.practitioners.models import User
from sessions_app import access
from sessions_app.actions import record_call, take_on_call, write_record
from sessions_app.enums import CallResult, SessionState
from sessions_app.models import Session, WelfareCall
from tests.factories.live import a_call, a_live_session, a_person, pressed, rate
from tests.factories.practitioners import UserFactory, hold
from tests.pages import browser

pytestmark = pytest.mark.django_db
ROAD, NUMBER = "99 Secret Road", "07700 900555"


def goes(person: Person, worker: Any) -> None:
    """The worker does not work with the person any more."""
    now = clock.now()
    Involvement.objects.filter(person=person, practitioner=worker).update(
        from_at=now - timedelta(days=2), to_at=now - timedelta(seconds=1)
    )


def put(session: Session, state: str) -> Session:
    """The session in a state, as if it had come there."""
    now, by = clock.now(), session.practitioner
    if state in (SessionState.PLANNED, SessionState.APPROVED, SessionState.CANCELLED):
        session.started_at = session.started_by = None
    if state == SessionState.CANCELLED:
        session.cancelled_at, session.cancelled_by = now, by
    if state in (SessionState.ENDED, SessionState.RECORDED):
        session.ended_at, session.ended_by, session.ended_how = now, by, "as_planned"
    session.state = SessionState.ENDED if state == SessionState.RECORDED else state
    session.save()
    if state == SessionState.RECORDED:
        write_record(by=by, now=now, session=session, summary="Talked.", no_actions=True, client_token=uuid.uuid4())
        session.refresh_from_db()
    return session


OWN_FOR_NOW = {"live", "ended"}  # until the record is written, they have to be able to write it


@pytest.mark.parametrize("state", ["planned", "approved", "cancelled", "live", "ended", "recorded"])
@pytest.mark.parametrize(
    ("name", "is_worker", "involved", "sees"),
    [
        ("owner", True, True, "always"),
        ("owner", True, False, "in hand"),
        ("colleague", True, False, "in hand"),  # the second worker
        ("colleague", False, True, "always"),
        ("colleague", False, False, "never"),
        ("manager", False, False, "always"),
        ("dso", False, False, "always"),
        ("dsl", False, False, "always"),
        ("other_team", False, False, "never"),
        ("other_dso", False, False, "never"),
        ("board", False, False, "never"),
        ("ict", False, False, "never"),
        ("admin", False, False, "never"),
    ],
)
def test_who_sees_a_session_and_the_one_who_takes_part(
    cast: Any, state: str, name: str, is_worker: bool, involved: bool, sees: str
) -> None:
    user, person = cast[name], a_person(cast.owner)
    over = {"second_worker": user} if is_worker and user != cast.owner else {}
    session = put(a_live_session(cast.owner, people=[person], **over), state)
    if user == cast.owner and not involved:
        goes(person, user)
    elif user != cast.owner and involved:
        Involvement.objects.create(person=person, practitioner=user, role="with", from_at=clock.now())
    expected = sees == "always" or (sees == "in hand" and state in OWN_FOR_NOW)
    assert access.visible_sessions(user).filter(pk=session.pk).exists() is expected
    assert (person.pk in access.people_shown(user, session)) is expected
    client = browser(user)
    for part in ("", "crisis/"):
        answer = client.get(f"/sessions/{session.ref}/{part}")
        assert (answer.status_code == 200) is expected, part
    if state in ("ended", "recorded"):
        assert (client.get(f"/sessions/{session.ref}/record/").status_code == 200) is expected


# --- A group ------------------------------------------------------------------------------------------------------


@pytest.fixture
def group(cast: Any) -> Session:
    """Maya and Zed, with the owner; the colleague works with Maya alone."""
    maya = a_person(cast.owner)
    zed = a_person(
        cast.owner,
        full_name="Zed Harper",
        known_as="Zed",
        address=ROAD,
        phone="+447700900555",
        is_in_danger_at_home=True,
    )
    rate(zed, cast.owner, "high")
    Involvement.objects.create(person=maya, practitioner=cast.colleague, role="with", from_at=clock.now())
    return a_live_session(cast.owner, people=[maya, zed])


def _pages(client: Any, session: Session) -> str:
    pages = ["", "crisis/"] + (["record/"] if session.state in ("ended", "recorded") else [])
    shown = [client.get(f"/sessions/{session.ref}/{part}") for part in pages]
    assert {one.status_code for one in shown} == {200}
    listed = [client.get(f"/sessions/?show={show}") for show in ("all", "all-past", "mine", "mine-past")]
    return "".join(one.content.decode() for one in [*shown, *listed])


@pytest.mark.parametrize("state", ["approved", "live", "ended", "recorded"])
def test_in_a_group_the_others_stay_unnamed_to_whoever_works_with_one(cast: Any, group: Session, state: str) -> None:
    zed = group.participants.get(person__known_as="Zed")
    pressed(group, "location", {"address": ROAD}, participant=zed)
    pressed(group, "number", {"phone": NUMBER}, participant=zed)
    pressed(
        group, "present", {"alone": False, "people": [{"name": "Uncle Rex", "relationship": "uncle"}]}, participant=zed
    )
    put(group, state)
    told = _pages(browser(cast.colleague), group)
    assert "Maya" in told
    for word in ("Zed", "Harper", ROAD, NUMBER, "7700900555", "Uncle Rex"):
        assert word not in told, word
    assert "somebody else" in told
    for name in ("owner", "dso", "dsl"):
        assert "Zed" in _pages(browser(cast[name]), group), name


def test_the_worker_of_a_group_who_was_taken_off_one_of_it(cast: Any, group: Session) -> None:
    zed = group.participants.get(person__known_as="Zed").person
    goes(zed, cast.owner)
    client = browser(cast.owner)
    for state in ("live", "ended"):
        assert "Zed" in _pages(client, put(group, state)), state
    told = _pages(client, put(group, "recorded"))
    assert ("Zed" in told, ROAD in told) == (False, False)
    assert "Zed" not in client.get("/").content.decode()


def test_what_is_still_to_come_names_nobody_on_my_work_whom_they_may_not_see(cast: Any, group: Session) -> None:
    put(group, "approved")
    goes(group.participants.get(person__known_as="Zed").person, cast.owner)
    home = browser(cast.owner).get("/").content.decode()
    assert group.ref in home
    assert "Zed" not in home
    goes(group.participants.get(person__known_as="Maya").person, cast.owner)
    assert group.ref not in browser(cast.owner).get("/").content.decode()


def test_the_record_is_written_even_by_somebody_who_was_taken_off(cast: Any) -> None:
    person = a_person(cast.owner)
    session = put(a_live_session(cast.owner, people=[person]), "ended")
    goes(person, cast.owner)
    client = browser(cast.owner)
    answers = {"client_token": str(uuid.uuid4()), "summary": "Talked.", "no_actions": "on"}
    answer = client.post(f"/sessions/{session.ref}/record/", answers)
    session.refresh_from_db()
    assert session.state == "recorded"
    assert answer["Location"] == "/"
    assert client.get(f"/sessions/{session.ref}/record/").status_code == 404


# --- Welfare calls ------------------------------------------------------------------------------------------------


def note(call: WelfareCall, result: str, by: Any = None) -> None:
    record_call(by=by or call.caller, now=clock.now(), call=call, result=CallResult(result), client_token=uuid.uuid4())


def test_a_call_is_for_those_of_the_session_while_it_is_open_and_then_for_those_of_the_person(cast: Any) -> None:
    person = a_person(cast.owner)
    session = a_live_session(cast.owner, people=[person], second_worker=cast.colleague)
    call = a_call(session)
    put(session, "recorded")
    goes(person, cast.owner)
    workers = (cast.owner, cast.colleague)
    assert [browser(one).get(call.get_absolute_url()).status_code for one in workers] == [200, 200]
    note(call, "safe")
    assert [browser(one).get(call.get_absolute_url()).status_code for one in workers] == [404, 404]
    assert browser(cast.manager).get(call.get_absolute_url()).status_code == 200


def test_in_a_group_a_call_is_not_for_whoever_works_with_another(cast: Any, group: Session) -> None:
    call = a_call(group, participant=group.participants.get(person__known_as="Zed"))
    assert browser(cast.colleague).get(call.get_absolute_url()).status_code == 404
    assert "Zed" not in browser(cast.colleague).get(f"/sessions/{group.ref}/").content.decode()


@pytest.fixture
def covered(cast: Any) -> Any:
    """The chair stands in for the safeguarding officer: no role of theirs lets them see anybody."""
    hold(PostCode.DSO, cast.chair, cast.service, reason=CoverReason.ABSENCE)
    return cast.chair


def test_whoever_was_told_opens_it_and_takes_it_on_also_when_somebody_is_worried(cast: Any, covered: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    client = browser(covered)
    assert client.get(call.get_absolute_url()).status_code == 200
    note(call, "concern")
    assert client.get(call.get_absolute_url()).status_code == 200
    assert client.get(f"{call.get_absolute_url()}take-on/").status_code == 200
    assert client.post(f"{call.get_absolute_url()}take-on/").status_code == 302
    assert Ladder.objects.get().acknowledged_by == covered
    assert client.get(call.get_absolute_url()).status_code == 200  # it is theirs now


def test_once_somebody_else_has_it_they_learn_who_and_nothing_more(cast: Any, covered: Any) -> None:
    call = a_call(a_live_session(cast.owner))
    note(call, "concern")
    take_on_call(by=cast.dsl, now=clock.now(), call=call)
    client = browser(covered)
    for answer in (client.get(call.get_absolute_url()), client.post(f"{call.get_absolute_url()}take-on/")):
        assert answer["Location"] == "/"
    home = client.get("/").content.decode()
    assert cast.dsl.full_name in home
    assert "Maya" not in home
    assert browser(cast.board).get(call.get_absolute_url()).status_code == 404


def test_a_line_manager_without_the_role_sees_no_call_of_their_team(cast: Any) -> None:
    session = a_live_session(cast.owner)
    call = a_call(session)
    second = UserFactory()  # as an administrator could name one of their own
    User.objects.filter(pk=cast.owner.pk).update(line_manager=second)
    assert not access.visible_calls(second).exists()
    assert not access.visible_sessions(second).exists()
    named = UserFactory(roles=[Role.SERVICE_MANAGER])
    User.objects.filter(pk=cast.owner.pk).update(line_manager=named)
    assert access.visible_calls(named).get() == call
