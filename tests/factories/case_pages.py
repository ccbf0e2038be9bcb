"""What somebody who deals with a case does on its pages: send a form, read a page, see what is still asked for."""

import uuid
from typing import Any

from django.test import Client

from incidents import rules, selectors
from incidents.models import Incident
from safeguard.lib import clock
from safeguard.practitioners.models import User
from tests.factories.incidents import raise_by
from tests.pages import browser

WHY = {"risk_reason": "Because.", "severity_reason": "Because."}
CALM = {"risk": "not_immediate", "online": "no", "severity": "moderate", "category": "not_online_neglect", **WHY}
ACT = {**CALM, "online": "yes", "offence": "yes", "offence_reason": "Because."}
ONLINE = {**ACT, "offence": "no", "category": "conduct_nudes"}
BULLYING = {**ONLINE, "category": "conduct_bullying", "severity": "serious"}
IMAGES = {"imagery": "yes", "imagery_notice_read": True}
UNDER_18 = {"image_age": "yes", "image_maker": "no", "image_other": "no"}


def send(client: Client, incident: Incident, path: str, **typed: Any) -> Any:
    """Send the form of a page of a case."""
    return client.post(f"/incidents/{incident.ref}/{path}/", {"client_token": str(uuid.uuid4()), **typed})


def read(client: Client, incident: Incident, path: str = "") -> str:
    """A page of a case as it is read."""
    return str(client.get(f"/incidents/{incident.ref}/{path}").content.decode())


def waiting(incident: Incident) -> list[str]:
    """The steps that keep a case open, by their codes."""
    facts = selectors.facts_of(incident, clock.now()).case
    assert facts is not None
    return [one.field.removeprefix(rules.STEP) for one in rules.what_steps_lack(facts)]


def in_hand(by: User, raised_by: User, triage: dict[str, str], **raised: Any) -> Incident:
    """A case that somebody has acknowledged and triaged on its pages."""
    found = raise_by(raised_by, **raised)
    client = browser(by)
    client.post(f"/incidents/{found.ref}/acknowledge/")
    send(client, found, "triage", **triage)
    found.refresh_from_db()
    return found
