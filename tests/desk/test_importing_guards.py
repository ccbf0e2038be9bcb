"""Importing: what could be written twice, of the wrong person, shown to whoever may not see it, or never end."""

import threading
import uuid
from unittest.mock import patch

import pytest
from django.db import transaction

from safeguard.desk.actions.importing import go_on_with_imports
from safeguard.desk.relay import HUNG_AFTER, Lane
from safeguard.jobs import SWEEPS, go_on_importing
from safeguard.lib.errors import Refused
from safeguard.people.actions import change_person
from safeguard.people.models import Person
from safeguard.storage.actions import answer_rows, store_import
from safeguard.storage.enums import ImportKind
from tests.desk.importing import YOUNG, a_young_person, as_bytes, problems, states, written, young
from tests.factories.people import register

pytestmark = pytest.mark.django_db
DANGERS = ("Contact may endanger", "Being known here may endanger", "Known violence")


def test_a_file_that_ends_the_process_is_given_up(cast, now):
    """Whoever was at it is gone and wrote nothing down: the turn was counted before."""
    of = store_import(
        by=cast.manager, now=now, kind=ImportKind.YOUNG_PEOPLE, pieces=[as_bytes([YOUNG])], client_token=uuid.uuid4()
    )
    with patch("safeguard.desk.actions.importing.going_on.read_file", side_effect=SystemExit) as read:
        for _try in range(3):
            with pytest.raises(SystemExit):
                go_on_with_imports(now=now)
        go_on_with_imports(now=now)
    of.refresh_from_db()
    assert (read.call_count, of.state) == (3, "failed")
    assert "choose the file again" in of.problem


def test_an_import_that_hangs_does_not_end_the_relay():
    sweeps = [sweep for sweep in SWEEPS if sweep.run is go_on_importing]
    alone = [sweep for sweep in SWEEPS if sweep.lane == sweeps[0].lane]
    lane = Lane(sweeps[0].lane, alone, threading.Event())
    lane.last_turn -= 2 * HUNG_AFTER
    assert (alone, lane.hangs()) == (sweeps, False)
    lane.name = "ladders"
    assert lane.hangs()


def test_a_reference_that_was_somebody_elses_is_not_taken_for_them(cast, now):
    """Their reference was put right here; the next with the old one is neither them nor forgotten."""
    written(young(cast.manager, a_young_person(full_name="Bethan Vale")))
    bethan = Person.objects.get()
    change_person(by=cast.manager, now=now, person=bethan, version=bethan.version, changes={"case_reference": "CMS-9"})
    again = written(young(cast.manager, a_young_person(full_name="Zoe Hill", born_on="2009-05-04")))
    row = again.rows.get()
    assert (row.state, row.targets, again.written) == ("failed", [], 0)
    assert (row.cells, row.key) == ({"full_name": "Zoe Hill"}, "")  # whom it left out, until the day is over
    assert "by hand" in row.problems[0][1]
    assert Person.objects.get().full_name == "Bethan Vale"


@pytest.mark.parametrize("said", ["yes", "no"])
def test_what_is_hidden_is_not_told_by_a_comparison(cast, now, said):
    """Whoever imports could guess an address or a flag, file by file."""
    heads = [*YOUNG, *DANGERS, "Home address"]
    written(young(cast.manager, [*a_young_person(), "yes", "yes", "yes", "1 Secret Street"], heads=heads))
    for address in ("1 Secret Street", "2 Other Road"):
        found = young(cast.manager, [*a_young_person(), said, said, said, address], heads=heads)
        assert (states(found), problems(found)) == (["here"], [])


@pytest.mark.parametrize("yes", range(3))
def test_each_danger_has_a_column(cast, yes):
    written(
        young(
            cast.manager,
            [*a_young_person(), *("yes" if n == yes else "no" for n in range(3))],
            heads=[*YOUNG, *DANGERS],
        )
    )
    person = Person.objects.get()
    flags = [person.is_in_danger_at_home, person.known_use_endangers, person.has_known_violence]
    assert flags == [n == yes for n in range(3)]


def twins():
    return (
        a_young_person(1, full_name="Jo Vale", born_on="2010-03-04"),
        a_young_person(2, full_name="Amir Other", born_on="2010-03-04"),
        a_young_person(3, full_name="Jo Vale", born_on="2010-03-04"),
    )


def test_the_same_child_twice_in_one_file_is_asked_about(cast, now):
    found = young(cast.manager, *twins())
    assert states(found) == ["new", "new", "ask"]
    assert "Row 2" in problems(found)[0][2]
    with pytest.raises(Refused, match="cannot be said"), transaction.atomic():
        answer_rows(by=cast.manager, now=now, of=found, answers={4: "same"})  # nobody is here to be the same as
    assert states(written(found, only_good=True)) == ["written", "written", "skipped"]


def test_two_children_alike_in_one_file_are_both_written_if_somebody_says_so(cast, now):
    found = young(cast.manager, *twins())
    answer_rows(by=cast.manager, now=now, of=found, answers={4: "new"})
    assert states(written(found)) == ["written"] * 3
    assert Person.objects.filter(full_name="Jo Vale").count() == 2


def test_each_row_is_judged_again_after_those_before_it(cast, now):
    """Whatever the check said: the first is here by the time the second is written."""
    found = young(cast.manager, *twins())
    found.rows.filter(number=4).update(state="new", problems=[])
    assert states(written(found)) == ["written", "written", "failed"]


@pytest.fixture
def asked(cast):
    """A row that may be somebody who is here, of whom "the same" was said."""
    amira = register(cast.owner, full_name="Amira Khan")
    found = young(cast.manager, a_young_person(full_name="Amira Khan", born_on="2011-03-27"))
    return amira, found


@pytest.mark.parametrize("answer", ["same", "new"])
def test_an_answer_holds_for_who_was_shown(cast, now, asked, answer):
    """Somebody else like the row came meanwhile."""
    _amira, found = asked
    answer_rows(by=cast.manager, now=now, of=found, answers={2: answer})
    register(cast.owner, full_name="Amira Khan")
    assert states(written(found)) == ["failed"]
    assert not Person.objects.filter(case_reference="CMS-1").exists()


def test_the_same_as_somebody_who_is_no_longer_like_it(cast, now, asked):
    """The one who was meant is another by now; the other one was never shown."""
    amira, found = asked
    answer_rows(by=cast.manager, now=now, of=found, answers={2: "same"})
    Person.objects.filter(pk=amira.pk).update(born_on="2012-03-27")
    other = register(cast.owner, full_name="Amira Khan")
    assert states(written(found)) == ["failed"]
    other.refresh_from_db()
    assert (other.case_reference, Person.objects.count()) == ("", 2)


def test_the_same_as_nobody_any_more_makes_nobody_new(cast, now, asked):
    amira, found = asked
    answer_rows(by=cast.manager, now=now, of=found, answers={2: "same"})
    Person.objects.filter(pk=amira.pk).update(born_on="2012-03-27")
    assert states(written(found)) == ["failed"]
    assert Person.objects.count() == 1


def test_a_table_of_one_birthday_is_checked_in_time(cast):
    """Of those beyond the first, whoever was not compared is when they are written."""
    names = [f"{chr(97 + n % 26)}{chr(97 + n // 26)}ber Q" for n in range(60)]
    rows = [a_young_person(n, full_name=name, born_on="2010-03-04") for n, name in enumerate(names)]
    with patch("safeguard.desk.actions.importing.checking.is_like", return_value=False) as compared:
        found = young(cast.manager, *rows)
    assert compared.call_count == sum(min(n, 50) for n in range(60))
    assert states(found) == ["new"] * 60
