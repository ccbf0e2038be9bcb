"""Importing: what is written, what is left alone, who may, and that doing it twice changes nothing."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import transaction

from safeguard.audit.models import AuditEvent
from safeguard.desk.access import may_import
from safeguard.desk.actions.importing import go_on, go_on_with_imports
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.people.models import Adult, Person
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import User
from safeguard.storage.actions import (
    answer_rows,
    ask_for_invitations,
    confirm_import,
    discard_import,
    remove_old_imports,
)
from safeguard.storage.enums import ImportKind
from safeguard.storage.models import Import, ImportPart, ImportRow
from tests.desk.importing import (
    YOUNG,
    a_young_person,
    an_account,
    as_bytes,
    as_workbook,
    problems,
    staff,
    states,
    stored,
    written,
    young,
)
from tests.factories.people import register
from tests.factories.practitioners import UserFactory

pytestmark = pytest.mark.django_db


# --- Young people ---------------------------------------------------------------------------------------------------


def test_young_people_are_registered_and_a_second_time_nothing_changes(cast):
    rows = [a_young_person(1), a_young_person(2)]
    first = young(cast.manager, *rows)
    assert (first.state, states(first), problems(first)) == ("checked", ["new", "new"], [])
    assert not Person.objects.exists()
    done = written(first)
    assert (done.state, done.written, states(done)) == ("done", 2, ["written", "written"])
    people = Person.objects.order_by("case_reference")
    assert [(one.case_reference, one.service) for one in people] == [("CMS-1", cast.service), ("CMS-2", cast.service)]
    assert people[0].involvements.get().practitioner == cast.manager
    assert AuditEvent.objects.filter(verb="people.person.registered", actor_id=cast.manager.pk).count() == 2
    again = young(cast.manager, *rows)
    assert states(again) == ["here", "here"]
    with pytest.raises(Refused, match="nothing to write"):
        written(again)


def test_everything_a_row_may_say(cast):
    heads = [
        *YOUNG,
        *("Practitioner's work email", "Phone", "Safe to ring", "Local authority", "Contact may endanger"),
        *("Parent or carer 1: name", "Parent or carer 1: who they are", "Parent or carer 1: safe to email"),
        *("Parent or carer 2: name", "Parent or carer 2: who they are", "Parent or carer 2: may sign consent"),
    ]
    more = ["owner@harbour.example", "07700 900123", "No", "not known", "yes"]
    adults = ["Sana Khan", "Mother", "not asked", "Omar Khan", "Father", "Yes"]
    written(young(cast.manager, [*a_young_person(), *more, *adults], heads=heads))
    person = Person.objects.get()
    assert (person.phone, person.safe_call, person.safe_text) == ("+447700900123", "no", "not_asked")
    assert (person.authority_known, person.is_in_danger_at_home) == ("unknown", True)
    assert person.involvements.get().practitioner == cast.owner
    said = [(one.full_name, one.safe_email, one.may_countersign) for one in Adult.objects.order_by("pk")]
    assert said == [("Sana Khan", "not_asked", "not_asked"), ("Omar Khan", "not_asked", "yes")]


def test_whoever_differs_is_left_as_they_are(cast):
    written(young(cast.manager, a_young_person()))
    again = young(cast.manager, a_young_person(full_name="Amir Other"), a_young_person(2))
    assert states(again) == ["differs", "new"]
    assert problems(again)[0][:2] == [2, "full_name"]
    written(again)
    assert Person.objects.filter(full_name="Amir Other").count() == 0
    assert Person.objects.count() == 2


def test_possible_duplicates_are_asked_about(cast):
    person = register(cast.owner, full_name="Amira Khan")
    like = a_young_person(full_name="Amirah Khan", born_on="2011-03-27")
    found = young(cast.manager, like)
    (row,) = found.rows.all()
    assert (row.state, row.targets) == ("ask", [person.ref])
    with pytest.raises(Refused, match="Not every row"), transaction.atomic():
        confirm_import(by=cast.manager, now=clock.now(), of=found, only_good=False)
    for answer, who in (("", cast.manager), ("maybe", cast.manager), ("new", cast.dsl)):
        with pytest.raises(Refused), transaction.atomic():
            answer_rows(by=who, now=clock.now(), of=found, answers={2: answer})
    answer_rows(by=cast.manager, now=clock.now(), of=found, answers={2: "same"})
    written(found)
    person.refresh_from_db()
    assert (person.case_reference, person.full_name, Person.objects.count()) == ("CMS-1", "Amira Khan", 1)
    assert states(young(cast.manager, like)) == ["differs"]


@pytest.mark.parametrize(("answer", "people", "state"), [("new", 2, "written"), ("skip", 1, "skipped")])
def test_somebody_else_or_left_out(cast, answer, people, state):
    register(cast.owner, full_name="Amira Khan")
    found = young(cast.manager, a_young_person(full_name="Amira Khan", born_on="2011-03-27"), a_young_person(2))
    answer_rows(by=cast.manager, now=clock.now(), of=found, answers={2: answer})
    assert states(written(found)) == [state, "written"]
    assert Person.objects.count() == people + 1


def test_who_is_hidden_stays_hidden(cast):
    """Practice B22: "Ask an administrator", nothing more, and nothing of theirs is kept with the row."""
    register(cast.other_team, full_name="Amira Khan", case_reference="CMS-1")
    taken = a_young_person(full_name="Nobody Like", born_on="2008-01-02")
    alike = a_young_person(2, full_name="Amira Khan", born_on="2011-03-27")
    found = young(cast.manager, taken, alike)
    assert [(row.state, row.targets, row.problems) for row in found.rows.order_by("number")] == [
        ("hidden", [], [["", "Ask an administrator"]])
    ] * 2
    with pytest.raises(Refused, match="cannot be said"), transaction.atomic():
        answer_rows(by=cast.manager, now=clock.now(), of=found, answers={2: "new"})  # the reference is taken
    answer_rows(by=cast.manager, now=clock.now(), of=found, answers={2: "skip", 3: "new"})
    assert states(written(found)) == ["skipped", "written"]


def test_two_people_import_the_same_file_at_once(cast):
    other = UserFactory(full_name="Second Manager", roles=[Role.LINE_MANAGER], services=[cast.service])
    one, two = young(cast.manager, a_young_person()), young(other, a_young_person())
    assert states(one) == states(two) == ["new"]
    assert states(written(one)) == ["written"]
    assert states(written(two)) == ["here"]
    assert Person.objects.count() == 1


def test_whoever_became_like_somebody_meanwhile_is_not_written_unseen(cast):
    found = young(cast.manager, a_young_person(full_name="Amira Khan", born_on="2011-03-27"))
    register(cast.owner, full_name="Amira Khan")
    assert states(written(found)) == ["failed"]
    twins = young(cast.manager, a_young_person(7, full_name="Jo Vale"), a_young_person(7 + 3360, full_name="Jo Vale"))
    assert states(twins) == ["new", "ask"]


@pytest.mark.parametrize(
    ("over", "column", "words"),
    [
        ({"reference": ""}, "reference", "Fill it in"),
        ({"reference": "!!"}, "reference", "letters or digits"),
        ({"full_name": "x" * 151}, "full_name", "150 characters"),
        ({"full_name": "A\x00b"}, "full_name", "nobody can read"),
        ({"full_name": "A\x07b"}, "full_name", "nobody can read"),
        ({"full_name": "x" * 50_000}, "full_name", "150 characters"),
        ({"full_name": "🙂"}, "full_name", "full name"),
        ({"born_on": "02/25/2011"}, "born_on", "day before the month"),
        ({"born_on": "30/02/2011"}, "born_on", "no such day"),
        ({"born_on": "2011-13-01"}, "born_on", "no such day"),
        ({"born_on": "1/2/11"}, "born_on", "real date in full"),
        ({"born_on": "0001-01-01"}, "born_on", "Check the year"),
        ({"born_on": "99999"}, "born_on", "in the past"),
        ({"born_on": "27/03/2099"}, "born_on", "in the past"),
        ({"born_on": "1890-01-01"}, "born_on", "Check the year"),
        ({"kind": "Victim"}, "kind", "Write one of"),
        ({"kind": "Child", "born_on": "1990-01-01"}, "kind", "From 18"),
        ({"service": "Evening lines"}, "service", "Evening line"),
        ({"service": "Day groups"}, "service", "not known"),  # there is one; it is not theirs
        ({"service": "zzz"}, "service", "may be: Evening line"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(cast, over, column, words):
    found = young(cast.manager, a_young_person(**over), a_young_person(2))
    assert [(row, key) for row, key, _text in problems(found)] == [(2, column)]
    assert words in problems(found)[0][2]
    with pytest.raises(Refused, match="Not every row"), transaction.atomic():
        confirm_import(by=cast.manager, now=clock.now(), of=found, only_good=False)
    assert states(written(found, only_good=True)) == ["wrong", "written"]


@pytest.mark.parametrize(
    ("head", "cell", "words"),
    [
        ("Phone", "7700900123", "dropped the 0"),
        ("Email", "not an address", "whole email"),
        ("Safe to ring", "perhaps", "Yes / No / Not asked"),
        ("Practitioner's work email", "nobody@harbour.example", "Nobody who works"),
        ("Practitioner's work email", "other_team@harbour.example", "do not work in this service"),
        ("Practitioner's work email", "dsl@harbour.example", "Nobody who works"),
        ("Local authority", "Hull", "not known"),
        ("Parent or carer 1: phone", "07700 900123", "Enter their name"),
    ],
)
def test_other_columns(cast, head, cell, words):
    found = young(cast.manager, [*a_young_person(), cell], heads=[*YOUNG, head])
    assert states(found) == ["wrong"]
    assert any(words in text for _row, _key, text in problems(found))


def test_a_text_that_looks_like_a_formula_is_a_text(cast):
    written(young(cast.manager, a_young_person(full_name='=HYPERLINK("x") Vale')))
    assert Person.objects.get().full_name == '=HYPERLINK("x") Vale'


def test_a_real_formula_is_refused_with_its_cell(cast):
    content = as_workbook([YOUNG, ["CMS-1", "=1+1", "2011-03-27", "Child", "Evening line"]])
    found = stored(cast.manager, ImportKind.YOUNG_PEOPLE, content)
    assert problems(found)[0] == [2, "full_name", "Cell B2 holds a formula. Put in what it comes to"]


def test_doubts_are_said(cast):
    rows = [
        a_young_person(1, born_on="01/02/2010"),
        a_young_person(2, full_name="Gwen Hill", born_on="40210"),
        a_young_person(3),
    ]
    found = stored(cast.manager, ImportKind.YOUNG_PEOPLE, as_bytes([YOUNG, *rows], "cp1252", ";"))
    assert found.notes["day_first"] >= 1
    assert found.notes["serial"] == 1
    written(found)
    assert {one.born_on.isoformat() for one in Person.objects.exclude(case_reference="CMS-3")} == {"2010-02-01"}


@pytest.mark.parametrize(
    ("heads", "words"),
    [
        (YOUNG[:4], "“Service” is missing"),
        ((*YOUNG, "Service"), "two columns “Service”"),
        ((*YOUNG[:4], "Servise"), "Do you mean “Service”"),
        ((*YOUNG, "Shoe size"), "heading of column 6 is not known"),
        ((*YOUNG, "", "Phone"), "Column 6 has no heading"),
    ],
)
def test_headings(cast, heads, words):
    found = young(cast.manager, a_young_person(), heads=heads)
    assert found.state == "refused"
    assert words in found.problem
    assert not ImportPart.objects.exists()


def test_the_same_reference_twice(cast):
    found = young(cast.manager, a_young_person(), a_young_person(full_name="Other Name"))
    assert problems(found) == [[3, "reference", "It stands in row 2 too. Keep one"]]


# --- People who work here -------------------------------------------------------------------------------------------


def test_staff_are_not_invited_until_somebody_says_so(cast):
    rows = [an_account(2, manager="new1@harbour.example"), an_account(1, manager="Manager@harbour.example")]
    done = written(staff(cast.admin, *rows))
    assert states(done) == ["written", "written"]
    two = User.objects.get(email="new2@harbour.example")
    assert (two.line_manager.email, two.line_manager.line_manager) == ("new1@harbour.example", cast.manager)
    assert (two.role_codes, list(two.services.all())) == ({Role.PRACTITIONER}, [cast.service])
    assert not Message.objects.filter(kind="account.invitation").exists()
    for _press in range(2):
        asked = ask_for_invitations(by=cast.admin, now=clock.now(), of=done)
        go_on(of=asked, now=clock.now(), seconds=30)
    assert Message.objects.filter(kind="account.invitation").count() == 2
    assert states(staff(cast.admin, *rows)) == ["here", "here"]


def test_no_role_but_practitioner(cast):
    written(staff(cast.admin, an_account(1, works="no"), an_account(2)))
    roles = {user.email: user.role_codes for user in User.objects.filter(email__startswith="new")}
    assert roles == {"new1@harbour.example": frozenset(), "new2@harbour.example": {Role.PRACTITIONER}}
    heads = ("Work email", "Full name", "Role")
    assert staff(cast.admin, ["a@harbour.example", "A B", "administrator"], heads=heads).state == "refused"


def test_circles_and_whoever_comes_under_somebody_wrong(cast):
    found = staff(
        cast.admin,
        an_account(1, manager="new2@harbour.example"),
        an_account(2, manager="new1@harbour.example"),
        an_account(3, manager="new3@harbour.example"),
        an_account(4, manager="new3@harbour.example"),
        an_account(5, manager="nobody@harbour.example"),
        an_account(6),
    )
    assert states(found) == ["wrong"] * 5 + ["new"]
    texts = [text for _row, _key, text in problems(found)]
    for words, text in zip(("above", "above", "own", "Row 4", "neither"), texts, strict=True):
        assert words in text
    assert all(key == "manager" for _row, key, _text in problems(found))


def test_accounts_that_are_here_and_names_that_are(cast):
    found = staff(
        cast.admin,
        ["OWNER@harbour.example", "Priya Other", "", "", ""],
        ["another@harbour.example", "Priya Shah", "", "", ""],
        ["x@harbour.example", "A New One", "Evening lime; Day groups", "", ""],
    )
    assert states(found) == ["differs", "ask", "wrong"]
    assert "Do you mean Evening line" in problems(found)[2][2]
    answer_rows(by=cast.admin, now=clock.now(), of=found, answers={3: "same"})
    assert states(written(found, only_good=True)) == ["differs", "failed", "wrong"]
    cast.owner.refresh_from_db()
    assert cast.owner.full_name == "Priya Shah"


# --- Who, when, and what is left of it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("owner", []),
        ("manager", ["young-people"]),
        ("dso", []),
        ("dsl", []),
        ("ict", []),
        ("board", []),
        ("admin", ["staff"]),
    ],
)
def test_who_imports_what(cast, who, kinds):
    assert [kind.value for kind in ImportKind if may_import(cast[who], kind)] == kinds


def test_whoever_may_no_more_writes_nothing(cast):
    found = young(cast.manager, a_young_person())
    confirm_import(by=cast.manager, now=clock.now(), of=found, only_good=False)
    cast.manager.role_grants.all().delete()
    go_on_with_imports(now=clock.now())
    found.refresh_from_db()
    assert found.state == "failed"
    assert not Person.objects.exists()


def test_discarded_and_confirmed_twice(cast):
    found, other = young(cast.manager, a_young_person(1)), young(cast.manager, a_young_person(2))
    for _press in range(2):
        discard_import(by=cast.manager, now=clock.now(), of=found)
    with pytest.raises(Refused, match="not waiting"), transaction.atomic():
        confirm_import(by=cast.manager, now=clock.now(), of=found, only_good=True)
    for _press in range(2):
        written(other)
    with pytest.raises(Refused, match="already"), transaction.atomic():
        discard_import(by=cast.manager, now=clock.now(), of=other)
    with pytest.raises(Refused, match="nobody here to invite"):
        ask_for_invitations(by=cast.manager, now=clock.now(), of=other)
    assert Person.objects.count() == 1


def test_nothing_of_what_was_in_it_stays(cast, now):
    done, waiting = written(young(cast.manager, a_young_person(1))), young(cast.manager, a_young_person(2))
    assert not done.parts.exists()
    assert list(done.rows.values_list("cells", "key")) == [({}, "")]
    assert remove_old_imports(now=clock.now() + timedelta(hours=23)) == 0
    assert remove_old_imports(now=clock.now() + timedelta(hours=25)) == 2
    assert not ImportRow.objects.exists()
    assert not ImportPart.objects.exists()
    assert sorted(Import.objects.values_list("state", "written")) == [("discarded", 0), ("done", 1)]
    waiting.refresh_from_db()
    assert waiting.removed_at


def test_a_worker_that_is_killed_loses_one_batch(cast):
    found = young(cast.manager, *(a_young_person(number) for number in range(60)))
    confirm_import(by=cast.manager, now=clock.now(), of=found, only_good=False)
    go_on(of=found, now=clock.now(), seconds=0.001)  # one batch, then it is gone
    assert 0 < Person.objects.count() < 60
    go_on_with_imports(now=clock.now())
    found.refresh_from_db()
    assert (found.state, found.written, Person.objects.count()) == ("done", 60, 60)


def test_a_fault_is_tried_again_and_says_nothing_of_anybody(cast, caplog):
    found = young(cast.manager, a_young_person(full_name="Secret Name"))
    confirm_import(by=cast.manager, now=clock.now(), of=found, only_good=False)
    with patch("safeguard.desk.actions.importing.going_on.write_batch", side_effect=ValueError("Secret Name")):
        for _turn in range(3):
            go_on_with_imports(now=clock.now())
    found.refresh_from_db()
    assert found.state == "failed"
    assert "Secret" not in caplog.text
    assert found.ref in caplog.text
