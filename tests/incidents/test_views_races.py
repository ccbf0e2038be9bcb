"""Several people, or one impatient one, at the same moment: real commits on a database of their own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from incidents.models import Incident
from safeguard.audit.models import AuditEvent
from safeguard.duties.models import Duty
from safeguard.escalation.models import LadderStep
from tests.pages import browser, concern


def at_once(clients: Sequence[Client], press: Callable[[Client], Any]) -> list[Any]:
    """Let every browser press at the same moment; the answers in the order of the browsers."""
    start, answers = threading.Barrier(len(clients)), [None] * len(clients)

    def run(number: int) -> None:
        start.wait(10)
        try:
            answers[number] = press(clients[number])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.mark.usefixtures("committed_db")
def test_the_same_form_pressed_four_times_lands_once(cast: Any) -> None:
    typed = concern()
    answers = at_once([browser(cast.owner) for _ in range(4)], lambda client: client.post("/raise/report/", typed))
    assert [answer.status_code for answer in answers] == [302] * 4
    assert len({answer["Location"] for answer in answers}) == 1
    assert Incident.objects.count() == 1


@pytest.mark.requirement("ESC-06")
@pytest.mark.usefixtures("committed_db")
def test_two_people_acknowledge_at_once_and_the_second_sees_who_was_first(cast: Any) -> None:
    browser(cast.owner).post("/raise/report/", concern())
    incident = Incident.objects.get()
    people = [cast.dso, cast.dsl]
    clients = [browser(person) for person in people]
    answers = at_once(clients, lambda client: client.post(f"/incidents/{incident.ref}/acknowledge/"))
    assert [answer.status_code for answer in answers] == [302, 302]
    incident.refresh_from_db()
    assert incident.acknowledged_by
    first = people.index(incident.acknowledged_by)
    seen = [client.get(f"/incidents/{incident.ref}/").content.decode() for client in clients]
    assert "You have acknowledged it" in seen[first]
    assert f"{incident.acknowledged_by.full_name} acknowledged it first" in seen[1 - first]
    assert LadderStep.objects.filter(kind="acknowledged").count() == 1
    assert AuditEvent.objects.filter(verb="incidents.incident.acknowledged").count() == 1
    assert Duty.objects.count() == 1
