"""The pages of handing over: who may open them, what they keep, pressed twice, forged and stale."""

import uuid

import pytest

from safeguard.desk.actions import hand_over
from safeguard.desk.selectors import handing_over as selectors
from safeguard.lib import clock
from safeguard.people.access import get_person_for
from safeguard.people.actions import end_involvement
from safeguard.people.models import HandOver, Involvement
from safeguard.practitioners.enums import Role
from safeguard.storage.models import Draft
from sessions_app.selectors.handing_over import words_for
from tests.factories.incidents import raise_by
from tests.factories.people import register
from tests.factories.practitioners import UserFactory
from tests.factories.sessions import a_plan, another, planned, ready_ground
from tests.naughty import NAUGHTY
from tests.pages import browser

pytestmark = pytest.mark.django_db
SEVERAL = "/team/hand-over/"


def said(cast, **over):
    token = str(uuid.uuid4())
    facts = {"client_token": token, "seen_with": cast.owner.ref, "to": cast.colleague.ref, "note": "Ring at four."}
    return {**facts, **over}


def page_of(person):
    return f"/people/{person.ref}/hand-over/"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 200),
        ("manager", 200),
        ("dso", 200),
        ("dsl", 200),
        ("colleague", 404),
        ("other_team", 404),
        ("board", 404),
        ("ict", 404),
        ("admin", 404),
    ],
)
def test_who_hands_one_person_over(cast, now, who, status):
    assert browser(cast[who]).get(page_of(register(cast.owner, now))).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("dso", 200), ("dsl", 200), ("owner", 404), ("board", 404), ("ict", 404), ("admin", 404)],
)
def test_who_hands_several_over(cast, now, who, status):
    register(cast.owner, now)
    client = browser(cast[who])
    assert client.get(SEVERAL).status_code == status
    assert client.get(SEVERAL, {"of": cast.owner.ref}).status_code == status


def test_pressed_twice_it_is_handed_over_once(cast, now):
    person, answers = register(cast.owner, now), said(cast)
    client = browser(cast.manager)
    first = client.post(page_of(person), answers)
    assert (first.status_code, first["Location"]) == (302, person.get_absolute_url())
    second = client.post(page_of(person), answers)
    assert second.status_code == 422
    assert "Somebody else works with them since" in second.content.decode()
    assert HandOver.objects.count() == 1


def test_whoever_hands_over_their_own_sees_them_no_more(cast, now):
    person = register(cast.owner, now)
    answer = browser(cast.owner).post(page_of(person), said(cast), follow=True)
    assert answer.redirect_chain == [("/people/", 302)]
    assert "Callum Reid has been told" in answer.content.decode()
    assert browser(cast.owner).get(page_of(person)).status_code == 404


def test_each_session_is_asked_for(cast, now):
    ground = ready_ground(cast, now)
    session = planned(ground)
    client, page = browser(cast.manager), page_of(ground.person)
    assert f'name="session_{session.ref}"' in client.get(page).content.decode()
    assert client.post(page, said(cast)).status_code == 422
    assert client.post(page, said(cast, **{f"session_{session.ref}": "keep"})).status_code == 302
    assert get_person_for(cast.owner, ground.person.ref)
    end_involvement(
        by=cast.manager, now=clock.now(), involvement=Involvement.objects.get(practitioner=cast.owner, role="with")
    )
    assert browser(cast.owner).get(page).status_code == 404  # seeing them may end sooner


@pytest.mark.parametrize(
    "over",
    [
        {"to": ""},
        {"to": "nobody"},
        {"to": str(uuid.uuid4())},
        {"note": " "},
        {"note": "x" * 4001},
        {"service": str(uuid.uuid4())},
        {"session_SE-00000-00000": "move", "note": ""},
    ],
)
def test_forged_and_missing_answers_change_nothing(cast, now, over):
    person = register(cast.owner, now)
    assert browser(cast.manager).post(page_of(person), said(cast, **over)).status_code == 422
    assert get_person_for(cast.owner, person.ref)


@pytest.mark.parametrize("text", [text for text in NAUGHTY if text.strip() and "\x00" not in text][:12])
def test_odd_words_are_kept_as_they_are(cast, now, text):
    person = register(cast.owner, now)
    assert browser(cast.manager).post(page_of(person), said(cast, note=text)).status_code == 302
    assert browser(cast.colleague).get(HandOver.objects.get().get_absolute_url()).status_code == 200


def test_what_is_typed_is_kept(cast, now):
    person = register(cast.owner, now)
    client, answers = browser(cast.manager), said(cast, note="Half a sent")
    client.post(f"/drafts/hand_over/{person.ref}/", answers)
    assert "Half a sent" in client.get(page_of(person)).content.decode()
    client.post(page_of(person), answers)
    assert not Draft.objects.filter(closed_at=None).exists()


def test_only_who_reads_staff_cases_is_asked_for_one(cast, now):
    case = raise_by(cast.colleague, about_staff="yes", staff_named="Priya Shah")
    ordinary, person = raise_by(cast.colleague), register(cast.owner, now)
    assert 'name="case"' not in browser(cast.manager).get(page_of(person)).content.decode()
    dsl = browser(cast.dsl)
    assert 'name="case"' in dsl.get(page_of(person)).content.decode()
    assert dsl.post(page_of(person), said(cast, case=ordinary.ref)).status_code == 422
    assert dsl.post(page_of(person), said(cast, case=case.ref.lower())).status_code == 302
    assert cast.owner.pk in HandOver.objects.get().kept_from


# --- Several --------------------------------------------------------------------------------------------------------


def test_several_at_once_or_none(cast, now):
    ground = ready_ground(cast, now)
    planned(ground, a_plan(ground))
    people = [ground.person, register(cast.owner, now, full_name="Ben Frost")]
    client = browser(cast.manager)
    shown = client.get(SEVERAL, {"of": cast.owner.ref}).content.decode()
    assert all(one.ref in shown for one in people)
    answers = said(cast, of=cast.owner.ref, all_sessions="move", people_refs=[one.ref for one in people])
    refused = client.post(SEVERAL, {**answers, "to": cast.other_team.ref})
    assert refused.status_code == 422
    assert "does not work in Evening line" in refused.content.decode()
    assert not HandOver.objects.exists()
    assert client.post(SEVERAL, answers).status_code == 302
    assert HandOver.objects.get().people.count() == 2
    assert client.get(SEVERAL, {"of": cast.owner.ref}).status_code == 200  # there is nobody left to choose


def test_somebody_elses_people_are_not_chosen(cast, now):
    register(cast.owner, now)
    stranger = register(cast.other_team, now, full_name="Zed Vale")
    client = browser(cast.manager)
    assert "Zed" not in client.get(SEVERAL, {"of": cast.other_team.ref}).content.decode()
    answers = said(cast, of=cast.owner.ref, all_sessions="move", people_refs=[stranger.ref])
    assert client.post(SEVERAL, answers).status_code == 422
    assert get_person_for(cast.other_team, stranger.ref)


def test_who_has_left_keeps_no_session(cast, now):
    ground = ready_ground(cast, now)
    planned(ground)
    cast.owner.is_active = False
    cast.owner.save()
    html = browser(cast.manager).get(SEVERAL, {"of": cast.owner.ref}).content.decode()
    assert 'value="call_off"' in html
    assert 'value="keep"' not in html


def test_a_group_that_does_not_follow_the_one_answer_is_shown(cast, now):
    ground = ready_ground(cast, now)
    session = planned(ground, a_plan(ground, participants=[ground.person, another(ground, "Ben Frost")]))
    html = browser(cast.manager).get(SEVERAL, {"of": cast.owner.ref}).content.decode()
    assert "These do not follow that answer unless you tick everybody" in html
    assert words_for(session) in html


def test_a_group_of_somebody_who_has_left_is_to_be_settled_first(cast, now):
    ground = ready_ground(cast, now)
    planned(ground, a_plan(ground, participants=[ground.person, another(ground, "Ben Frost")]))
    cast.owner.is_active = False
    cast.owner.save()
    client, page = browser(cast.manager), page_of(ground.person)
    assert "These have to be settled first" in client.get(page).content.decode()
    refused = client.post(page, said(cast, seen_with=cast.owner.ref))
    assert refused.status_code == 422
    assert "has to be settled first" in refused.content.decode()


@pytest.mark.parametrize(("few", "many"), [(3, 30)])
def test_pages_ask_as_often_for_few_as_for_many(cast, now, django_assert_num_queries, few, many):
    client = browser(cast.manager)
    for count, total in ((few, few), (many - few, many)):
        for number in range(count):
            register(cast.owner, now, full_name=f"Young Person {chr(97 + number % 26)}{total}")
        with django_assert_num_queries(12):
            assert client.get(SEVERAL, {"of": cast.owner.ref}).status_code == 200


# --- Accepting ------------------------------------------------------------------------------------------------------


def test_accepted_on_its_page(cast, now):
    person = register(cast.owner, now)
    hand_over(
        by=cast.manager, now=clock.now(), people=[person], of=cast.owner, to=cast.colleague, note="Hi", sessions={}
    )
    page = HandOver.objects.get().get_absolute_url()
    client = browser(cast.colleague)
    assert "I take over" in client.get(page).content.decode()
    assert "Take over, and meet" in client.get("/").content.decode()
    for _press in range(2):
        assert client.post(f"{page}accept/").status_code == 302
    assert "I take over" not in client.get(page).content.decode()
    assert "Handed over from Priya Shah to Callum Reid" in client.get(person.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 404), ("other_team", 404), ("board", 404), ("ict", 404), ("admin", 404), ("manager", 200), ("dsl", 200)],
)
def test_who_reads_a_hand_over(cast, now, who, status):
    person = register(cast.owner, now)
    hand_over(by=cast.dsl, now=clock.now(), people=[person], of=cast.owner, to=cast.colleague, note="Hi", sessions={})
    page, client = HandOver.objects.get().get_absolute_url(), browser(cast[who])
    assert client.get(page).status_code == status
    client.post(f"{page}accept/")
    assert HandOver.objects.get().accepted_at is None


def test_a_leaver_hands_nothing_on_to_themselves(cast, now):
    person = register(cast.owner, now)
    gone = UserFactory(full_name="Gone Away", roles=[Role.PRACTITIONER], services=[cast.service], is_active=False)
    assert browser(cast.manager).post(page_of(person), said(cast, to=gone.ref)).status_code == 422


# --- What is said of each -------------------------------------------------------------------------------------------


def test_each_story_has_the_note_of_its_own_and_nobody_elses(cast, now):
    ann = register(cast.owner, now, full_name="Annabel Frost")
    ben = register(cast.owner, now, full_name="Benedict Vale")
    client = browser(cast.manager)
    answers = said(
        cast, of=cast.owner.ref, all_sessions="move", people_refs=[ann.ref, ben.ref], note="Both like mornings.",
        **{f"note_{ann.ref}": "Her father must not know.", f"note_{ben.ref}": "He is deaf in one ear."},
    )  # fmt: skip
    assert client.post(SEVERAL, answers).status_code == 302
    hers, his = (client.get(one.get_absolute_url()).content.decode() for one in (ann, ben))
    assert "Her father must not know." in hers
    assert "Both like mornings." in hers
    assert "deaf" not in hers
    assert "He is deaf in one ear." in his
    assert "father" not in his
    page = browser(cast.colleague).get(HandOver.objects.get().get_absolute_url()).content.decode()
    assert "Her father must not know." in page
    assert "He is deaf in one ear." in page
    theirs = Involvement.objects.get(person=ann, practitioner=cast.colleague, to_at=None)
    end_involvement(by=cast.manager, now=clock.now(), involvement=theirs)
    page = browser(cast.colleague).get(HandOver.objects.get().get_absolute_url()).content.decode()
    assert "He is deaf in one ear." in page
    assert "father" not in page, "who sees one of them no more reads nothing of them"


def test_what_is_said_of_all_names_nobody_and_each_has_something(cast, now):
    ann = register(cast.owner, now, full_name="Annabel Frost", known_as="Annie")
    ben = register(cast.owner, now, full_name="Benedict Vale", known_as="Ben")
    client, refs = browser(cast.manager), [ann.ref, ben.ref]
    answers = said(cast, of=cast.owner.ref, all_sessions="move", people_refs=refs)
    for note in ("Annie worries me.", "See benedict  VALE first."):
        refused = client.post(SEVERAL, {**answers, "note": note})
        assert refused.status_code == 422
        assert "it stands in every story" in refused.content.decode()
    refused = client.post(SEVERAL, {**answers, "note": "", f"note_{ann.ref}": "Her cat died."})
    assert refused.status_code == 422
    assert "Write what has to be known of them" in refused.content.decode()
    assert "Her cat died." in refused.content.decode()
    assert not HandOver.objects.exists()
    own = {f"note_{ann.ref}": "Annie’s cat died.", f"note_{ben.ref}": "Fine."}
    assert client.post(SEVERAL, {**answers, "note": "", **own}).status_code == 302


def test_one_alone_may_be_named(cast, now):
    person = register(cast.owner, now, full_name="Annabel Frost")
    assert browser(cast.manager).post(page_of(person), said(cast, note="Annabel Frost is shy.")).status_code == 302


def test_more_than_a_page_are_reached_page_by_page(cast, now):
    for number in range(27):
        register(cast.owner, now, full_name=f"Person {chr(97 + number)}", known_as=f"P{number:02}")
    client = browser(cast.manager)
    first = client.get(SEVERAL, {"of": cast.owner.ref})
    assert len(first.context["form"].people) == 25
    assert "these are numbers 1 to 25" in first.content.decode()
    second = client.get(first.context["next"])
    last = second.context["form"].people
    assert [one.known_as for one in last] == ["P25", "P26"]
    assert not second.context["next"]
    answers = said(cast, of=cast.owner.ref, page="2", all_sessions="move", people_refs=[last[1].ref])
    assert client.post(SEVERAL, {**answers, "note": ""}).status_code == 422
    assert client.post(SEVERAL, answers).status_code == 302
    assert get_person_for(cast.colleague, last[1].ref)
    for forged in ("0", "-1", "x", "٣", "99999999"):
        assert client.get(SEVERAL, {"of": cast.owner.ref, "page": forged}).status_code == 200


def test_the_form_promises_only_what_is_kept(cast, now):
    case = raise_by(cast.colleague, about_staff="yes", staff_named="Maggie Okafor")
    person, dsl = register(cast.owner, now), browser(cast.dsl)
    assert "learns nothing of this" not in dsl.get(page_of(person)).content.decode()
    assert "can be seen by everybody who sees them" in dsl.get(page_of(person)).content.decode()
    dsl.post(page_of(person), said(cast, case=case.ref, note="Kept from some."))
    page = browser(cast.manager).get(person.get_absolute_url()).content.decode()
    assert "Kept from some." not in page
    assert "Handed over" not in page


def test_notes_typed_on_one_page_of_several_outlive_those_of_another(cast, now, monkeypatch):
    monkeypatch.setattr(selectors, "SHOWN", 1)
    for name in ("Ann Vale", "Ben Frost"):
        register(cast.owner, now, full_name=name)
    client, of, kept = browser(cast.manager), str(cast.owner.ref), {}
    for page in ("1", "2"):
        html = client.get(SEVERAL, {"of": of, "page": page}).content.decode()
        kept[page] = html.split('name="client_token" value="')[1].split('"')[0]
        sent = {"of": of, "page": page, "note": f"Canary{page}", "client_token": kept[page]}
        assert client.post("/drafts/hand_over_several/", sent).status_code == 200
    assert kept["1"] != kept["2"]
    for page, other in (("1", "2"), ("2", "1")):
        html = client.get(SEVERAL, {"of": of, "page": page}).content.decode()
        assert f"Canary{page}" in html
        assert f"Canary{other}" not in html
