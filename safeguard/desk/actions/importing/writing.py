"""Writing what was checked, by the same actions as a form, and inviting who was written."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from safeguard.desk.actions.importing.checking import save_rows
from safeguard.desk.actions.importing.judging import Judged, judge, judge_again
from safeguard.desk.selectors.importing import AboutPeople, token_of
from safeguard.lib.errors import Refused
from safeguard.people.actions import change_person, register_person
from safeguard.people.models import Person
from safeguard.people.rules import reference_key
from safeguard.practitioners.actions import import_account, invite_person
from safeguard.practitioners.models import User
from safeguard.storage.actions import end_import
from safeguard.storage.enums import Answer, ImportKind, RowState
from safeguard.storage.models import Import, ImportRow

BATCH = 50  # people in one transaction
WRITTEN_TO = "written_to"  # among the notes: the turn and the number of the last row that was looked at
INVITED = "invited"  # among the notes: how many


def write_batch(of: Import, by: User, now: datetime) -> None:
    """Write the next rows, each as it is judged now; after the last, end. For a caller who has locked the import."""
    rows = _next_rows(of)
    found, facts = judge(of, rows, by, now)
    for judged in found:
        one = judge_again(of, judged.row, facts, by, now) if isinstance(facts, AboutPeople) else judged
        _write(of, one, facts, by, now)
    save_rows(of, rows)
    if not rows:
        of.rows.filter(state__in=(RowState.ASK, RowState.HIDDEN)).update(state=RowState.SKIPPED)
        end_import(by=by, now=now, of=of)


def _next_rows(of: Import) -> list[ImportRow]:
    """The next rows of a turn, or the first ones of the next: whom they come under has been written by then."""
    turn, number = of.notes.get(WRITTEN_TO, (0, 0))
    said = Q(state=RowState.NEW) | Q(answer__in=(Answer.NEW, Answer.SAME))
    left = of.rows.filter(said, state__in=(RowState.NEW, RowState.ASK, RowState.HIDDEN))
    rows = list(left.filter(turn=turn, number__gt=number).order_by("number")[:BATCH])
    if not rows:
        later = left.filter(turn__gt=turn).order_by("turn").values_list("turn", flat=True).first()
        rows = list(left.filter(turn=later).order_by("number")[:BATCH]) if later else []
    if rows:
        of.notes[WRITTEN_TO] = (rows[-1].turn, rows[-1].number)
    return rows


def _write(of: Import, one: Judged, facts: object, by: User, now: datetime) -> None:
    """One row, wholly or not at all: what a rule refuses is said, and the others go on."""
    answer = one.row.answer
    wants = one.state == RowState.NEW and not one.problems
    wants = wants or (one.state == RowState.ASK and answer in (Answer.NEW, Answer.SAME))
    wants = wants or (one.state == RowState.HIDDEN and answer == Answer.NEW and not one.is_taken)
    if not wants:
        one.settle()
        if one.row.state not in (RowState.HERE, RowState.DIFFERS):  # it is not as it was when it was checked
            one.row.state = RowState.FAILED
        return
    try:
        with transaction.atomic():
            is_staff = of.kind == ImportKind.STAFF
            ref = _write_account(one, by, now) if is_staff else _write_person(of, one, facts, by, now)
    except Refused as refused:
        one.row.state, one.row.problems = RowState.FAILED, [["", str(refused)]]
        return
    one.row.state, one.row.problems, one.row.targets = RowState.WRITTEN, [], [ref]


def _write_account(one: Judged, by: User, now: datetime) -> str:
    if one.row.answer == Answer.SAME:
        raise Refused(_("They have an account at another address. Change the address on their page"))
    if one.said.get("manager") and one.details.line_manager is None:
        raise Refused(_("Their line manager has not been written"))
    works = one.said.get("works_with_people", False)
    return str(import_account(by=by, now=now, details=one.details, works_with_people=works).ref)


def _write_person(of: Import, one: Judged, facts: object, by: User, now: datetime) -> str:
    assert isinstance(facts, AboutPeople)
    if one.row.answer == Answer.SAME:
        return _say_same(one, by, now)
    if one.row.answer == Answer.NEW and _unseen(of, one, facts):
        raise Refused(_("Somebody else with this birthday and a like name came here since. Look again"))
    token: UUID = token_of(one.said["reference"])
    person = register_person(by=by, now=now, details=one.details, adults=one.adults, client_token=token)
    if reference_key(person.case_reference) != reference_key(one.said["reference"]):
        raise Refused(_("Somebody was imported with this reference, who has another by now. Register this one by hand"))
    facts.alike.add(person)
    facts.visible[person.pk] = person
    return person.ref


def _unseen(of: Import, one: Judged, facts: AboutPeople) -> bool:
    """Whether somebody is like a row who was not shown when it was answered; rows of one file were shown together."""
    others = set(one.targets) - set(one.row.targets) - facts.alike.added
    ours = of.rows.filter(state=RowState.WRITTEN).values_list("targets", flat=True) if others else ()
    return bool(others - {ref for targets in ours for ref in targets})


def _say_same(one: Judged, by: User, now: datetime) -> str:
    """Whoever is here gets the reference, so that the next file knows them; nothing else of them is changed."""
    answered = one.row.targets  # who was shown when it was said
    if len(answered) > 1:
        raise Refused(_("There are several. Write the reference on the page of the right one"))
    if not answered or one.targets != answered:
        raise Refused(_("It is not as it was when you said who it is. Choose the file again"))
    person = Person.objects.get(ref=answered[0])
    if person.case_reference:
        raise Refused(_("They have another reference here. Look at it on their page"))
    changes = {"case_reference": one.said["reference"]}
    return change_person(by=by, now=now, person=person, version=person.version, changes=changes).ref


def invite_batch(of: Import, by: User, now: datetime) -> None:
    """Invite the next of those who were written, who have not signed in. For a caller who has locked the import."""
    last = of.notes.get("invited_to", 0)
    rows = list(of.rows.filter(state=RowState.WRITTEN, number__gt=last).order_by("number")[:BATCH])
    people = {str(one.ref): one for one in User.objects.filter(ref__in=[row.targets[0] for row in rows])}
    for row in rows:
        person = people.get(row.targets[0])
        if person is not None and person.is_active and person.last_login is None:
            invite_person(by=by, now=now, person=person)
        of.notes["invited_to"] = row.number
    if len(rows) < BATCH:
        of.notes[INVITED] = of.written
