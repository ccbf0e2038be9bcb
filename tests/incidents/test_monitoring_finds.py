"""What our own monitoring finds is an incident, and Operations hears that there is one (INC-49)."""

from typing import Any

import pytest

from incidents.models import Incident
from safeguard.notifications.models import Message
from safeguard.practitioners.enums import Role
from tests.factories.incidents import told_of
from tests.factories.practitioners import UserFactory
from tests.pages import browser, concern

pytestmark = pytest.mark.django_db
FORM = "/raise/report/"


@pytest.mark.requirement("INC-49")
def test_a_find_is_told_to_the_lead_and_without_detail_to_operations(cast: Any) -> None:
    ops = UserFactory(email="ops@harbour.example", full_name="Olu Hart", roles=[Role.OPS])
    client = browser(cast.ict)
    assert "Our own monitoring found it" in client.get(FORM).content.decode()
    client.post(FORM, concern(from_monitoring="on", exact_words="A search for ways to hide bruises"))
    incident = Incident.objects.get()
    assert incident.source == "monitoring"
    assert cast.dsl in told_of(incident)
    message = Message.objects.get(recipient=ops)
    assert incident.ref in message.title
    assert "bruises" not in message.title + message.body
    page = browser(cast.dsl).get(incident.get_absolute_url()).content.decode()
    assert "Found by our own monitoring" in page
    assert "Olu Hart" in page
    assert browser(ops).get(incident.get_absolute_url()).status_code == 404


def test_nobody_is_told_of_a_find_about_themselves_and_that_nobody_was_is_said(cast: Any) -> None:
    ops = UserFactory(email="ops@harbour.example", full_name="Olu Hart", roles=[Role.OPS])
    browser(cast.ict).post(FORM, concern(from_monitoring="on", about_staff="yes", staff_named="Olu Hart"))
    assert not Message.objects.filter(recipient=ops).exists()
    assert "Nobody with the role Operations" in Incident.objects.get().entries.get().text


def test_only_those_who_look_after_the_network_are_asked(cast: Any) -> None:
    client = browser(cast.owner)
    assert "Our own monitoring found it" not in client.get(FORM).content.decode()
    client.post(FORM, concern(from_monitoring="on"))
    assert Incident.objects.get().source == "staff"
