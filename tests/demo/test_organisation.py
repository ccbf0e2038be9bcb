"""Who works for the fictional organisation, and that it is loaded once, or not at all."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from incidents.models import Incident
from safeguard.audit.models import AuditEvent
from safeguard.demo.organisation import build_organisation
from safeguard.demo.people import EVERYBODY, PASSWORD, PEOPLE, SERVICES
from safeguard.embedded.environment import DEMO_DSL_PHONE
from safeguard.embedded.local import ROOT
from safeguard.embedded.supervisor import PEOPLE as SHOWN_AT_THE_START
from safeguard.lib import clock
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import PersonKind, PostCode, Role
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import who_answers

KEYS = [person.key for person in PEOPLE]


@pytest.fixture
def now(db):
    """The moment at which the organisation is loaded."""
    return clock.now()


@pytest.fixture
def staff(now):
    """Everybody who works there by the first part of their address, without anything that they have done."""
    assert build_organisation(now=now, with_past=False)
    return {user.email.partition("@")[0]: user for user in User.objects.all()}


def test_everybody_who_is_shown_signs_in_with_the_published_password(staff, client):
    assert set(staff) == {person.key for person in EVERYBODY}
    for key in KEYS:
        client.logout()
        answer = client.post(reverse("account_login"), {"login": staff[key].email, "password": PASSWORD})
        assert answer.status_code == 302, key
        assert client.session["_auth_user_id"] == str(staff[key].pk)


def test_nobody_else_can_sign_in(staff):
    assert not any(staff[person.key].has_usable_password() for person in EVERYBODY if person not in PEOPLE)


def test_numbers_are_those_kept_for_drama(staff):
    numbers = {user.work_phone for user in staff.values()}
    assert len(numbers) == len(EVERYBODY)
    assert all(number.startswith("+447700900") and len(number) == 13 for number in numbers)


def test_there_is_somebody_in_every_role_to_sign_in_as(staff):
    # Who only raises concerns has nothing of their own in the demonstration: every other account can raise one.
    assert {role for key in KEYS for role in staff[key].role_codes} == set(Role.values) - {Role.RAISER}
    assert staff["board"].kind == PersonKind.BOARD


def test_roles_and_lines_of_management(staff):
    managers = {key: user.line_manager and user.line_manager.email.partition("@")[0] for key, user in staff.items()}
    assert managers["practitioner"] == managers["colleague"] == "manager"
    assert managers["manager"] == "lead"
    assert managers["dso"] == managers["deputy"] == "dsl"
    assert managers["dsl"] is None
    assert all(managers[key] for key, user in staff.items() if Role.PRACTITIONER in user.role_codes)
    assert staff["lead"].role_codes == {Role.STRATEGIC_LEAD, Role.HR_DSO}


@pytest.mark.parametrize("service", [*SERVICES, None])
def test_every_alert_of_every_service_has_somebody_to_go_to(staff, now, service):
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
        PostCode.CHAMPION: "Beatrice Lund",
        PostCode.POLICY_DSO: "Della Marsh",
    }


def test_staff_alone_are_loaded_by_the_command(db, capsys):
    call_command("load_demo", "--staff")
    assert User.objects.count() == len(EVERYBODY)
    assert not Incident.objects.exists()
    assert capsys.readouterr().out == "Harbour Youth is loaded.\n"


def test_database_of_an_organisation_is_refused(db, cast):
    before = User.objects.count()
    with pytest.raises(CommandError, match="belongs to an organisation"):
        call_command("load_demo")
    assert User.objects.count() == before


def test_load_that_fails_halfway_leaves_nothing(db, now, monkeypatch):
    def fail(_world):
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


def test_same_people_are_shown_at_the_start_and_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    assert list(SHOWN_AT_THE_START) == KEYS
    assert all(f"| {person.email} |" in readme for person in PEOPLE)


def test_page_for_faults_carries_the_leads_own_number():
    assert next(person.work_phone for person in PEOPLE if person.key == "dsl") == DEMO_DSL_PHONE
