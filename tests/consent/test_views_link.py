"""What a family meets behind a link: in order, and with everything that goes wrong."""

import re
import uuid

import pytest
from django.test import Client

from consent.actions import revoke_request
from consent.models import ConsentDecision, ConsentRequest
from safeguard.escalation.models import Ladder
from safeguard.lib import clock
from safeguard.lib.links import token_of
from tests.factories.consent import a_family, answered, asked, link_of
from tests.factories.people import an_adult, register
from tests.naughty import NAUGHTY
from tests.pages import body, browser, chosen, fields

pytestmark = pytest.mark.django_db
RIGHT = {"born_on_day": "27", "born_on_month": "3", "born_on_year": "2011"}
WRONG = {**RIGHT, "born_on_day": "28"}
ANSWER, DONE = "/answer/consent/", "/answer/consent/done/"


@pytest.fixture
def request_(cast, now):
    return asked(cast.owner, *a_family(cast.owner, now), now=now)


@pytest.fixture
def family():
    return Client()


def typed(request, **over):
    """Answers that are enough: everything agreed to."""
    answers = {"about": request.ref, "client_token": str(uuid.uuid4()), "name": "Sana Khan"}
    for purpose in request.purposes:
        answers[f"answer_{purpose}"] = "agreed"
        if request.adult_id:
            answers[f"young_{purpose}"] = "agreed"
    return {**answers, **over}


def come_in(client, request):
    """Follow the link and give the date of birth."""
    assert client.get(link_of(request))["Location"] == ANSWER
    answer = client.post(ANSWER, {"about": request.ref, **RIGHT})
    assert (answer.status_code, answer["Location"]) == (302, ANSWER)
    return client.get(ANSWER)


def send(client, request, **over):
    return client.post(ANSWER, typed(request, step="send", **over))


# --- The whole way --------------------------------------------------------------------------------------------------


def test_the_whole_way(family, request_):
    birthday = family.get(link_of(request_), follow=True)
    assert birthday.redirect_chain == [(ANSWER, 302)]
    for word in ("Amira", "Khan", "Priya", "Evening", "music", request_.link_id.hex):
        assert word not in body(birthday).replace(request_.ref, "")
    page = come_in(family, request_)
    for words in ("Priya from Evening line asks", "Weekly music sessions", "Please read this", "When we cannot keep"):
        assert words in body(page)
    assert "\u2068Amira\u2069" in body(page)
    assert chosen(page) == set()  # nothing is answered beforehand
    check = family.post(ANSWER, typed(request_, note="She likes drums.", young_messages="not_asked"))
    assert "Your answers have not been sent yet" in body(check)
    assert "You have not talked about it" in body(check)
    assert not ConsentDecision.objects.exists()
    done = family.post(ANSWER, {**fields(check), "step": "send"}, follow=True)
    assert done.redirect_chain == [(DONE, 302)]
    assert "We have your answer" in body(done)
    assert request_.ref in body(done)
    rows = ConsentDecision.objects.order_by("pk").values_list("party", "purpose", "decision")
    assert list(rows) == [
        ("parent_carer", "take_part", "agreed"),
        ("parent_carer", "messages", "agreed"),
        ("young_person", "take_part", "agreed"),
    ]
    request_.refresh_from_db()
    assert (request_.answer_name, request_.answer_note) == ("Sana Khan", "She likes drums.")


def test_the_young_persons_own_way(cast, now, family):
    person, _mother = a_family(cast.owner, now)
    request = asked(cast.owner, person, None, now=now)
    page = come_in(family, request)
    assert "Do you want to take part" in body(page)
    assert "What does" not in body(page)
    assert send(family, request, answer_messages="refused")["Location"] == DONE
    assert "You said no" in body(family.get(DONE))


def test_the_answers_can_be_changed_before_they_are_sent(family, request_):
    come_in(family, request_)
    page = family.post(ANSWER, typed(request_, step="change", note="one\ntwo"))
    assert page.status_code == 200
    assert ("answer_take_part", "agreed") in chosen(page)
    assert (fields(page)["name"], fields(page)["note"]) == ("Sana Khan", "one\ntwo")
    assert "There is a problem" not in body(page)


def test_no_page_has_the_navigation_of_staff_and_each_has_a_way_out(family, request_):
    pages = [family.get(link_of(request_), follow=True), come_in(family, request_)]
    pages += [family.post(ANSWER, typed(request_)), family.post(ANSWER, typed(request_, name=""))]
    send(family, request_)
    pages += [family.get(DONE), family.get(ANSWER, follow=True), family.get(link_of(request_))]
    assert [page.status_code for page in pages] == [200, 200, 200, 422, 200, 200, 410]
    for page in pages:
        text = body(page)
        assert "Exit this page" in text
        assert "tel:999" in text
        assert "0800 1111" in text
        assert text.count("<h1") == 1
        for staff in (
            "Sign out",
            "sg-navigation",
            "sg-emergency",
            "Raise a concern",
            "<title>Safeguard",
            "– Safeguard",
        ):
            assert staff not in text
        assert page["Cache-Control"] == "no-store"
        assert "noindex" in page["X-Robots-Tag"]


def test_the_token_is_in_no_address_but_its_own_and_is_told_to_nobody(family, request_):
    token = token_of("consent", request_.link_id)
    first = family.get(link_of(request_))
    assert first["Referrer-Policy"] == "no-referrer"
    assert token not in first["Location"]
    page = come_in(family, request_)
    assert (
        page["Referrer-Policy"] == "same-origin"
    )  # nothing is told to other sites; forms still say where they are from
    assert token not in body(page)
    closed = family.get(link_of(request_).replace(token, "0" * 32))
    assert closed["Referrer-Policy"] == "no-referrer"


# --- Links that open nothing ----------------------------------------------------------------------------------------


def test_every_closed_link_has_the_same_page(cast, now, family, request_):
    person, mother = request_.person, request_.adult
    used = asked(cast.owner, person, mother, request_.activity, now=now, purposes=["take_part"])
    answered(used, now)
    revoked = asked(cast.owner, person, None, request_.activity, now=now)
    revoke_request(by=cast.owner, now=now, request=revoked)
    expired = asked(cast.owner, person, None, request_.activity, now=now)
    ConsentRequest.objects.filter(pk=expired.pk).update(expires_at=now)
    forged = link_of(request_)[:-3] + "00/"
    nobody = f"/l/consent/{uuid.uuid4()}/{'0' * 32}/"
    request_.refresh_from_db()
    assert request_.state == "revoked"  # asked again above
    pages = [family.get(path) for path in map(link_of, (used, revoked, expired, request_))]
    pages += [family.get(path) for path in (forged, nobody)]
    pages += [
        family.get(ANSWER),
        family.get(DONE),
        family.post(ANSWER, RIGHT),
        family.post(ANSWER, {"about": used.ref}),
    ]
    assert {page.status_code for page in pages} == {410}
    assert len({body(page) for page in pages}) == 1
    assert "sessionid" not in family.cookies


@pytest.mark.parametrize("token", ["x" * 3000, "%00", "é", "-", "..", "%2e%2e%2f", "'--"])
def test_a_token_of_any_shape(family, request_, token):
    answer = family.get(f"/l/consent/{request_.link_id}/{token}/")
    assert answer.status_code in (400, 404, 410)
    assert "Amira" not in answer.content.decode()


def test_looking_at_a_link_without_opening_it(family, request_):
    assert family.head(link_of(request_)).status_code == 200
    assert "sessionid" not in family.cookies
    request_.refresh_from_db()
    assert request_.opened_at is None
    for method in ("post", "put", "delete", "patch"):
        assert getattr(family, method)(link_of(request_)).status_code == 405
    family.get(link_of(request_), headers={"sec-purpose": "prefetch"})
    family.head(ANSWER)
    family.get(ANSWER)
    request_.refresh_from_db()
    assert (request_.state, request_.identified_at) == ("sent", None)
    assert not ConsentDecision.objects.exists()


def test_an_untouched_form_signs_nothing(family, request_):
    page = come_in(family, request_)
    answer = family.post(ANSWER, {**fields(page), "step": "send"})
    assert answer.status_code == 422
    assert body(answer).count("Say yes or no:") >= 2
    assert not ConsentDecision.objects.exists()


# --- The date of birth ----------------------------------------------------------------------------------------------


def test_five_wrong_dates_of_birth(family, request_):
    family.get(link_of(request_))
    for _ in range(5):
        answer = family.post(ANSWER, {"about": request_.ref, **WRONG})
        assert answer.status_code == 422
        assert "This is not the date of birth that we have" in body(answer)
    blocked = family.post(ANSWER, {"about": request_.ref, **RIGHT})
    assert blocked.status_code == 429
    assert "Try again after" in body(blocked)
    other = Client()
    other.get(link_of(request_))
    assert other.post(ANSWER, {"about": request_.ref, **RIGHT}).status_code == 429  # another browser helps nothing


@pytest.mark.parametrize(
    "parts",
    [
        ("", "", ""),
        ("31", "2", "2011"),
        ("27", "3", "11"),
        ("27", "3", "9" * 5000),
        ("-1", "3", "2011"),
        ("a", "b", "c"),
        ("٢٧", "٣", "٢٠١١"),
        ("🎂", "3", "2011"),
    ],
)
def test_a_date_of_birth_of_any_shape(family, request_, parts):
    family.get(link_of(request_))
    sent = dict(zip(("born_on_day", "born_on_month", "born_on_year"), parts, strict=True))
    answer = family.post(ANSWER, {"about": request_.ref, **sent})
    assert answer.status_code == 422
    request_.refresh_from_db()
    assert request_.wrong_birthdays == 0


def test_answers_without_the_date_of_birth_are_not_heard(family, request_):
    family.get(link_of(request_))
    answer = send(family, request_)
    assert answer.status_code == 422
    assert "Amira" not in body(answer)
    assert not ConsentDecision.objects.exists()


# --- Several at once ------------------------------------------------------------------------------------------------


def test_another_browser_has_to_give_the_date_of_birth_too(family, request_):
    come_in(family, request_)
    other = Client()
    assert other.get(ANSWER).status_code == 410
    assert send(other, request_).status_code == 410
    assert "Amira" not in body(other.get(link_of(request_), follow=True))


def test_two_links_open_in_one_browser_are_not_mixed_up(cast, now, family, request_):
    """Two children of one mother: each form goes to the request it was made for."""
    brother = register(
        cast.owner, now, adults=(an_adult(),), full_name="Idris Khan", born_on=now.date().replace(year=2012, day=1)
    )
    second = asked(cast.owner, brother, brother.adults.get(), request_.activity, now=now)
    come_in(family, request_)
    family.get(link_of(second))
    assert "Amira" not in body(family.get(ANSWER))  # the second asks for its own date of birth
    assert send(family, second).status_code == 422
    assert send(family, request_)["Location"] == DONE
    request_.refresh_from_db()
    second.refresh_from_db()
    assert (request_.state, second.state) == ("answered", "sent")


def test_two_browsers_with_the_same_link_the_first_answer_holds(family, request_):
    other = Client()
    for client in (family, other):
        come_in(client, request_)
    assert send(family, request_)["Location"] == DONE
    late = send(other, request_, answer_take_part="refused")
    assert late.status_code == 410
    assert other.get(DONE).status_code == 410
    assert ConsentDecision.objects.count() == 4


def test_pressed_twice_it_lands_once_and_shows_the_receipt(family, request_):
    come_in(family, request_)
    answers = typed(request_, step="send")
    for _ in range(3):
        assert family.post(ANSWER, answers)["Location"] == DONE
    assert ConsentDecision.objects.count() == 4


def test_the_visit_ends_by_itself(family, request_):
    come_in(family, request_)
    session = family.session
    visit = session["consent_links"][0]
    session["consent_links"] = [{**visit, "until": clock.now().isoformat()}]
    session.save()
    assert family.get(ANSWER).status_code == 410
    assert send(family, request_).status_code == 410


def test_somebody_who_is_signed_in_stays_so(cast, request_):
    client = browser(cast.owner)
    page = come_in(client, request_)
    assert "Sign out" not in body(page)
    assert client.get("/").status_code == 200


def test_a_stranger_who_is_signed_in_still_gives_the_date_of_birth(cast, request_):
    client = browser(cast.other_team)
    assert "Amira" not in body(client.get(link_of(request_), follow=True))


# --- Somebody is unsafe ---------------------------------------------------------------------------------------------


def test_an_alarm_goes_out_before_anything_else_is_right(family, request_):
    come_in(family, request_)
    sent = {"about": request_.ref, "is_unsafe": "yes", "is_about_us": "no", "note": "He is here."}
    answer = family.post(ANSWER, sent)
    assert answer.status_code == 422
    assert "Our safeguarding team has been told" in body(answer)
    assert Ladder.objects.get(subject_ref=request_.ref).kind == "ordinary"
    request_.refresh_from_db()
    assert (request_.state, request_.answer_note) == ("sent", "He is here.")
    done = family.post(ANSWER, typed(request_, step="send", **sent), follow=True)
    assert "Our safeguarding team has been told" in body(done)
    assert Ladder.objects.count() == 1


def test_not_saying_whom_it_is_about_counts_as_not_sure(family, request_):
    come_in(family, request_)
    family.post(ANSWER, typed(request_, is_unsafe="yes"))
    assert Ladder.objects.get().kind == "about_staff"


def test_an_alarm_is_heard_when_somebody_else_has_answered(family, request_):
    come_in(family, request_)
    answered(request_)
    late = send(family, request_, is_unsafe="yes", is_about_us="no", note="He is here.")
    assert late.status_code == 410
    assert "Our safeguarding team has been told" in body(late)
    request_.refresh_from_db()
    assert request_.answer_note == "He is here."


def test_saying_no_tells_nobody(family, request_):
    come_in(family, request_)
    send(family, request_, is_unsafe="no")
    assert not Ladder.objects.exists()


# --- What is typed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_typed_comes_back_as_it_was(family, request_, text):
    come_in(family, request_)
    page = family.post(ANSWER, typed(request_, note=text, name=""))
    assert page.status_code == 422
    assert fields(page)["note"] == text.replace("\r\n", "\n")
    check = family.post(ANSWER, typed(request_, note=text, name=text[:150]))
    if check.status_code == 200 and "Send my answers" in body(check):
        family.post(ANSWER, {**fields(check), "step": "send"})
        request_.refresh_from_db()
        assert request_.answer_note == text.strip()
    assert "<script>alert" not in body(page) + body(check)


@pytest.mark.parametrize(
    ("over", "status"),
    [
        ({"note": "a\x00b"}, 400),
        ({"name": "\x00"}, 400),
        ({"note": "x" * 4001}, 422),
        ({"note": "🎈" * 4000}, 200),
        ({"name": "x" * 151}, 422),
        ({"answer_take_part": "withdrawn"}, 422),
        ({"answer_take_part": ""}, 422),
        ({"young_messages": "maybe"}, 422),
        ({"answer_recording": "agreed"}, 200),  # a question that was not asked is not heard
        ({"client_token": "nonsense"}, 200),
        ({"step": "nonsense"}, 200),
    ],
)
def test_bad_input(family, request_, over, status):
    come_in(family, request_)
    assert family.post(ANSWER, typed(request_, **over)).status_code == status
    assert not ConsentDecision.objects.exists()


def test_a_form_that_is_too_large(family, request_):
    come_in(family, request_)
    assert family.post(ANSWER, typed(request_, note="x" * 1_100_000)).status_code in (400, 413)


@pytest.mark.parametrize("about", ["CR-00000-00000", "", "x" * 500, "é", "'; --"])
def test_a_form_that_names_another_request(family, request_, about):
    come_in(family, request_)
    answer = family.post(ANSWER, typed(request_, step="send", about=about))
    # Without a name it is that of the page that was opened last.
    assert answer.status_code == (302 if about == "" else 410)


@pytest.mark.parametrize("name", ["محمد الأمين", "דוד", "👩‍🚀 Zoë", "O’Neill <b>", "\u202eevil"])
def test_names_of_every_script_stay_inside_their_question(cast, now, family, name):
    person = register(cast.owner, now, adults=(an_adult(),), full_name=f"{name} Khan", known_as=name)
    request = asked(cast.owner, person, person.adults.get(), now=now)
    page = come_in(family, request)
    assert page.status_code == 200
    assert "<b>" not in body(page)
    isolated = re.findall("\u2068(.*?)\u2069", page.content.decode())
    assert len(isolated) >= 6


def test_a_form_without_its_token_against_forgery_is_refused(request_):
    strict = Client(enforce_csrf_checks=True)
    strict.get(link_of(request_))
    assert strict.post(ANSWER, {"about": request_.ref, **RIGHT}).status_code == 403
