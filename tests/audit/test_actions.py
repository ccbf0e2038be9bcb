"""Writing the trail: only what is registered, with the request's id, names of fields and never values."""

import pytest

from incidents.enums import Verb
from incidents.models import Incident
from safeguard.audit.actions import record
from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail, events_about
from safeguard.lib import context
from tests.factories.practitioners import ServiceFactory

pytestmark = pytest.mark.django_db


def test_record_of_an_unknown_verb_is_refused(cast, now):
    with pytest.raises(ValueError, match="not registered"):
        record("incidents.incident.imagined", by=cast.dsl, now=now)
    assert not AuditEvent.objects.exists()


def test_record_says_who_what_and_when(cast, now):
    request_id = context.begin()
    service = ServiceFactory()
    record(Verb.OPENED, by=cast.dsl, now=now, subject=service, fields=["b", "a"])
    event = events_about(service).get()
    assert (event.actor_id, event.at, event.request_id) == (cast.dsl.pk, now, request_id)
    assert (event.subject_type, event.subject_ref) == ("practitioners.service", str(service.ref))
    assert event.fields == ["a", "b"]
    assert event.digest == ""  # a service is no evidence
    assert str(event) == f"incidents.incident.opened {service.ref}"
    assert abs((event.recorded_at - now).total_seconds()) < 60


def test_record_of_the_system_itself_has_no_actor(now):
    event = record(Verb.OPENED, by=None, now=now)
    assert event.actor_id is None
    assert (event.subject_type, event.subject_ref) == ("", "")


def test_record_of_a_list_keeps_the_references_shown(cast, now):
    event = record(Verb.LISTED, by=cast.dsl, now=now, refs=["SG-1", "SG-2"])
    assert event.refs == ["SG-1", "SG-2"]


def test_record_of_evidence_leaves_a_digest_that_agrees(raise_a_concern):
    incident = raise_a_concern()
    event = events_about(incident).get()
    assert event.schema == "incidents.incident/3"
    assert len(event.digest) == 64
    assert agrees_with_trail(Incident.objects.get(pk=incident.pk))


def test_change_that_went_round_the_actions_disagrees_with_the_trail(raise_a_concern):
    incident = raise_a_concern()
    Incident.objects.filter(pk=incident.pk).update(exact_words="Nothing was said.")
    assert not agrees_with_trail(Incident.objects.get(pk=incident.pk))


def test_record_that_nobody_wrote_of_disagrees(raise_a_concern):
    incident = raise_a_concern()
    incident.ref = "SG-00000-00000"
    assert not agrees_with_trail(incident)


def test_event_holds_no_value(raise_a_concern):
    canary = "Zephyrine Quillfeather"
    raise_a_concern(about_whom=canary, exact_words=canary, opinion=canary, who_knows=canary)
    for event in AuditEvent.objects.values():
        assert "Zephyrine" not in str(event)
