"""What waits for a line manager on their team's page (RPT-16): each with its link, absent where there is none of it."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from incidents.actions import acknowledge_incident
from incidents.models import StaffSupport
from safeguard.desk.selectors import late_in_team
from safeguard.duties.actions import Matter, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.lib import clock
from safeguard.lib.refs import new_ref
from safeguard.practitioners.models import CheckedIn, Question
from sessions_app.enums import EndedHow
from sessions_app.models import Session
from tests.factories.escalation import set_clock
from tests.factories.happened import a_session
from tests.factories.incidents import raise_by
from tests.factories.sessions import TUESDAY, Ground, one_to_one, planned, ready_ground
from tests.pages import browser

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PARTS = {
    "support": "Support to offer",
    "early": "Sessions ended early: talk them over",
    "late": "Records that are late",
    "help": "Help that was asked for with remote work",
    "one": "One-to-ones of the next seven days",
}


@pytest.fixture
def ground(cast: Any) -> Ground:
    return ready_ground(cast, set_clock(TUESDAY))


def team_of(user: Any) -> str:
    text: str = browser(user).get("/team/").content.decode()
    return text[text.index("<main") : text.index("</main>")]


def there(page: str) -> set[str]:
    return {name for name, heading in PARTS.items() if heading in page}


def ended(ground: Ground, how: EndedHow = EndedHow.NOT_SURE, worker: Any = None) -> Session:
    return a_session(ground.person, worker or ground.worker, ground.now - 3 * HOUR, ended_how=how)


def a_late_record(ground: Ground, owner: Any = None, **over: Any) -> None:
    about = {"subject_type": Session.SUBJECT, "subject_ref": "SE-LATE1", "path": "/sessions/SE-LATE1/record/"}
    matter = Matter(**{**about, "service": ground.cast.service, **over})
    kind, due_at = DutyKind.RECORD, ground.now - HOUR
    open_duty(by=None, now=ground.now, kind=kind, owner=owner or ground.worker, due_at=due_at, about=matter)


def asks_for_help(ground: Ground, by: Any = None) -> Question:
    return Question.objects.create(
        ref=new_ref("QU"),
        client_token=uuid.uuid4(),
        kind="help",
        asked_of="manager",
        asked_by=by or ground.worker,
        asked_at=ground.now,
        text="I am not sure how data are stored.",
        due_on=date(2026, 11, 20),
    )


def needs_support(ground: Ground, asked: Any) -> StaffSupport:
    """A colleague may need support after a case that this manager knows nothing of."""
    cast = ground.cast
    incident = raise_by(cast.owner, service=cast.service)
    acknowledge_incident(by=cast.dso, now=clock.now(), incident=incident)
    support = StaffSupport.objects.create(
        ref=new_ref("SU"), incident=incident, person=cast.owner, asked_of=asked, by=cast.dso, opened_at=ground.now
    )
    matter = Matter(
        subject_type=StaffSupport.SUBJECT,
        subject_ref=support.ref,
        path=support.get_absolute_url(),
        service=cast.service,
    )
    kind = DutyKind.SUPPORT_COLLEAGUE
    open_duty(by=None, now=ground.now, kind=kind, owner=asked, due_at=ground.now + DAY, about=matter)
    return support


@pytest.mark.requirement("RPT-16")
def test_each_is_there_with_its_link_and_not_without_any(ground: Ground) -> None:
    manager = ground.cast.manager
    assert there(team_of(manager)) == set()
    coming = planned(ground, one_to_one(ground, starts_at=ground.now + 3 * HOUR))
    early = ended(ground)
    a_late_record(ground)
    question, support = asks_for_help(ground), needs_support(ground, manager)
    page = team_of(manager)
    assert there(page) == set(PARTS)
    links = [coming.get_absolute_url(), early.get_absolute_url(), "/sessions/SE-LATE1/record/"]
    for link in (*links, question.get_absolute_url(), support.get_absolute_url()):
        assert f'href="{link}"' in page, link
    for link in (*links[:2], question.get_absolute_url(), support.get_absolute_url()):
        assert browser(manager).get(link).status_code == 200, link


def test_of_other_teams_there_is_nothing(ground: Ground) -> None:
    other = ground.cast.other_team
    ended(ground, worker=other)
    a_late_record(ground, owner=other)
    asks_for_help(ground, by=other)
    needs_support(ground, ground.cast.dsl)
    assert there(team_of(ground.cast.manager)) == set()


def test_an_administrator_sees_training_and_nothing_of_the_work(ground: Ground) -> None:
    ended(ground)
    a_late_record(ground)
    planned(ground, one_to_one(ground))
    assert there(team_of(ground.cast.admin)) == set()


@pytest.mark.parametrize("how", EndedHow)
def test_what_ended_early_is_talked_over(ground: Ground, how: EndedHow) -> None:
    ended(ground, how)
    early = how in {"left_by_choice", "not_sure", "safe_word", "concern"}
    assert ("early" in there(team_of(ground.cast.manager))) is early


def test_it_stands_until_a_talk_with_the_manager_is_noted_since(ground: Ground) -> None:
    ended(ground)
    for whom, at, stands in [("manager", ground.now - DAY, True), ("colleague", ground.now, True),
                             ("manager", ground.now, False)]:  # fmt: skip
        CheckedIn.objects.create(client_token=uuid.uuid4(), person=ground.worker, whom=whom, at=at)
        assert ("early" in there(team_of(ground.cast.manager))) is stands, (whom, at)


def test_what_is_to_do_about_a_case_is_no_business_of_the_line(ground: Ground) -> None:
    """Whoever manages an officer learns nothing of a case by what the officer has not done."""
    cast = ground.cast
    cast.dso.line_manager = cast.manager
    cast.dso.save()
    for kind in (DutyKind.CASE_STEP, DutyKind.TELL_LADO, DutyKind.SECOND_LOOK):
        matter = Matter(subject_type="incidents.incident", subject_ref=kind, path="/incidents/", service=cast.service)
        open_duty(by=None, now=ground.now, kind=kind, owner=cast.dso, due_at=ground.now - HOUR, about=matter)
    assert not late_in_team(cast.manager, ground.now).exists()
