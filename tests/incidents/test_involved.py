"""Several people on one concern, each with their own part; a colleague named later is kept out from then on."""

import uuid
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from incidents.actions import (
    acknowledge_incident,
    add_involved,
    correct_involved,
    leave_out_who_is_meant,
    raise_concern,
)
from incidents.models import Incident, InvolvedPerson
from incidents.rules import Somebody
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from tests.factories.incidents import a_concern, ladder_of, raise_by, told_of
from tests.factories.people import register
from tests.pages import browser, concern

pytestmark = pytest.mark.django_db
FORM = "/raise/report/"


def said_in(incident: Incident) -> list[tuple[str, str, str]]:
    return [(one.name, one.kind, one.part) for one in incident.involved_people.order_by("id")]


def leave_out(cast: Any, incident: Incident, *, is_about_staff: bool) -> bool:
    return leave_out_who_is_meant(
        by=cast.dsl,
        now=clock.now(),
        incident=incident,
        client_token=uuid4(),
        named=[cast.dso],
        is_about_staff=is_about_staff,
    )


# --- When it is raised ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("INC-15")
def test_each_person_has_a_part_of_their_own_and_nothing_is_copied(cast: Any) -> None:
    rows = {
        "person1": "Jo",
        "person1_kind": "child",
        "person1_part": "harmed",
        "person2": "Sam, her brother",
        "person2_kind": "child",
        "person2_part": "family",
        "person3": "Mr Fenn",
        "person3_kind": "adult_at_risk",
        "person4": "A man from the game",
        "person4_kind": "outsider",
        "person4_part": "caused",
    }
    sent = browser(cast.owner).post(FORM, concern(involved=["learner"], **rows))
    incident = Incident.objects.get()
    assert said_in(incident) == [
        ("Jo", "child", "harmed"),
        ("Sam, her brother", "child", "family"),
        ("Mr Fenn", "adult_at_risk", ""),
        ("A man from the game", "outsider", "caused"),
    ]
    assert incident.involved == ["learner", "child", "adult_at_risk", "outsider"]
    assert "They may have caused it" in browser(cast.owner).get(sent["Location"]).content.decode()
    assert "Sam, her brother" in browser(cast.dsl).get(incident.get_absolute_url()).content.decode()


def test_a_name_as_it_is_offered_is_one_of_those_they_work_with(cast: Any) -> None:
    person = register(cast.owner, service=cast.service)
    page = browser(cast.owner).get(FORM).content.decode()
    label = f"{person.full_name}, {person.born_on.day}.{person.born_on.month}.{person.born_on.year}"
    assert label in page
    browser(cast.owner).post(FORM, concern(person1=label))
    assert list(Incident.objects.get().people.all()) == [person]
    browser(cast.other_team).post(FORM, concern(person1=label))
    assert not Incident.objects.order_by("-pk")[0].people.exists()


def test_rows_come_back_from_a_draft_and_a_second_press_writes_nobody_twice(cast: Any) -> None:
    client = browser(cast.owner)
    answers = concern(person1="Jo", person1_part="harmed")
    client.post("/drafts/concern/", answers)
    page = client.get(FORM)
    assert page.context["form"]["person1"].value() == "Jo"
    assert '<details class="govuk-details sg-more" open>' in page.content.decode()
    for name in ("Jo", "Jo", "Jo Fenn"):
        client.post(FORM, {**answers, "person1": name})
    assert [one[0] for one in said_in(Incident.objects.get())] == ["Jo", "Jo Fenn"]


@pytest.mark.parametrize(("part", "is_told"), [("caused", False), ("harmed", False), ("", False), ("saw", True)])
def test_a_colleague_named_in_a_row_is_kept_out_unless_they_only_saw_it(cast: Any, part: str, is_told: bool) -> None:
    incident = raise_by(
        cast.owner,
        service=cast.service,
        involved_people=(Somebody("Dele Adeyemi", "staff", part), Somebody("Jo", "child", "harmed")),
    )
    assert (cast.dso in told_of(incident)) is is_told
    assert incident.exclusions.filter(person=cast.dso).exists() is not is_told
    assert incident.is_about_staff is (part in ("caused", ""))


def test_a_colleague_who_may_have_caused_it_makes_it_a_matter_of_staff_though_nobody_said_so(cast: Any) -> None:
    rows = {"person1": "somebody on the night team", "person1_kind": "volunteer", "person1_part": "caused"}
    browser(cast.owner).post(FORM, concern(**rows))
    incident = Incident.objects.get()
    assert incident.route == "about_staff"
    assert cast.dso not in told_of(incident)


def test_a_colleague_named_when_the_same_form_comes_again_is_kept_out_from_then_on(cast: Any, now: Any) -> None:
    first = a_concern(service=cast.service)
    incident = raise_concern(by=cast.owner, now=now, concern=first)
    acknowledge_incident(by=cast.dsl, now=now, incident=incident)
    Message.objects.all().delete()
    again = replace(first, involved_people=(Somebody("Dele Adeyemi", "staff", "caused"),))
    for _twice in range(2):
        assert raise_concern(by=cast.owner, now=now, concern=again) == incident
    incident.refresh_from_db()
    assert incident.is_about_staff
    assert incident.exclusions.filter(person=cast.dso).exists()
    assert browser(cast.dso).get(incident.get_absolute_url()).status_code == 404
    assert Message.objects.filter(recipient=cast.dsl, kind="escalation.news").exists()
    assert not Message.objects.filter(recipient=cast.dso).exists()


def test_those_who_deal_with_it_hear_of_more_people_when_the_same_form_comes_again(cast: Any, now: Any) -> None:
    first = a_concern(service=cast.service)
    incident = raise_concern(by=cast.owner, now=now, concern=first)
    acknowledge_incident(by=cast.dso, now=now, incident=incident)
    Message.objects.all().delete()
    raise_concern(by=cast.owner, now=now, concern=first)
    assert not Message.objects.exists()
    raise_concern(by=cast.owner, now=now, concern=replace(first, involved_people=(Somebody("Kit", "child", "saw"),)))
    assert Message.objects.filter(recipient=cast.dso, kind="escalation.news").exists()


# --- Added later ----------------------------------------------------------------------------------------------------


def test_the_reporter_and_triage_add_people_and_each_sees_their_own(cast: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()
    owner, dsl = browser(cast.owner), browser(cast.dsl)
    assert owner.post(f"/reports/{incident.ref}/people/", {"name": "Kit", "part": "saw"}).status_code == 302
    added = dsl.post(f"/incidents/{incident.ref}/involved/", {"name": "Ola", "kind": "child", "part": "family"})
    assert added.status_code == 302
    case = dsl.get(incident.get_absolute_url()).content.decode()
    assert "Kit" in case
    assert "Ola" in case
    own = owner.get(f"/reports/{incident.ref}/").content.decode()
    assert "Kit" in own
    assert "Ola" not in own


def test_triage_picks_somebody_they_may_see_by_looking_for_the_name(cast: Any, raise_a_concern: Any) -> None:
    person = register(cast.owner, service=cast.service)
    incident, dsl = raise_a_concern(), browser(cast.dsl)
    address = f"/incidents/{incident.ref}/involved/"
    found = dsl.post(address, {"name": person.full_name, "step": "look", "note": "kept"}).content.decode()
    assert str(person.ref) in found
    assert "kept" in found
    dsl.post(address, {"picked": person.ref, "part": "harmed"})
    assert list(incident.people.all()) == [person]
    other = browser(cast.other_team)
    mine = raise_by(cast.other_team)
    looked = other.post(f"/reports/{mine.ref}/people/", {"name": person.full_name, "step": "look"})
    assert str(person.ref) not in looked.content.decode()
    assert other.post(f"/reports/{mine.ref}/people/", {"picked": person.ref}).status_code == 422


def test_a_correction_stands_beside_what_was_said_and_may_take_somebody_out(cast: Any, raise_a_concern: Any) -> None:
    incident, dsl = raise_a_concern(involved_people=(Somebody("Jo", "child", "caused"),)), browser(cast.dsl)
    row, address = incident.involved_people.get(), f"/incidents/{incident.ref}/involved/"
    assert "Correct who somebody is" in dsl.get(f"{address}?corrects={row.ref}").content.decode()
    dsl.post(address, {"corrects": row.ref, "name": "Jo Fenn", "kind": "child", "part": "harmed"})
    second = incident.involved_people.get(corrects=row)
    stale = dsl.post(address, {"corrects": row.ref, "name": "Joe"})
    assert stale.status_code == 422
    assert "Somebody has corrected this since" in stale.content.decode()
    out = {"corrects": second.ref, "name": "Jo Fenn", "is_taken_out": "on"}
    assert dsl.post(address, out).status_code == 422
    assert dsl.post(address, {**out, "note": "Another Jo"}).status_code == 302
    page = dsl.get(incident.get_absolute_url()).content.decode()
    assert "Not involved after all" in page
    assert "Nobody has said yet who each person is" in page


@pytest.mark.parametrize("who", ["colleague", "other_team", "board", "ict", "anonymous"])
def test_nobody_else_has_these_pages(cast: Any, raise_a_concern: Any, who: str) -> None:
    incident = raise_a_concern()
    for address in (f"/reports/{incident.ref}/people/", f"/incidents/{incident.ref}/involved/"):
        assert browser(cast[who]).get(address).status_code in (302, 404)
        assert browser(cast[who]).post(address, {"name": "x"}).status_code in (302, 404)
    assert not InvolvedPerson.objects.exists()


def test_the_action_refuses_strangers_rows_of_nobody_and_people_they_may_not_see(
    cast: Any, now: Any, raise_a_concern: Any
) -> None:
    person, incident = register(cast.other_team, service=cast.other_service), raise_a_concern()

    def add(by: Any, one: Somebody, **over: Any) -> None:
        add_involved(by=by, now=now, incident=incident, client_token=uuid.uuid4(), one=one, **over)

    for by, one, own in (
        (cast.other_team, Somebody("Jo"), False),
        (cast.colleague, Somebody("Jo"), True),
        (cast.dsl, Somebody("  "), False),
        (cast.owner, Somebody("", person_id=person.pk), True),
    ):
        with pytest.raises(Refused):
            add(by, one, is_own_report=own)
    row = raise_a_concern(involved_people=(Somebody("Jo"),)).involved_people.get()
    with pytest.raises(Refused):
        correct_involved(
            by=cast.dso, now=now, row=row, client_token=uuid.uuid4(), one=Somebody("x"), is_own_report=True
        )


# --- Kept out afterwards --------------------------------------------------------------------------------------------


def test_who_is_named_after_they_were_told_is_left_out_from_then_on(cast: Any, now: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()
    assert cast.dso in told_of(incident)
    one = Somebody("Dele Adeyemi", "staff", "caused")
    add_involved(by=cast.dsl, now=now, incident=incident, client_token=uuid.uuid4(), one=one)
    incident.refresh_from_db()
    assert incident.route == "about_staff"
    assert browser(cast.dso).get(incident.get_absolute_url()).status_code == 404
    ladder = ladder_of(incident)
    assert cast.dso.pk in ladder.excluded
    assert ladder.kind == "about_staff"
    kinds = ladder.story.filter(person=cast.dso).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["told", "left_out"]  # that they were told stays in the story


def test_if_they_deal_with_it_themselves_it_is_told_anew(cast: Any, now: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=now, incident=incident)
    assert leave_out(cast, incident, is_about_staff=True)
    incident.refresh_from_db()
    assert (incident.state, incident.acknowledged_by) == ("raised", None)
    assert ladder_of(incident).is_climbing
    assert browser(cast.dso).get(incident.get_absolute_url()).status_code == 404
    assert acknowledge_incident(by=cast.dsl, now=now, incident=incident).is_new


def test_if_somebody_else_deals_with_it_they_go_on(cast: Any, now: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()
    acknowledge_incident(by=cast.dsl, now=now, incident=incident)
    assert leave_out(cast, incident, is_about_staff=False)
    incident.refresh_from_db()
    assert (incident.state, incident.acknowledged_by, incident.route) == ("acknowledged", cast.dsl, "ordinary")
    ladder = ladder_of(incident)
    assert not ladder.is_climbing
    assert cast.dso.pk in ladder.excluded
    assert not leave_out(cast, incident, is_about_staff=False)  # they are left out already
