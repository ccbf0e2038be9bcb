"""No name, detail or category leaves by any alert: canaries in every field, sought in every message."""

import logging
import re
import uuid
from dataclasses import fields
from datetime import timedelta

import pytest

from incidents.actions import Concern, acknowledge_incident, add_entry, add_to_report, record_referral
from incidents.enums import EntryKind, OutsideBody
from safeguard.jobs import climb, do_duties, reconcile
from safeguard.lib import clock, refs
from safeguard.notifications.models import Message, Pulse
from safeguard.practitioners.models import User
from safeguard.storage.actions import save_draft
from safeguard.storage.enums import DraftForm
from tests.factories.escalation import climb_after
from tests.factories.incidents import raise_by

pytestmark = pytest.mark.django_db
CANARY = "Zephyrine"
TEXTS = {f.name: f"{CANARY} {f.name}" for f in fields(Concern) if f.type is str and f.default == ""}
CATEGORIES = ("imager", "picture", "photo", "video", "staff", "volunteer", "allegation", "sex", "abuse", "concern")


@pytest.fixture
def everything_sent(cast, settings, caplog):
    """A long night: every kind of concern, everything added to it, everything that sends a message."""
    settings.SMS_URL = "json://127.0.0.1:9/{to}"
    caplog.set_level(logging.DEBUG)
    cast.service.name = f"{CANARY} service"
    cast.service.save()
    now = clock.now()
    save_draft(by=cast.colleague, now=now, form=DraftForm.CONCERN, client_token=uuid.uuid4(), content=TEXTS)
    kinds = [
        {"staff_named": ""},
        {"about_staff": "yes"},
        {"imagery": "yes"},
        {"about_staff": "yes", "safeguarding_people": (cast.dsl,)},
    ]
    incidents = [raise_by(cast.owner, now, service=cast.service, **{**TEXTS, **kind}) for kind in kinds]
    for incident in incidents:
        token = {"client_token": uuid.uuid4()}
        add_to_report(by=cast.owner, now=now, report=incident, text=CANARY, **token)
        token = {"client_token": uuid.uuid4()}
        record_referral(
            by=cast.owner,
            now=now,
            report=incident,
            body=OutsideBody.POLICE,
            text=CANARY,
            their_reference=CANARY,
            **token,
        )
    acknowledge_incident(by=cast.dso, now=now, incident=incidents[0])
    for _ in range(6):
        climb_after(timedelta(hours=1))
        climb()
        do_duties()
        reconcile()
    add_entry(
        by=cast.dsl, now=clock.now(), incident=incidents[0], client_token=uuid.uuid4(), kind=EntryKind.NOTE, text=CANARY
    )
    return list(Message.objects.all())


@pytest.mark.requirement("SEC-07")
def test_no_message_carries_a_name_a_detail_or_a_category(everything_sent):
    assert {m.kind for m in everything_sent} >= {"escalation.alert", "duties.reminder", "incidents.unfinished"}
    names = [part for user in User.objects.all() for part in user.full_name.split()]
    for message in everything_sent:
        # The letters of a reference are drawn, and those of a key too: they may happen to spell something.
        text = re.sub(refs.PATTERN, "", f"{message.title}\n{message.body}").casefold()
        assert CANARY.casefold() not in text
        assert not [name for name in names if re.search(rf"\b{re.escape(name.casefold())}\b", text)]
        assert not [word for word in CATEGORIES if word in text.replace("/raise/report/", "")]


@pytest.mark.requirement("SEC-07")
def test_no_key_of_a_message_carries_one_either(everything_sent):
    for message in everything_sent:
        assert CANARY not in f"{message.dedupe_key} {message.kind} {message.subject_ref} {message.last_error}"


@pytest.mark.requirement("SEC-07")
def test_no_log_line_and_no_finding_carries_one(everything_sent, caplog):
    ours = [r.getMessage() for r in caplog.records if r.name.startswith(("safeguard", "incidents"))]
    assert not [line for line in ours if CANARY in line]
    assert CANARY not in str(list(Pulse.objects.values()))


def test_canaries_are_in_every_text_of_a_concern():
    assert set(TEXTS) >= {"about_whom", "staff_named", "exact_words", "seen_and_done", "opinion", "who_knows"}
