"""Who may see and do what with which concern: one table, every cell checked.

A cell's letters: s see the case, l see it in the list, c have it counted, r read it as one's own report,
a acknowledge it, w write in its chronology, t triage and refer it, o sign it off. A dot is none of them.
"""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from incidents import access, selectors
from incidents.actions import acknowledge_incident, add_entry, answer_triage, refer_incident
from incidents.enums import EntryKind, OutsideBody
from incidents.models import Incident, Reader
from incidents.rules import Given
from safeguard.escalation.models import LadderStep
from safeguard.lib.errors import NotVisible, Refused
from tests.factories.escalation import climb_after
from tests.factories.incidents import raise_by

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("SEC-06", "INC-16")]

KINDS = "ordinary  other     staff     officer   deputy    lead      lead_late imagery   by_lead   reader"
TABLE = """
owner       r         .         r         r         r         r         r         r         .         r
colleague   .         .         .         .         .         .         .         .         .         .
other_team  .         r         .         .         .         .         .         .         .         .
manager     .         .         .         .         .         .         .         .         .         slc
dso         slcawt    .         .         .         .         .         .         .         .         slcawt
other_dso   .         slcawt    .         .         .         .         .         .         .         .
dsl         slcawto   slcawto   slcawto   slcawto   slcawto   .         .         slcawto   r         slcawto
deputy      slcawto   slcawto   slcawto   slcawto   .         .         .         slcawto   .         slcawto
lead        slcawt    slcawt    slcawto   slcawto   slcawto   slcawto   slcawto   .         slcawto   slcawt
hr_dso      .         .         slcawt    slcawt    slcawt    slcawt    slcawt    .         slcawt    .
chair       .         .         .         .         .         .         slcawt    .         .         .
board       .         .         .         .         .         .         .         .         .         .
ict         .         .         .         .         .         .         .         .         .         .
admin       .         .         .         .         .         .         .         .         .         .
"""
CELLS = [
    (person, kind, set(cell) - {"."})
    for person, *cells in (line.split() for line in TABLE.strip().splitlines())
    for kind, cell in zip(KINDS.split(), cells, strict=True)
]


@pytest.fixture
def incident(cast, now, request):
    """The concern of a column."""
    own = {"service": cast.service}
    raised = {
        "ordinary": lambda: raise_by(cast.owner, **own),
        "other": lambda: raise_by(cast.other_team, service=cast.other_service),
        "staff": lambda: raise_by(cast.owner, about_staff="yes", staff_named="Callum Reid", **own),
        "officer": lambda: raise_by(cast.owner, about_staff="yes", safeguarding_people=(cast.dso,), **own),
        "deputy": lambda: raise_by(cast.owner, about_staff="yes", staff_named="Della Marsh", **own),
        "lead": lambda: raise_by(cast.owner, about_staff="yes", staff_named="Dana Whitlock", **own),
        "imagery": lambda: raise_by(cast.owner, imagery="not_sure", **own),
        "by_lead": lambda: raise_by(cast.dsl, about_staff="yes", staff_named="Dana Whitlock", **own),
    }
    kind = request.param
    found = raised[{"lead_late": "lead", "reader": "ordinary"}.get(kind, kind)]()
    if kind == "lead_late":
        climb_after(timedelta(hours=2))
    if kind == "reader":
        Reader.objects.create(incident=found, person=cast.manager, added_by=cast.dsl, added_at=now)
    return found


def allowed(action, **values):
    """Whether an action is carried out; what it did is undone."""
    try:
        with transaction.atomic():
            action(**values)
            transaction.set_rollback(True)
    except Refused:
        return False
    return True


def visible(find, user, ref):
    try:
        return find(user, ref).ref == ref
    except NotVisible:
        return False


def what_they_may(user, incident, now):
    """Try every verb, each by its own way."""
    seen = access.visible_incidents(user)
    entry = {"client_token": uuid.uuid4(), "kind": EntryKind.NOTE, "text": "x"}
    answers = {"client_token": uuid.uuid4(), "answers": {"risk": Given("immediate", "x")}}
    referral = {"client_token": uuid.uuid4(), "body": OutsideBody.POLICE}
    tried = {
        "s": visible(access.get_incident_for, user, incident.ref),
        "l": incident in selectors.waiting(seen),
        "c": selectors.latest_alert(seen).count == 1,
        "r": visible(access.get_report_for, user, incident.ref) and incident in selectors.reports_of(user),
        "a": allowed(acknowledge_incident, by=user, now=now, incident=incident),
        "w": allowed(add_entry, by=user, now=now, incident=incident, **entry),
        "t": allowed(answer_triage, by=user, now=now, incident=incident, **answers)
        and allowed(refer_incident, by=user, now=now, incident=incident, **referral),
        "o": access.may_sign_off(user, incident),
    }
    return {letter for letter, may in tried.items() if may}


@pytest.mark.parametrize(("person", "incident", "expected"), CELLS, indirect=["incident"])
def test_access_is_as_in_the_table(cast, now, person, incident, expected):
    assert what_they_may(cast[person], incident, now) == expected


@pytest.mark.parametrize("incident", ["ordinary", "staff", "imagery"], indirect=True)
def test_nobody_is_let_in_without_signing_in(client, incident):
    for name, args in [
        ("incidents:detail", [incident.ref]),
        ("incidents:report", [incident.ref]),
        ("incidents:acknowledge", [incident.ref]),
        ("incidents:dashboard", []),
    ]:
        response = client.get(reverse(name, args=args))
        assert response.status_code == 302
        assert "/account/login/" in response["Location"]


@pytest.mark.parametrize("incident", ["staff"], indirect=True)
def test_person_named_stays_out_whatever_lets_others_in(cast, now, incident):
    """A reader, told by mistake, and dealing with it: named in it counts for more than all three."""
    Reader.objects.create(incident=incident, person=cast.colleague, added_by=cast.dsl, added_at=now)
    step = LadderStep.objects.filter(ladder__about_ref=incident.ref).first()
    LadderStep.objects.create(ladder=step.ladder, kind="told", at=now, call=9, person=cast.colleague)
    Incident.objects.update(state="acknowledged", acknowledged_at=now, acknowledged_by=cast.colleague)
    incident.refresh_from_db()
    assert what_they_may(cast.colleague, incident, now) == set()
    assert not access.may_handle(cast.colleague, incident)


@pytest.mark.parametrize("incident", ["lead_late"], indirect=True)
def test_whoever_was_told_loses_sight_once_somebody_else_deals_with_it(cast, now, incident):
    """Until then it was theirs to answer (practice B15)."""
    acknowledge_incident(by=cast.lead, now=now, incident=incident)
    assert access.visible_incidents(cast.lead).count() == 1
    assert not access.visible_incidents(cast.chair).exists()


@pytest.mark.parametrize("incident", ["lead_late"], indirect=True)
def test_whoever_is_dealing_with_it_keeps_sight(cast, now, incident):
    acknowledge_incident(by=cast.chair, now=now, incident=incident)
    assert list(selectors.acknowledged(access.visible_incidents(cast.chair))) == [incident]
    incident.refresh_from_db()
    assert access.may_handle(cast.chair, incident)


def test_each_list_and_count_holds_what_is_theirs_and_no_more(cast, now):
    """Everything at once: what is not theirs changes neither a list nor a count."""
    own = raise_by(cast.owner, service=cast.service)
    raise_by(cast.owner, service=cast.other_service)
    for about in ({"about_staff": "yes"}, {"imagery": "yes"}, {"about_staff": "yes", "staff_named": "Dana Whitlock"}):
        raise_by(cast.owner, service=cast.service, **about)
    counts = {
        name: selectors.latest_alert(access.visible_incidents(cast[name])).count
        for name in ("owner", "dso", "other_dso", "dsl", "deputy", "lead", "hr_dso", "admin")
    }
    assert counts == {
        "owner": 0,
        "dso": 1,
        "other_dso": 1,
        "dsl": 4,
        "deputy": 4,
        "lead": 4,
        "hr_dso": 2,
        "admin": 0,
    }
    assert list(access.visible_incidents(cast.dso)) == [own]
    assert selectors.latest_alert(access.visible_incidents(cast.owner)).newest is None
    assert selectors.reports_of(cast.owner).count() == 5
