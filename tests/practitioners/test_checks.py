"""Checks of oneself, of a background, and talks: what is kept, and of whom."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail
from safeguard.lib.errors import Refused
from safeguard.practitioners.actions import check_in, make_self_check, record_background_check
from safeguard.practitioners.enums import CheckIn, CheckKind
from safeguard.practitioners.models import PostHolding, SelfCheck
from safeguard.practitioners.rules import STATEMENTS
from safeguard.practitioners.selectors.learning import ground_of_service
from tests.factories.practitioners import hold

pytestmark = pytest.mark.django_db


def check(by: Any, now: Any, kind: str, **over: Any) -> list[SelfCheck]:
    answers = {"ticked": list(STATEMENTS[kind]), "client_token": uuid.uuid4()}
    return make_self_check(by=by, now=now, kind=kind, **{**answers, **over})


@pytest.mark.parametrize("kind", [CheckKind.ACCOUNTS, CheckKind.PRIVACY, CheckKind.ICT])
def test_a_check_is_kept_once_and_only_whole(cast: Any, now: Any, kind: str) -> None:
    token = uuid.uuid4()
    first, second = (check(cast.ict, now, kind, client_token=token) for _press in range(2))
    assert first == second
    assert agrees_with_trail(first[0])
    with pytest.raises(Refused, match="once it is true"):
        check(cast.ict, now, kind, ticked=list(STATEMENTS[kind])[1:])
    assert SelfCheck.objects.count() == AuditEvent.objects.count() == 1


def test_knowing_the_officer_names_who_it_is_for_each_service(cast: Any, now: Any) -> None:
    cast.owner.services.add(cast.other_service)
    said = check(cast.owner, now, CheckKind.OFFICER)
    assert {(one.service, one.officer) for one in said} == {
        (cast.service, cast.dso), (cast.other_service, cast.other_dso),
    }  # fmt: skip


def test_a_service_without_an_officer_of_its_own_has_the_one_for_all(cast: Any, now: Any) -> None:
    PostHolding.objects.filter(person=cast.dso).delete()
    with pytest.raises(Refused, match="No safeguarding officer is named"):
        check(cast.owner, now, CheckKind.OFFICER)
    assert ground_of_service(cast.service.pk, now).officer_id is None
    hold("dso", cast.deputy)
    assert [one.officer for one in check(cast.owner, now, CheckKind.OFFICER)] == [cast.deputy]
    assert ground_of_service(cast.service.pk, now).officer_id == cast.deputy.pk
    assert ground_of_service(cast.other_service.pk, now).officer_id == cast.other_dso.pk


def test_the_database_holds_an_officer_to_a_service(cast: Any, now: Any) -> None:
    with pytest.raises(DatabaseError, match="self_check_names_its_officer"), transaction.atomic():
        SelfCheck.objects.create(person=cast.owner, kind=CheckKind.OFFICER, client_token=uuid.uuid4(), said_at=now)


def test_a_background_check_is_recorded_by_whoever_looks_after_somebody(cast: Any, now: Any) -> None:
    token = uuid.uuid4()
    facts = {"person": cast.owner, "checked_on": now.date(), "held_at": "HR-114"}
    for _press in range(2):
        made = record_background_check(by=cast.manager, now=now, client_token=token, **facts)
    assert agrees_with_trail(made)
    for who in ("owner", "colleague", "dsl", "ict"):
        with pytest.raises(Refused, match="line manager"):
            record_background_check(by=cast[who], now=now, client_token=uuid.uuid4(), **facts)
    ahead = {**facts, "checked_on": now.date() + timedelta(days=2)}
    with pytest.raises(Refused, match="has come"):
        record_background_check(by=cast.admin, now=now, client_token=uuid.uuid4(), **ahead)
    assert cast.owner.background_checks.count() == 1


def test_a_talk_is_noted_once(cast: Any, now: Any) -> None:
    token = uuid.uuid4()
    for _press in range(2):
        check_in(by=cast.owner, now=now, whom=CheckIn.COLLEAGUE, client_token=token)
    assert cast.owner.check_ins.count() == AuditEvent.objects.count() == 1
