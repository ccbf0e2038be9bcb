"""Saying who is involved, each with a part of their own, and correcting it: always another row (INC-15)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access, rules
from incidents.actions.naming import leave_out_who_is_meant
from incidents.actions.writing import tell_of_addition, wake_closed
from incidents.enums import WORK_FOR_US, Verb
from incidents.models import Incident, InvolvedPerson
from incidents.rules import Somebody
from incidents.selectors.excluding import workers_meant
from safeguard.audit.actions import record
from safeguard.escalation.enums import Urgency
from safeguard.lib.errors import Refused
from safeguard.people.access import visible_people
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_named_in


def write_involved(
    *, by: User | None, now: datetime, incident: Incident, client_token: UUID, people: Sequence[Somebody]
) -> list[InvolvedPerson]:
    """Write who is involved, with the concern itself; the same form again writes nobody twice, and what was said
    otherwise since is another row. The caller has checked that ``by`` may see those who are picked. Raises Refused for
    a form that was used for something else."""
    written = []
    for one in people:
        if rules.is_said(one):
            token = uuid5(client_token, f"involved:{one}")
            row, is_new = _write(by, now, incident, token, one)
            if is_new:
                written.append(row)
    return written


def write_involved_since(
    *, by: User, now: datetime, incident: Incident, client_token: UUID, people: Sequence[Somebody]
) -> None:
    """The form of a concern came again, perhaps with more people on it: a colleague who may be meant is kept out from
    now on, and those who deal with it are told (INC-16). As ``write_involved`` otherwise."""
    rows = write_involved(by=by, now=now, incident=incident, client_token=client_token, people=people)
    said = [Somebody(row.name, row.kind, row.part, row.note, row.person_id) for row in rows]
    left_out = [_leave_out_who_is_meant(by, now, row, one) for row, one in zip(rows, said, strict=True)]
    if not all(left_out):
        tell_of_addition(by=None, now=now, incident=incident)
    if rows:
        wake_closed(by=by, now=now, incident=incident, urgency=Urgency.TODAY)


def _write(
    by: User | None,
    now: datetime,
    incident: Incident,
    token: UUID,
    one: Somebody,
    *,
    corrects: InvolvedPerson | None = None,
    is_taken_out: bool = False,
) -> tuple[InvolvedPerson, bool]:
    named = people_named_in(one.name) if one.kind in WORK_FOR_US else []
    row, is_new = InvolvedPerson.objects.get_or_create(
        client_token=token,
        defaults={
            "incident": incident,
            "person_id": one.person_id,
            "worker": named[0] if len(named) == 1 else None,
            "name": one.name.strip(),
            "kind": one.kind,
            "part": one.part,
            "note": one.note.strip(),
            "by": by,
            "written_at": now,
            "corrects": corrects,
            "is_taken_out": is_taken_out,
        },
    )
    if not is_new and (row.incident_id, row.by_id) != (incident.pk, by.pk if by else None):
        raise Refused(_("This form was used for something else. Open a new one."))
    if is_new:
        verb = Verb.PERSON_CORRECTED if corrects else Verb.PERSON_ADDED
        record(verb, by=by, now=now, subject=row, fields=["name", "kind", "part", "note"])
        if one.person_id is not None and not is_taken_out:
            incident.people.add(one.person_id)
    return row, is_new


@transaction.atomic
def add_involved(
    *, by: User, now: datetime, incident: Incident, client_token: UUID, one: Somebody, is_own_report: bool = False
) -> InvolvedPerson:
    """Say of one more person who they are and what their part is; nothing is taken over from another (INC-15).

    ``is_own_report``: whoever raised it adds to it; those who deal with it are told. A colleague who may be meant is
    kept out from now on. Raises Refused for anybody else, and for a row that says nobody.
    """
    _check(by, incident, one, is_own_report=is_own_report)
    row, is_new = _write(by, now, incident, client_token, one)
    if is_new and not _leave_out_who_is_meant(by, now, row, one, by_one_word=not is_own_report):
        tell_of_addition(by=None if is_own_report else by, now=now, incident=incident)
    if is_new and is_own_report:
        wake_closed(by=by, now=now, incident=incident, urgency=Urgency.TODAY)
    return row


@transaction.atomic
def correct_involved(
    *,
    by: User,
    now: datetime,
    row: InvolvedPerson,
    client_token: UUID,
    one: Somebody,
    is_taken_out: bool = False,
    is_own_report: bool = False,
) -> InvolvedPerson:
    """Say it better, or that this person has nothing to do with it; what was said before stays beside it.

    Raises Refused as for adding, for a row that somebody else has corrected since, and without a reason for taking
    somebody out. Nobody comes back into a case by it: who was kept out stays out.
    """
    _check(by, row.incident, one, is_own_report=is_own_report)
    if is_own_report and row.by_id != by.pk:
        raise Refused(_("Only who wrote it may correct it in a report."))
    if is_taken_out and not one.note.strip():
        raise Refused(_("Write why they have nothing to do with it"))
    Incident.objects.select_for_update().get(pk=row.incident_id)
    latest = InvolvedPerson.objects.filter(corrects=row).first()
    if latest is not None and latest.client_token != client_token:
        raise Refused(_("Somebody has corrected this since you opened the page. Look at what it says now."))
    corrected, is_new = _write(by, now, row.incident, client_token, one, corrects=row, is_taken_out=is_taken_out)
    if is_new and (is_taken_out or not _leave_out_who_is_meant(by, now, corrected, one, by_one_word=not is_own_report)):
        tell_of_addition(by=None if is_own_report else by, now=now, incident=row.incident)
    if is_new and is_own_report:
        wake_closed(by=by, now=now, incident=row.incident, urgency=Urgency.TODAY)
    return corrected


def _check(by: User, incident: Incident, one: Somebody, *, is_own_report: bool) -> None:
    if is_own_report and incident.raised_by_id != by.pk:
        raise Refused(_("Only the person who raised it may add to a report."))
    if not is_own_report and not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it."))
    if not rules.is_said(one):
        raise Refused(_("Write a name, or who they are in a few words"))
    if one.person_id is not None and not _may_pick(by, incident, one.person_id):
        raise Refused(_("Look for them again, or write their name."))


def _may_pick(by: User, incident: Incident, person_id: int) -> bool:
    """Somebody picks from those they may see; who stands in the case already may stay in a correction."""
    return (
        visible_people(by).filter(pk=person_id).exists()
        or incident.involved_people.filter(person_id=person_id).exists()
    )


def _leave_out_who_is_meant(
    by: User, now: datetime, row: InvolvedPerson, one: Somebody, *, by_one_word: bool = True
) -> bool:
    """Whether a colleague is left out by it from now on: those who deal with it are told by that.

    ``by_one_word``: not where whoever raised it adds to it later: a word too many would take a case from who deals
    with it, and nobody of them has looked.
    """
    named, about_staff = workers_meant([one], now, by_one_word=by_one_word), rules.is_about_staff_by([one])
    return bool(named or about_staff) and leave_out_who_is_meant(
        by=by,
        now=now,
        incident=row.incident,
        client_token=row.client_token,
        named=named,
        is_about_staff=about_staff,
    )
