"""The fictional organisation: who is in it, that it is loaded once, and that its past disturbs nobody."""

import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from incidents.access import visible_incidents
from incidents.models import ChronologyEntry, Incident
from safeguard.audit.models import AuditEvent
from safeguard.demo.organisation import build_organisation
from safeguard.demo.past import EXAMPLES
from safeguard.demo.people import PASSWORD, PEOPLE, SERVICES
from safeguard.duties.models import Duty
from safeguard.embedded.environment import DEMO_DSL_PHONE
from safeguard.escalation.enums import StepKind
from safeguard.escalation.models import Ladder
from safeguard.jobs import SWEEPS
from safeguard.lib import clock
from safeguard.notifications.models import Message, Pulse
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import PostCode, Role
from safeguard.practitioners.models import PostHolding, Service, User
from safeguard.practitioners.selectors import who_answers

COUNTED = (User, Service, PostHolding, Incident, Ladder, Message, AuditEvent, ChronologyEntry, Duty)


@pytest.fixture
def now(db):
    """The moment at which the organisation is loaded."""
    return clock.now()


@pytest.fixture
def harbour(now):
    """Everybody by the first part of their address, freshly loaded."""
    assert build_organisation(now=now)
    return {user.email.partition("@")[0]: user for user in User.objects.all()}


def counts():
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_everybody_signs_in_with_the_published_password(harbour, client):
    assert set(harbour) == {"practitioner", "colleague", "manager", "dso", "deputy", "dsl", "lead", "admin"}
    for user in harbour.values():
        client.logout()
        answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        assert answer.status_code == 302, user.email
        assert client.session["_auth_user_id"] == str(user.pk)


def test_numbers_are_those_kept_for_drama(harbour):
    numbers = {user.work_phone for user in harbour.values()}
    assert len(numbers) == len(PEOPLE)
    assert all(number.startswith("+447700900") and len(number) == 13 for number in numbers)


def test_roles_and_lines_of_management(harbour):
    managers = {key: user.line_manager and user.line_manager.email.partition("@")[0] for key, user in harbour.items()}
    assert managers["practitioner"] == managers["colleague"] == "manager"
    assert managers["manager"] == "lead"
    assert managers["dso"] == managers["deputy"] == "dsl"
    assert managers["dsl"] is None
    assert harbour["lead"].role_codes == {Role.STRATEGIC_LEAD, Role.HR_DSO}
    assert harbour["admin"].role_codes == {Role.ADMINISTRATOR}


@pytest.mark.parametrize("service", [*SERVICES, None])
def test_every_alert_of_every_service_has_somebody_to_go_to(harbour, now, service):
    pk = Service.objects.get(name=service).pk if service else None
    found = who_answers(PostCode.values, service_id=pk, now=now, hours=thresholds_in_force(now).hours)
    names = {code: answering and answering.person.full_name for code, answering in found.items()}
    assert names == {
        PostCode.DSO: "Dele Adeyemi" if service in ("Careers", "Mentoring") else "Della Marsh",
        PostCode.DSL: "Dana Whitlock",
        PostCode.DEPUTY_DSL: "Della Marsh",
        PostCode.STRATEGIC_LEAD: "Leo Brandt",
        PostCode.HR_DSO: "Leo Brandt",
        PostCode.CHAIR: None,
    }


def test_past_is_acknowledged_written_up_and_over(harbour, now):
    incidents = list(Incident.objects.order_by("raised_at"))
    assert len(incidents) == len(EXAMPLES)
    for incident in incidents:
        entry = incident.entries.get()
        assert incident.raised_at < incident.acknowledged_at < entry.written_at < now
        assert entry.by == incident.acknowledged_by
    assert not Duty.objects.exclude(state="done").exists()
    assert not Ladder.objects.exclude(state="acknowledged").exists()


def test_one_of_the_past_climbed_to_the_deputy_and_was_opened_first(harbour):
    story = Ladder.objects.get(urgency="now").story.order_by("at", "id")
    told = [(step.person.full_name, step.call) for step in story if step.kind == StepKind.TOLD]
    assert told == [("Dele Adeyemi", 1), ("Dana Whitlock", 1), ("Della Marsh", 2)]
    assert [step.kind for step in story][-2:] == [StepKind.OPENED, StepKind.ACKNOWLEDGED]


def test_what_each_person_sees_differs(harbour):
    seen = {key: visible_incidents(user).count() for key, user in harbour.items()}
    assert seen == {
        "practitioner": 0, "colleague": 0, "manager": 0, "admin": 0, "dso": 2, "dsl": 3, "deputy": 3, "lead": 3,
    }  # fmt: skip


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=3)])
def test_first_start_sends_nothing_and_chases_nobody(harbour, later):
    before = set(Message.objects.values_list("key", flat=True))
    assert before
    assert not Message.objects.exclude(state="sent").exists()
    clock.shift(later)
    for sweep in SWEEPS:
        sweep.run()
    assert set(Message.objects.values_list("key", flat=True)) == before
    assert not Message.objects.filter(attempts__gt=0).exists()
    assert Pulse.objects.get(name="reconciler").is_well


def test_second_load_changes_nothing_and_says_so(db, capsys):
    started = time.monotonic()
    call_command("load_demo")
    assert time.monotonic() - started < 5
    first = counts()
    call_command("load_demo")
    assert counts() == first
    assert capsys.readouterr().out.splitlines() == [
        "Harbour Youth is loaded.",
        "Harbour Youth is here already: nothing was changed.",
    ]


def test_database_of_an_organisation_is_refused(db, cast):
    before = counts()
    with pytest.raises(CommandError, match="belongs to an organisation"):
        call_command("load_demo")
    assert counts() == before


def test_load_that_fails_halfway_leaves_nothing(db, now, monkeypatch):
    def fail(**_values):
        raise RuntimeError("halfway")

    monkeypatch.setattr("safeguard.demo.organisation.build_past", fail)
    with pytest.raises(RuntimeError):
        build_organisation(now=now)
    assert not User.objects.exists()
    assert not AuditEvent.objects.exists()


def test_sign_in_page_names_everybody_and_only_a_demonstration_does(client, db, settings):
    page = client.get(reverse("account_login")).content.decode()
    assert PASSWORD in page
    assert all(person.name in page and person.email in page for person in PEOPLE)
    settings.DEMO = False
    assert PASSWORD not in client.get(reverse("account_login")).content.decode()


def test_page_for_faults_carries_the_leads_own_number():
    assert next(person.work_phone for person in PEOPLE if person.key == "dsl") == DEMO_DSL_PHONE
