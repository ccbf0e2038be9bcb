"""The trail keeps what is stored: after every act the last digest is that of the row as it now is."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from safeguard.audit.models import AuditEvent, Evidential
from safeguard.audit.rules import row_digest
from sessions_app.actions import cancel_session, give_reason, send_back, send_to_manager, start_session
from sessions_app.models import Approval, LiveEvent, ReasonGiven, Session, SessionAssessment
from tests.factories.escalation import set_clock
from tests.factories.sessions import TUESDAY, Ground, a_plan, approved, one_to_one, planned, ready_ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(cast: Any) -> Ground:
    set_clock(TUESDAY)
    return ready_ground(cast, TUESDAY)


def _check(*models: type[Evidential]) -> None:
    for model in models:
        rows = list(model.objects.all())
        assert rows, model
        for row in rows:
            last = AuditEvent.objects.filter(
                subject_type=model._meta.label_lower, subject_ref=str(row.ref), digest__gt=""
            ).latest("id")
            assert last.digest == row_digest(row.AUDIT_SCHEMA, row.audit_values(), settings.AUDIT_KEY), (row, last.verb)


def test_every_act_of_a_plan_leaves_the_digest_of_its_row(ground: Ground) -> None:
    session = approved(ground)
    _check(Session, SessionAssessment, Approval)
    start_session(by=ground.worker, now=TUESDAY + timedelta(days=1), session=session)
    _check(Session, LiveEvent)
    other = planned(ground, a_plan(ground, minutes=60, starts_at=TUESDAY + timedelta(days=2)))
    give_reason(by=ground.worker, now=ground.now, session=other, key="PLN-03", reason="A first meeting")
    cancel_session(by=ground.worker, now=ground.now, session=other, reason="Ill")
    back = planned(ground, one_to_one(ground, starts_at=TUESDAY + timedelta(days=3)))
    send_to_manager(by=ground.worker, now=ground.now, session=back)
    send_back(by=ground.cast.manager, now=ground.now, session=back, reason="Shorter")
    _check(Session, Approval, ReasonGiven)
