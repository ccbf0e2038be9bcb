"""What somebody who deals with a case does on its pages: send a form, read a page, see what is still asked for."""

import uuid
from datetime import timedelta
from typing import Any

from django.test import Client

from incidents import rules, selectors
from incidents.models import Incident
from incidents.rules import STEPS
from safeguard.lib import clock
from safeguard.lib.worktime import london_day
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

STAFF = {"about_staff": "yes", "staff_named": "Callum Reid"}
SAID = {**UNDER_18, "image_consent": "unknown"}
# Branch: how it is raised, what triage says, how its questions are answered, and to whom it is referred.
BRANCHES: dict[str, tuple[dict[str, Any], dict[str, str], dict[str, str], str]] = {
    "neglect": ({}, CALM, {"parents": "withheld"}, ""),
    "immediate": ({"is_danger": True}, {**CALM, "risk": "immediate", "severity": "critical"}, {}, "999"),
    "offence": ({}, ACT, {}, "police"),
    "adult": ({"involved": ("adult_at_risk",)}, CALM, {}, ""),
    "allegation": (STAFF, {**CALM, "severity": "low"}, {"threshold": "met"}, "lado"),
    "low-level": (STAFF, {**CALM, "severity": "low"}, {"threshold": "low_level"}, ""),
    "aggravated": (IMAGES, ONLINE, {**SAID, "image_class": "aggravated"}, "police"),
    "experimental": (IMAGES, ONLINE, {**SAID, "image_class": "experimental"}, ""),
    "adult image": (IMAGES, ONLINE, {"image_age": "no", "image_private": "yes"}, "police"),
    "adult made it": (IMAGES, ONLINE, {"image_age": "yes", "image_maker": "yes"}, "ceop"),
}


def said_of_step(code: str, answers: dict[str, str]) -> dict[str, Any]:
    """What is sent of a step that keeps a branch open: the first answer, or that it is not needed, and why."""
    step = STEPS[code]
    if step.answers is None:
        return {"outcome": "done" if step.must or code == "image_why" else "not_needed", "text": "We said why."}
    answer = answers.get(code) or step.answers.values[0]
    day = london_day(clock.now()) + timedelta(days=7)
    again = {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year} if answer == "withheld" else {}
    return {"answer": answer, "text": "We said why.", **again}


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
