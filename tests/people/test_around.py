"""What surrounds a person: sections with a version each, entries that end, and who may write them."""

import uuid
from datetime import date, timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail
from safeguard.lib.errors import NotVisible, Refused
from safeguard.notifications.actions import queue_messages
from safeguard.notifications.models import Message
from safeguard.people.actions import add_entry, change_entry, change_person, change_section, involve, write_signpost
from safeguard.people.enums import ContactChannel, Verb
from safeguard.people.exceptions import ChangedMeanwhile
from safeguard.people.messages import may_hear, to_family
from safeguard.people.models import (
    Adult,
    AdultCare,
    CapacityNote,
    CourtOrder,
    Home,
    Needs,
    Network,
    Signpost,
    Status,
    Supporter,
    Told,
)
from safeguard.people.selectors import around, entry_for, lines_now, signposts
from safeguard.people.selectors.around import in_force
from safeguard.policies.selectors import thresholds_in_force
from tests.factories.escalation import set_clock
from tests.factories.people import an_adult, register
from tests.naughty import NAUGHTY

pytestmark = pytest.mark.django_db
ORDER = {"kind": "care", "meaning": "Her father may not be told where she is.", "from_on": date(2026, 1, 5)}
FACTS = {
    CourtOrder: ORDER,
    Status: {"kind": "looked_after", "from_on": date(2026, 1, 5)},
    Home: {"title": "With mum", "household": "Sana, mother\nTariq, 9", "from_on": date(2026, 1, 5)},
    Supporter: {"full_name": "Hilary Stott", "role": "teacher", "work_phone": "01632 960502"},
    Told: {
        "kind": "pointed_to", "whom": "Amira", "what": "Childline", "how": "session", "told_on": date(2026, 1, 5),
    },
    CapacityNote: {
        "decision": "Her money", "found": "has", "reasons": "She weighed it up.", "assessed_on": date(2026, 1, 5),
    },
}  # fmt: skip
OLD_ENOUGH = date(2009, 1, 1)


def add(by, now, person, entry, token=None, **over):
    facts = {**FACTS[entry], **over}
    return add_entry(by=by, now=now, person=person, entry=entry, facts=facts, client_token=token or uuid.uuid4())


def needs(by, now, person, version=0, **changes):
    return change_section(by=by, now=now, person=person, section=Needs, version=version, changes=changes)


# --- Sections -----------------------------------------------------------------------------------------------------


def test_a_section_begins_with_the_first_who_writes_in_it_and_keeps_its_trail(cast, now):
    person = register(cast.owner, now)
    row = needs(cast.owner, now, person, platforms_used=" WhatsApp ")
    assert (row.version, row.platforms_used, row.changed_by) == (1, "WhatsApp", cast.owner)
    event = AuditEvent.objects.get(verb=Verb.SECTION_CHANGED)
    assert (event.subject_ref, event.fields) == (person.ref, ["platforms_used", "version"])
    assert agrees_with_trail(row)
    needs(cast.owner, now, person, version=0, platforms_used="WhatsApp")  # the same again changes nothing
    assert AuditEvent.objects.filter(verb=Verb.SECTION_CHANGED).count() == 1


def test_two_who_write_in_a_section_at_once_do_not_lose_each_others_words(cast, now):
    person = register(cast.owner, now)
    needs(cast.owner, now, person, device="a tablet")
    with pytest.raises(ChangedMeanwhile):
        needs(cast.manager, now, person, version=0, device="a laptop")
    assert Needs.objects.get().device == "a tablet"


def test_what_surrounds_somebody_is_written_by_those_who_see_them(cast, now):
    person = register(cast.owner, now)
    for who in ("other_team", "colleague", "admin", "board"):
        with pytest.raises(Refused, match="Only those"):
            needs(cast[who], now, person, device="x")
        with pytest.raises(Refused, match="Only those"):
            add(cast[who], now, person, Status)
    assert not Needs.objects.exists()


def test_a_field_that_is_not_the_forms_is_a_fault_of_ours(cast, now):
    person = register(cast.owner, now)
    for changes in ({"ref": "x"}, {"changed_at": now}, {"nonsense": 1}):
        with pytest.raises(ValueError, match="not written here"):
            needs(cast.owner, now, person, **changes)


@pytest.mark.parametrize(
    ("section", "changes", "words"),
    [
        (Network, {"worker_phone": "ring her"}, "telephone"),
        (AdultCare, {"wishes": "x"}, "adults at risk"),
    ],
)
def test_a_section_that_cannot_be_right_is_refused(cast, now, section, changes, words):
    person = register(cast.owner, now)
    with pytest.raises(Refused, match=words):
        change_section(by=cast.owner, now=now, person=person, section=section, version=0, changes=changes)


# --- Entries ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", FACTS)
def test_an_entry_lands_once_and_agrees_with_its_trail(cast, now, entry):
    person, token = register(cast.owner, now, born_on=OLD_ENOUGH), uuid.uuid4()
    first = add(cast.owner, now, person, entry, token)
    assert add(cast.owner, now, person, entry, token) == first
    assert AuditEvent.objects.filter(verb=Verb.ENTRY_ADDED).count() == 1
    assert agrees_with_trail(entry.objects.get())
    with pytest.raises(Refused, match="something else"):
        add(cast.manager, now, person, entry, token)


@pytest.mark.parametrize(
    ("entry", "over", "words"),
    [
        (CourtOrder, {"meaning": " "}, "in words"),
        (CourtOrder, {"to_on": date(2025, 1, 1)}, "before it begins"),
        (Home, {"title": ""}, "a name"),
        (Home, {"address": "1 Quay", "address_withheld": "PC Hale"}, "withheld"),
        (Supporter, {"full_name": ""}, "their name"),
        (Supporter, {"role": " "}, "who they are"),
        (Supporter, {"work_phone": "12"}, "telephone"),
        (Told, {"what": ""}, "what they were told"),
        (Told, {"whom": ""}, "who was told"),
        (Told, {"told_on": date(2999, 1, 1)}, "still to come"),
        (CapacityNote, {"decision": ""}, "which decision"),
        (CapacityNote, {"reasons": ""}, "how you came"),
        (CapacityNote, {"assessed_on": date(2999, 1, 1)}, "still to come"),
    ],
)
def test_an_entry_that_cannot_be_right_is_refused(cast, now, entry, over, words):
    person = register(cast.owner, now, born_on=OLD_ENOUGH)
    with pytest.raises(Refused, match=words):
        add(cast.owner, now, person, entry, **over)
    assert not entry.objects.exists()


def test_capacity_is_assessed_from_16_on(cast, now):
    with pytest.raises(Refused, match="from 16"):
        add(cast.owner, now, register(cast.owner, now, born_on=now.date() - timedelta(days=365 * 15)), CapacityNote)


def test_an_entry_ends_and_stays_in_the_history(cast, now):
    person = register(cast.owner, now)
    old = add(cast.owner, now, person, Status)
    ended = change_entry(by=cast.manager, now=now, entry=old, version=1, changes={"to_on": date(2026, 6, 30)})
    new = add(cast.owner, now, person, Status, kind="care_leaver", from_on=date(2026, 7, 1))
    found = around(person).statuses
    assert found == [new, ended]
    assert in_force(found, date(2026, 5, 1)) == [ended]
    assert in_force(found, date(2026, 8, 1)) == [new]
    assert agrees_with_trail(Status.objects.get(pk=ended.pk))
    with pytest.raises(ChangedMeanwhile):
        change_entry(by=cast.owner, now=now, entry=ended, version=1, changes={"note": "x"})
    with pytest.raises(Refused, match="before it begins"):
        change_entry(by=cast.owner, now=now, entry=ended, version=2, changes={"to_on": date(2020, 1, 1)})
    assert change_entry(by=cast.owner, now=now, entry=ended, version=2, changes={"note": ""}).version == 2


def test_an_address_of_a_home_is_written_by_those_who_may_open_it(cast, now):
    person = register(cast.owner, now)
    with pytest.raises(Refused, match="where they live"):
        add(cast.manager, now, person, Home, address="1 Quay")
    home = add(cast.owner, now, person, Home, address="1 Quay")
    with pytest.raises(Refused, match="where they live"):
        change_entry(by=cast.manager, now=now, entry=home, version=1, changes={"address": ""})


def test_an_entry_is_found_by_those_who_see_the_person(cast, now):
    home = add(cast.owner, now, register(cast.owner, now), Home)
    assert entry_for(cast.dsl, Home, home.ref) == home
    for who in ("other_team", "admin"):
        with pytest.raises(NotVisible):
            entry_for(cast[who], Home, home.ref)
    with pytest.raises(NotVisible):
        entry_for(cast.owner, Status, home.ref)


@pytest.mark.parametrize("rows", [1, 20])
def test_everything_that_surrounds_somebody_is_one_query(cast, now, rows, django_assert_num_queries):
    person = register(cast.owner, now, born_on=OLD_ENOUGH)
    for entry in FACTS:
        for _ in range(rows):
            add(cast.owner, now, person, entry)
    with django_assert_num_queries(1):
        found = around(person)
    assert all(len(rows_) == rows for rows_ in vars(found).values())
    order = found.orders[0]
    assert (order.from_on, order.by, order.meaning) == (ORDER["from_on"], "Priya Shah", ORDER["meaning"])


@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_typed_is_kept_as_it_is(cast, now, text):
    if "\x00" in text or not text.strip():
        return
    person = register(cast.owner, now)
    assert needs(cast.owner, now, person, adaptation=text).adaptation == text.strip()


# --- Numbers and the library --------------------------------------------------------------------------------------


def test_the_clock_decides_which_number_comes_first(cast, now):
    from datetime import datetime, time

    from safeguard.lib.clock import LONDON
    from safeguard.people.actions import add_authority

    hull = add_authority(
        by=cast.owner, now=now, name="Hull", children_phone="020 7946 0101", adults_phone="020 7946 0102",
        duty_team_phone="020 7946 0199", officer_post="LADO", police_force="Humberside Police",
    )  # fmt: skip
    person = register(cast.owner, now, authority_known="yes", authority=hull)
    hours, monday = thresholds_in_force(now).hours, date(2031, 3, 3)

    def at(hour):
        return [(line.phone[-4:], line.is_open) for line in lines_now(
            person, hull, datetime.combine(monday, time(hour), LONDON), hours
        )]  # fmt: skip

    assert at(11) == [("0101", True), ("0199", False)]
    assert at(22) == [("0199", True), ("0101", False)]
    person.kind = "adult_at_risk"
    assert at(11) == [("0102", True), ("0199", False)]
    assert lines_now(person, None, now, hours) == []
    assert (hull.officer_post, hull.police_force) == ("LADO", "Humberside Police")


def test_the_library_begins_with_the_national_services_and_their_hours(cast):
    found = {one.name: one for one in signposts()}
    assert list(found) == sorted(found, key=str.lower)
    for name in ("101", "NHS 111, option 2", "Childline", "Shout", "Samaritans", "NSPCC helpline"):
        assert found[name].hours
        assert found[name].checked_on is None


def test_a_service_is_corrected_and_added_by_those_who_point_to_it(cast, now):
    facts = {"helps_with": "Housing", "hours": "9 to 5", "help_for": "young", "phone": "01632 960540"}
    row = write_signpost(by=cast.owner, now=now, name=" Youth Advice ", **facts)
    assert row.name == "Youth Advice"
    again = write_signpost(by=cast.dsl, now=now, signpost=row, name="Youth Advice", is_shown=False, **facts)
    assert (again.pk, Signpost.objects.get(pk=row.pk).is_shown) == (row.pk, False)
    with pytest.raises(Refused, match="already"):
        write_signpost(by=cast.owner, now=now, name="CHILDLINE", **facts)
    with pytest.raises(Refused, match="a number"):
        write_signpost(by=cast.owner, now=now, name="Nobody", **{**facts, "phone": ""})
    with pytest.raises(Refused, match="Ask somebody"):
        write_signpost(by=cast.board, now=now, name="X", **facts)


def test_other_names_are_kept_one_a_line_and_never_shown_as_the_name(cast, now):
    person = register(cast.owner, now, also_known_as="Bobs, Robert Khan; Bobs")
    assert person.also_known_as == "Bobs\nRobert Khan"
    changed = change_person(by=cast.owner, now=now, person=person, version=1, changes={"also_known_as": "Rob\n\nRob"})
    assert changed.other_names == ["Rob"]


def test_a_colleague_who_joins_may_write_the_address(cast, now):
    person = register(cast.owner, now)
    involve(by=cast.owner, now=now, person=person, practitioner=cast.colleague)
    assert add(cast.colleague, now, person, Home, address="1 Quay").address == "1 Quay"
    set_clock(now)


def test_where_the_address_is_withheld_no_home_of_now_tells_it(cast, now):
    """Whichever is written first (practice B20); what was a home before may stand."""
    person = register(cast.owner, now)
    home = add(cast.owner, now, person, Home, address="1 Quay")
    withheld = {"address_withheld": "PC Hale, 01632 960111"}
    with pytest.raises(Refused, match="is withheld"):
        change_person(by=cast.owner, now=now, person=person, version=1, changes=withheld)
    home = change_entry(by=cast.owner, now=now, entry=home, version=1, changes={"to_on": now.date()})
    change_person(by=cast.owner, now=now, person=person, version=1, changes=withheld)
    with pytest.raises(Refused, match="is withheld"):
        change_entry(by=cast.owner, now=now, entry=home, version=2, changes={"to_on": None})
    with pytest.raises(Refused, match="is withheld"):
        add(cast.owner, now, person, Home, address="2 Quay")
    add(cast.owner, now, person, Home, address="")
    assert Home.objects.count() == 2


@pytest.mark.parametrize(
    "facts", [{"kind": "adult_at_risk", "born_on": date(1980, 1, 1)}, {"born_on": date(2006, 1, 1)}]
)
def test_the_family_of_an_adult_is_told_only_by_agreement_or_in_their_best_interests(cast, now, facts):
    """Not asked is not yes; a changed answer stops what waits (practice A12)."""
    person = register(cast.owner, now, adults=(an_adult(),), **facts)
    write = {"channel": ContactChannel.EMAIL, "kind": "test", "title": "On Tuesday", "body": "Priya writes."}
    for version, answer in enumerate((None, "no", "agreed", "best_interests")):
        if answer:
            change_section(by=cast.owner, now=now, person=person, section=AdultCare, version=version - 1,
                           changes={"family_may_know": answer})  # fmt: skip
            assert not Message.objects.filter(state="pending").exists()
        mother = Adult.objects.get()
        if answer in (None, "no"):
            with pytest.raises(Refused, match="only if they agree"):
                to_family(mother, dedupe_key=str(answer), **write)
            continue
        queue_messages([to_family(mother, dedupe_key=answer, **write)], now=now)
    assert agrees_with_trail(AdultCare.objects.get())


def test_whoever_becomes_an_adult_at_risk_stops_what_waits_for_their_family(cast, now):
    person = register(cast.owner, now, born_on=now.date().replace(year=now.year - 18, day=1), adults=(an_adult(),))
    change_person(by=cast.owner, now=now, person=person, version=1, changes={"kind": "adult_at_risk"})
    assert not may_hear(Adult.objects.get())
