"""What holds for every model: relations point left, moments and their people are paired, evidence stays."""

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from tests.architecture.code import ORDER, our_apps

MODELS = [model for app in our_apps() for model in app.get_models()]
RELATIONS = [
    (model, field)
    for model in MODELS
    for field in model._meta.get_fields()
    if field.is_relation and field.concrete and field.related_model is not None
]

# Tables of evidence. "append": rows are only ever added; "keep": rows have a state, but are never removed.
EVIDENCE = {
    "audit_auditevent": "append",
    "notifications_restoration": "keep",
    "escalation_ladderstep": "append",
    "escalation_ladder": "keep",
    "incidents_incident": "keep",
    "incidents_exclusion": "append",
    "incidents_chronologyentry": "append",
    "incidents_triageanswer": "append",
    "incidents_closure": "append",
    "incidents_casestep": "append",
    "incidents_caselink": "append",
    "incidents_secondlook": "append",
    "incidents_casenotice": "keep",
    "incidents_staffsupport": "keep",
    "incidents_referral": "keep",
    "incidents_referralanswer": "append",
    "incidents_outsidecontact": "append",
    "incidents_hold": "keep",
    "incidents_reader": "keep",
    "incidents_invitation": "keep",
    "incidents_caselock": "keep",
    "incidents_casecopy": "keep",
    "incidents_personlink": "append",
    "incidents_complaint": "keep",
    "incidents_detail": "append",
    "incidents_involvedperson": "append",
    "incidents_publicreport": "append",
    "policies_threshold": "append",
    "people_person": "keep",
    "people_adult": "keep",
    "people_handedover": "append",
    "people_handover": "keep",
    "people_involvement": "keep",
    "people_adultcare": "keep",
    "people_adulthood": "append",
    "people_capacitynote": "append",
    "people_courtorder": "keep",
    "people_home": "keep",
    "people_needs": "keep",
    "people_network": "keep",
    "people_status": "keep",
    "people_supporter": "keep",
    "people_told": "append",
    "consent_activity": "keep",
    "consent_statement": "append",
    "consent_consentrequest": "keep",
    "consent_consentdecision": "append",
    "sessions_app_riskassessment": "append",
    "sessions_app_agreedaction": "keep",
    "sessions_app_session": "keep",
    "sessions_app_sessionassessment": "append",
    "sessions_app_approval": "append",
    "sessions_app_reasongiven": "append",
    "sessions_app_liveevent": "append",
    "sessions_app_record": "append",
    "sessions_app_recordaddendum": "append",
    "sessions_app_welfarecall": "keep",
    "policies_policy": "keep",
    "policies_policyversion": "append",
    "policies_signature": "append",
    "policies_guestsignature": "append",
    "policies_wording": "append",
    "policies_ownconsent": "append",
    "policies_review": "keep",
    "policies_assessedrisk": "append",
    "policies_linkcheck": "append",
    "people_agreement": "append",
    "sessions_app_declaration": "append",
    "platforms_platform": "keep",
    "platforms_platformdecision": "append",
    "platforms_platformassessment": "append",
    "platforms_leadnote": "append",
    "platforms_platformcorrection": "append",
    "platforms_platformguide": "append",
    "platforms_closedgroup": "keep",
    "platforms_groupmember": "keep",
    "platforms_organisationaccount": "keep",
    "practitioners_training": "append",
    "practitioners_agreementsignature": "append",
    "practitioners_backgroundcheck": "append",
    "practitioners_checkedin": "append",
    "practitioners_course": "keep",
    "practitioners_education": "append",
    "practitioners_personalcontact": "append",
    "practitioners_question": "keep",
    "practitioners_selfcheck": "append",
    "practitioners_serviceagreement": "append",
    "practitioners_skillsassessment": "append",
    "practitioners_supervision": "append",
    "practitioners_factorreset": "keep",
    "practitioners_organisation": "keep",
    "practitioners_contract": "keep",
    "practitioners_coverage": "keep",
    "practitioners_device": "keep",
    "practitioners_groupmember": "keep",
    "practitioners_leaving": "keep",
    "notifications_channeltest": "keep",
    "reports_boardreport": "keep",
}
# Records that may be changed or removed by the application, and why.
NO_EVIDENCE = {
    "notifications_message": "the outbox: what became of a message changes",
    "notifications_pulse": "the last sign of life",
    "practitioners_service": "settings",
    "practitioners_brand": "settings",
    "practitioners_courseneed": "settings; the trail keeps who changed them",
    "practitioners_user": "settings",
    "practitioners_rolegrant": "the present; the trail keeps the past",
    "practitioners_failedsignins": "figures, for a month",
    "practitioners_post": "settings",
    "practitioners_postholding": "ends when somebody else takes over",
    "practitioners_signin": "a browser that is signed in; goes when it ends",
    "practitioners_workidentity": "how somebody signs in; the trail keeps when it was linked",
    "storage_draft": "typing",
    "storage_import": "how far an import is; who and how many stay, the trail has the rest",
    "storage_importpart": "a file that is imported: removed when it is done, or after a day",
    "storage_importrow": "a row that is imported: removed after a day",
    "storage_storedfile": "never changed, and kept while a report points at it; replaced drafts go",
    "escalation_route": "settings",
    "policies_policytype": "settings",
    "people_authority": "settings",
    "people_signpost": "settings",
    "people_searchkey": "made from the person, and made anew with them",
    "sessions_app_participant": "who is in a plan, until it is held",
    "sessions_app_supportingadult": "who is in a plan, until it is held",
    "sessions_app_booking": "moves with the plan",
    "duties_duty": "has a state; the trail keeps who did what",
    "demo_caughtmessage": "the demonstration's letter box",
}
# A moment and the person of it that are two facts, each with its reason.
UNPAIRED = {
    ("platforms.platformdecision", "decided"): "nobody decided: the day of its review went by",
    ("consent.statement", "issued"): "the first one comes with the installation",
    ("consent.consentdecision", "given"): "the name as it was given",
    ("consent.consentdecision", "recorded"): "nobody recorded what was answered through the link",
}


def label(value):
    return value._meta.label_lower if isinstance(value, type) else getattr(value, "name", None)


@pytest.mark.parametrize(("model", "field"), RELATIONS, ids=label)
def test_relation_points_left(model, field):
    """String foreign keys too; the user model is the one exception."""
    target = field.related_model
    if target is get_user_model() or target._meta.app_label not in ORDER:
        return
    assert ORDER.index(target._meta.app_label) <= ORDER.index(model._meta.app_label)


def test_relations_are_really_walked():
    assert len(RELATIONS) > 20


def test_audit_and_lib_have_no_relation():
    """An event outlives what it speaks of."""
    assert not [field for model, field in RELATIONS if model._meta.app_label in ("audit", "lib")]


def pairs(model):
    names = {field.name for field in model._meta.concrete_fields}
    moments = {field.name for field in model._meta.concrete_fields if isinstance(field, models.DateTimeField)}
    return sorted(name[:-3] for name in moments if name.endswith("_at") and f"{name[:-3]}_by" in names)


PAIRS = [(model, stem) for model in MODELS for stem in pairs(model)]


@pytest.mark.parametrize(("model", "stem"), PAIRS, ids=label)
def test_moment_and_its_person_come_together(model, stem):
    """``acknowledged_at`` without ``acknowledged_by`` cannot be: both are required, or a constraint names both."""
    at, by = (model._meta.get_field(f"{stem}_{end}") for end in ("at", "by"))
    if (model._meta.label_lower, stem) in UNPAIRED or not (at.null or by.null):
        return
    checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    assert [c for c in checks if {f"{stem}_at", f"{stem}_by"} <= named_in(c.condition)], "no constraint names both"


def named_in(condition):
    found = set()
    for child in condition.children:
        found |= named_in(child) if isinstance(child, models.Q) else {child[0].split("__")[0]}
    return found


def test_pairs_are_really_walked():
    assert ("incident", "acknowledged") in {(model._meta.model_name, stem) for model, stem in PAIRS}


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_model_says_what_it_is(model):
    assert model.__str__ is not models.Model.__str__
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_moment_has_its_name(model):
    for field in model._meta.concrete_fields:
        if isinstance(field, models.DateTimeField) and field.name not in ("last_login", "expire_date"):  # Django's own
            assert field.name == "at" or field.name.endswith(("_at", "_since")), field.name
            assert True not in (field.auto_now, field.auto_now_add), "the moment is passed down, never taken here"


def test_every_table_is_evidence_or_has_a_reason_not_to_be():
    tables = {model._meta.db_table for model in MODELS}
    assert tables == set(EVIDENCE) | set(NO_EVIDENCE)
    assert not set(EVIDENCE) & set(NO_EVIDENCE)


ATTEMPTS = [
    (table, verb, as_owner)
    for table, kind in EVIDENCE.items()
    for verb in ("UPDATE", "DELETE", "TRUNCATE")
    for as_owner in (False, True)
    if (kind == "append" or verb != "UPDATE") and not (as_owner and kind == "keep")
]


@pytest.mark.parametrize(("table", "verb", "as_owner"), ATTEMPTS)
def test_evidence_refuses_change(request, table, verb, as_owner):
    """The app's role has no right to it; for the owner there is still the trigger."""
    column = "id"
    statement = {
        "UPDATE": f"UPDATE {table} SET {column} = {column}",
        "DELETE": f"DELETE FROM {table}",
        "TRUNCATE": f"TRUNCATE {table} CASCADE",
    }[verb]
    if not as_owner:
        request.getfixturevalue("db")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
        return
    copy = request.getfixturevalue("committed_db")
    with psycopg.connect(copy.owner_url) as owner, pytest.raises(psycopg.Error, match="append-only"):
        owner.execute(statement)


@pytest.mark.django_db
def test_tests_connect_as_the_role_of_the_application():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)")
        assert cursor.fetchone() == (settings.DATABASE_APP_ROLE, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE audit_auditevent DISABLE TRIGGER ALL",
        "DROP TABLE audit_auditevent",
        "DELETE FROM django_migrations",
        "SET session_replication_role = replica",
    ],
)
def test_role_of_the_application_cannot_open_a_way_round(statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    assert "No changes detected" in capsys.readouterr().out
