"""Those who deal with a case refer it in every state, or say why not."""

import uuid

import pytest

from incidents.actions import acknowledge_incident, decide_not_to_refer, refer_incident
from incidents.enums import OutsideBody
from incidents.models import ChronologyEntry, Incident, Reader
from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from tests.factories.incidents import ladder_of, raise_by, told_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(cast, raise_a_concern):
    found = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=clock.now(), incident=found)
    return found


def refer(by, incident, **over):
    values = {"client_token": uuid.uuid4(), "body": OutsideBody.SOCIAL_CARE, "their_reference": "MASH 1", **over}
    return refer_incident(by=by, now=clock.now(), incident=incident, **values)


def decline(by, incident, text="Open to social care already; they say wait.", **over):
    values = {"client_token": uuid.uuid4(), "text": text, **over}
    return decide_not_to_refer(by=by, now=clock.now(), incident=incident, **values)


def news():
    return sorted({message.recipient.full_name for message in Message.objects.filter(kind="escalation.news")})


def test_a_referral_is_a_line_of_the_chronology_and_answers_the_first_duty(cast, incident):
    entry = refer(cast.dso, incident, text="They open an assessment.", when_happened="22:10")
    assert (entry.kind, entry.body, entry.their_reference) == ("referral", "social_care", "MASH 1")
    assert agrees_with_trail(entry)
    assert Duty.objects.get(kind="first_entry").state == "done"
    assert AuditEvent.objects.filter(verb="incidents.entry.added", subject_ref=str(entry.ref)).exists()


@pytest.mark.parametrize("act", [refer, decline])
def test_the_others_who_deal_with_it_are_told(cast, incident, act):
    act(cast.dso, incident)
    assert news() == ["Dana Whitlock"]
    act(cast.deputy, incident)
    assert news() == ["Dana Whitlock", "Dele Adeyemi"]


@pytest.mark.parametrize("act", [refer, decline])
def test_the_same_form_twice_lands_once(cast, incident, act):
    token = uuid.uuid4()
    first, sent = act(cast.dso, incident, client_token=token), Message.objects.count()
    assert act(cast.dso, incident, client_token=token) == first
    assert (ChronologyEntry.objects.count(), Message.objects.count()) == (1, sent)


@pytest.mark.parametrize("act", [refer, decline])
def test_a_reader_may_not(cast, incident, now, act):
    Reader.objects.create(incident=incident, person=cast.manager, added_by=cast.dsl, added_at=now)
    with pytest.raises(Refused, match="ring them yourself"):
        act(cast.manager, incident)
    assert not ChronologyEntry.objects.exists()


def test_nothing_waits_for_an_acknowledgement_and_what_slept_wakes(cast):
    incident = raise_by(cast.owner, how_soon="can_wait", service=cast.service)
    refer(cast.dsl, incident, body=OutsideBody.EMERGENCY)
    incident.refresh_from_db()
    assert incident.urgency == "now" == ladder_of(incident).urgency
    assert {person.full_name for person in told_of(incident)} == {"Dele Adeyemi", "Dana Whitlock"}
    assert incident.state == "raised"


def test_a_closed_case_stays_closed_and_whoever_closed_it_is_told(cast, incident, now):
    Incident.objects.update(state="closed", closed_at=now, closed_by=cast.deputy)
    incident.refresh_from_db()
    refer(cast.dso, incident)
    assert news() == ["Dana Whitlock", "Della Marsh"]
    incident.refresh_from_db()
    assert incident.is_closed


def test_why_not_is_needed_in_words(cast, incident):
    with pytest.raises(Refused, match="Write why"):
        decline(cast.dso, incident, text=" ")
    entry = decline(cast.dso, incident)
    assert entry.kind == "not_referred"
    assert Duty.objects.get(kind="first_entry").state == "done"
