"""What a session asks of its workers and its service, from the page where it is put right to the start."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from safeguard.lib.errors import Refused
from safeguard.lib.findings import Level
from safeguard.practitioners.actions import appoint_holder, make_self_check
from safeguard.practitioners.enums import CheckKind, PostCode
from safeguard.practitioners.models import Training
from safeguard.practitioners.rules import STATEMENTS
from sessions_app.actions import approve_session, send_to_manager, start_session
from sessions_app.models import Session
from sessions_app.selectors.readiness import readiness_of
from tests.factories.escalation import set_clock
from tests.factories.learning import agreed, background, knows_officer
from tests.factories.practitioners import UserFactory
from tests.factories.sessions import TUESDAY, Ground, approved, one_to_one, planned, ready_ground, trained
from tests.pages import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(cast: Any) -> Ground:
    return ready_ground(cast, set_clock(TUESDAY))


def keys(session: Session, now: Any) -> dict[str, Level]:
    return {finding.key: finding.level for finding in readiness_of(session, now).findings}


def newcomer(ground: Ground) -> Any:
    """Somebody of the service of whom nothing is known; who works with the same person, and has the same manager."""
    cast = ground.cast
    second = UserFactory(full_name="Nora New", roles=["practitioner"], line_manager=cast.manager)
    second.services.set([cast.service])
    return second


def with_second(ground: Ground, second: Any) -> Session:
    session = planned(ground, one_to_one(ground))
    session.second_worker = second
    session.save(update_fields=["second_worker"])
    return session


@pytest.mark.requirement("ORG-26")
def test_training_in_date_is_asked_before_a_one_to_one_and_recorded_with_its_evidence(ground: Ground) -> None:
    now, second = ground.now, newcomer(ground)
    session = with_second(ground, second)
    assert keys(session, now)["ORG-26:second"] == Level.STOP
    client, path = browser(ground.cast.manager), f"/team/{second.ref}/training/"
    done = {"course": "safeguarding_online", "held_at": "HR-114", "client_token": str(uuid.uuid4())}
    for name, on in (("done_on", date(2026, 1, 5)), ("expires_on", date(2026, 11, 1))):
        done |= {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}
    client.post(path, done)
    assert keys(session, now)["ORG-26:second"] == Level.REASON  # it has run out
    client.post(path, {**done, "client_token": str(uuid.uuid4()), "expires_on_year": "2027"})
    assert "ORG-26:second" not in keys(session, now)
    kept = Training.objects.filter(person=second).order_by("-pk")[0]
    assert (kept.kind, kept.done_on, kept.expires_on, kept.held_at) == (
        "safeguarding_online", date(2026, 1, 5), date(2027, 11, 1), "HR-114",
    )  # fmt: skip
    page = client.get(path).content.decode()
    for words in ("Safeguarding in online sessions", "1 November 2027", "HR-114"):  # and the need of the role
        assert words in page


@pytest.mark.requirement("ORG-25")
def test_knowing_the_officer_is_asked_before_a_one_to_one_and_again_when_it_is_another(ground: Ground) -> None:
    cast, now, second = ground.cast, ground.now, newcomer(ground)
    trained(second, cast.manager)
    background(second, cast.manager)
    session = with_second(ground, second)
    assert keys(session, now)["ORG-25:known-second"] == Level.REASON
    everything = {"ticked": list(STATEMENTS[CheckKind.OFFICER]), "client_token": str(uuid.uuid4())}
    page = browser(second).get("/yours/checks/officer/").content.decode()
    for words in (cast.dso.full_name, cast.dso.email, "how to refer"):
        assert words in page
    browser(second).post("/yours/checks/officer/", everything)
    assert "ORG-25:known-second" not in keys(session, now)
    appoint_holder(by=cast.admin, now=now, code=PostCode.DSO, service=cast.service, person=cast.other_dso)
    after = keys(session, now + timedelta(minutes=1))
    assert {"ORG-25:known", "ORG-25:known-second"} <= set(after)
    browser(second).post("/yours/checks/officer/", {**everything, "client_token": str(uuid.uuid4())})
    assert "ORG-25:known-second" not in keys(session, now + timedelta(minutes=1))


def test_no_one_to_one_starts_while_a_worker_has_not_said_that_they_know_the_officer(ground: Ground) -> None:
    cast, session = ground.cast, approved(ground)
    at = session.starts_at
    appoint_holder(by=cast.admin, now=ground.now, code=PostCode.DSO, service=cast.service, person=cast.other_dso)
    with pytest.raises(Refused, match="has changed since Priya Shah"):
        start_session(by=ground.worker, now=at, session=session)
    ticked = list(STATEMENTS[CheckKind.OFFICER])
    make_self_check(by=ground.worker, now=at, kind=CheckKind.OFFICER, ticked=ticked, client_token=uuid.uuid4())
    start_session(by=ground.worker, now=at, session=session)


def test_an_officer_who_runs_a_session_knows_themselves(ground: Ground) -> None:
    cast = ground.cast
    session = planned(ground, one_to_one(ground))
    appoint_holder(by=cast.admin, now=ground.now, code=PostCode.DSO, service=cast.service, person=cast.owner)
    assert "ORG-25:known" not in keys(session, ground.now + timedelta(minutes=1))


def test_a_background_check_is_asked_for_when_it_is_missing_or_old(ground: Ground) -> None:
    """Practice C30: a reason, which the line manager gives in the same minute."""
    now, second = ground.now, newcomer(ground)
    trained(second, ground.cast.manager)
    knows_officer(second, ground.cast.service, ground.cast.dso)
    session = with_second(ground, second)
    assert keys(session, now)["C30:second"] == Level.REASON
    background(second, ground.cast.manager, on=date(2023, 11, 1))
    assert keys(session, now)["C30:second"] == Level.REASON
    send_to_manager(by=ground.worker, now=now, session=session)
    words = {finding.key: "Sent off on Monday." for finding in readiness_of(session, now).for_the_manager}
    assert "C30:second" in words
    approve_session(by=ground.cast.manager, now=now, session=session, version=session.version, reasons=words)
    assert readiness_of(session, now).open_with("C30:second") is None


def test_a_service_without_an_agreement_is_a_note_and_no_more(ground: Ground) -> None:
    cast = ground.cast
    session = planned(ground)
    assert "ORG-34" not in keys(session, ground.now)
    Session.objects.filter(pk=session.pk).update(service=cast.other_service)
    session.refresh_from_db()
    assert keys(session, ground.now)["ORG-34"] == Level.NOTE
    agreed(cast.other_service, cast.other_team, cast.manager)
    assert "ORG-34" not in keys(session, ground.now)
