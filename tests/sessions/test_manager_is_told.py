"""A line manager hears that somebody of their team may need support, and nothing of what happened (ESC-09)."""

import uuid
from typing import Any

import pytest

from incidents.models import StaffSupport
from safeguard.lib import clock
from safeguard.notifications.models import Message
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.actions import record_personal_contact
from safeguard.practitioners.actions.contacting import Reached
from safeguard.practitioners.models import User
from sessions_app.actions import end_session
from sessions_app.enums import EndedHow
from sessions_app.models import Session
from tests.factories.incidents import raise_by, settle
from tests.factories.live import a_call, a_live_session, the_participant
from tests.pages import browser

pytestmark = pytest.mark.django_db
CALM = {"calm": "yes", "activities": ["refocus"]}


def heard(manager: User) -> list[tuple[str, str]]:
    rows = Message.objects.filter(recipient=manager, channel="email").order_by("id")
    return [(one.kind, one.title) for one in rows]


def end(session: Session, how: EndedHow, **over: Any) -> Session:
    values = {"by": session.practitioner, "now": clock.now(), "client_token": uuid.uuid4(), **over}
    return end_session(session=session, ended_how=how, closing=CALM, **values)


@pytest.mark.requirement("ESC-09")
def test_the_manager_hears_of_crisis_early_ends_contacts_and_support_and_of_no_reason(cast: Any) -> None:
    """Issues and crisis in a session, an early end, contact through a personal account; of an incident with images
    that the practitioner may need support, and nothing else."""
    session = a_live_session(cast.owner)
    call = a_call(session)
    a_call(session, is_danger=True)  # again: said once
    end(session, EndedHow.SAFE_WORD)
    now = clock.now()
    reached = Reached(
        platform="A photo app", happened_on=now.date(), what="A request.", not_accepted=True, told_openly=True,
        no_reply=True, is_worrying=False,
    )  # fmt: skip
    hours = thresholds_in_force(now).hours
    record_personal_contact(by=cast.owner, now=now, reached=reached, hours=hours, client_token=uuid.uuid4())
    incident = raise_by(cast.owner, service=cast.service, imagery="yes")
    browser(cast.dsl).post(f"/incidents/{incident.ref}/acknowledge/")
    settle(cast.dsl, incident, "support_reporter", outcome="sent")
    support = StaffSupport.objects.get()
    ref = session.ref
    assert [title for _kind, title in heard(cast.manager)] == [
        f"{ref}: whoever leads this session of your team may need support",
        f"{ref}: a session of your team ended early. Whoever led it may need support",
        next(title for kind, title in heard(cast.manager) if kind == "practitioners.personal_contact"),
        "Somebody may need your support",
    ]
    person = the_participant(session).person
    for message in Message.objects.filter(recipient=cast.manager):
        words = f"{message.title} {message.body}".lower()
        for never in (person.full_name, person.known_as, "safe word", "picture", "image", call.ref, incident.ref):
            assert never.lower() not in words, never
    told = browser(cast.manager).get(support.get_absolute_url()).content.decode()
    assert incident.ref not in told
    assert "may need support" in told


@pytest.mark.parametrize("how", EndedHow)
def test_only_an_end_in_crisis_is_told(cast: Any, how: EndedHow) -> None:
    end(a_live_session(cast.owner), how)
    in_crisis = how in (EndedHow.SAFE_WORD, EndedHow.CONCERN, EndedHow.NOT_SURE)
    assert [kind for kind, _title in heard(cast.manager)].count("sessions.support") == in_crisis


def test_a_manager_who_ends_it_is_told_nothing_and_nobody_of_whoever_has_none(cast: Any) -> None:
    cast.owner.line_manager = None
    cast.owner.save(update_fields=["line_manager"])
    end(a_live_session(cast.owner), EndedHow.SAFE_WORD)
    assert not Message.objects.filter(kind="sessions.support").exists()
