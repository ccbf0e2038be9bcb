"""The pages of a set-up day: for administrators only, and nothing typed badly is a fault."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safeguard.lib import links
from safeguard.notifications.models import ChannelTest, Message
from safeguard.people.models import Authority, Person
from safeguard.practitioners.access import first_code
from safeguard.practitioners.enums import CoverReason, PostCode, Role
from safeguard.practitioners.models import Organisation, PostHolding, Service, User
from tests.desk.test_installation import make_whole
from tests.factories.practitioners import UserFactory, hold
from tests.naughty import NAUGHTY
from tests.pages import body, browser, concern, fields, fresh

pytestmark = pytest.mark.django_db
PASSWORD = "three-odd-words"
PAGES = (
    "", "live/", "organisation/", "services/", "services/{service}/", "services/{service}/officer/", "people/",
    "people/add/", "people/{person}/", "posts/", "posts/dsl/", "posts/dsl/away/", "posts/on-duty/", "messages/",
)  # fmt: skip
EVERYBODY_ELSE = ("owner", "manager", "dso", "dsl", "deputy", "lead", "hr_dso", "chair", "board", "ict")


def at(cast: Any, page: str) -> str:
    return where(page.format(service=cast.service.ref, person=cast.owner.ref))


def where(page: str) -> str:
    """People are not only of a set-up day: they stand with the organisation."""
    return f"/organisation/{page}" if page.startswith("people/") else f"/set-up/{page}"


def shown(response: Any) -> str:
    text: str = body(response)
    return text.split("<main", 1)[1].split("</main>")[0]


def person_answers(**over: Any) -> dict[str, Any]:
    return {"full_name": "Ines Novak", "email": "ines@harbour.example", "kind": "staff", **over}


# --- who sees them ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [*PAGES, "people/{person}/invite/"])
@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_to_anybody_else_the_pages_are_not_there(cast, being_set_up, page, who):
    for method in ("get", "post"):
        assert getattr(browser(cast[who]), method)(at(cast, page)).status_code == 404
    assert Organisation.objects.get().live_at is None


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_sees_each_of_them(cast, being_set_up, page):
    assert browser(cast.admin).get(at(cast, page)).status_code == 200


@pytest.mark.parametrize("page", ["services/{id}/", "services/{id}/officer/", "people/{id}/", "posts/king/"])
def test_what_is_not_there_is_a_404(cast, page):
    assert browser(cast.admin).get(where(page.format(id=uuid4()))).status_code == 404


def test_the_list_of_people_costs_the_same_however_many_there_are(cast, django_assert_num_queries):
    client = browser(cast.admin)
    client.get("/organisation/people/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/organisation/people/")
    for _ in range(9):
        UserFactory(roles=[Role.PRACTITIONER], services=[cast.service])
    with django_assert_num_queries(len(few)):
        client.get("/organisation/people/")


# --- the first account --------------------------------------------------------------------------------


@pytest.fixture
def nobody(db: None) -> Client:
    """A browser, where nobody has an account."""
    cache.clear()
    return Client()


FIRST = "/set-up/first-account/"


def first_answers(**over: Any) -> dict[str, str]:
    given = {"code": first_code(), "full_name": "Ada Finch", "email": "ada@quayside.example"}
    return {**given, "password": PASSWORD, "again": PASSWORD, **over}


def test_whoever_has_the_code_makes_the_first_account_and_signs_in_with_it(nobody, being_set_up):
    assert nobody.get(FIRST).status_code == 200
    answer = nobody.post(FIRST, first_answers(work_phone="07700 900123"))
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
    first = User.objects.get()
    assert (first.role_codes, first.work_phone) == ({Role.ADMINISTRATOR}, "+447700900123")
    for method in ("get", "post"):
        assert getattr(nobody, method)(FIRST, first_answers(email="eve@evil.example")).status_code == 404
    nobody.post("/account/login/", {"login": "ada@quayside.example", "password": PASSWORD})
    assert "Go on setting it up" in nobody.get("/").content.decode()


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"code": "00000-00000-00000-00000"}, "This is not the code"),
        ({"code": ""}, "Enter the code"),
        ({"full_name": ""}, "Enter your full name"),
        ({"email": "ada"}, "email"),
        ({"work_phone": "ring the office"}, "telephone number"),
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"password": "ada@quayside.example", "again": "ada@quayside.example"}, "too similar"),
        ({"again": "another-odd-word"}, "not the same"),
        ({"again": ""}, "Enter the password again"),
    ],
)
def test_the_first_account_is_not_made(nobody, over, words):
    answer = nobody.post(FIRST, first_answers(**over))
    assert (answer.status_code, "govuk-error-summary" in answer.content.decode()) == (200, True)
    assert words in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert not User.objects.exists()


def test_guessing_the_code_is_slowed(nobody):
    answers = [nobody.post(FIRST, first_answers(code=f"{number:020}")) for number in range(11)]
    assert "Too many tries" not in answers[9].content.decode()
    assert "Too many tries" in answers[10].content.decode()
    assert "Too many tries" in nobody.post(FIRST, first_answers()).content.decode()
    assert not User.objects.exists()


def test_somebody_who_was_quicker_takes_the_page_away(nobody, monkeypatch, cast):
    monkeypatch.setattr("safeguard.desk.views.set_up.first.may_make_first_account", lambda: True)
    before = User.objects.count()
    assert nobody.post(FIRST, first_answers()).status_code == 404
    assert User.objects.count() == before


# --- the parts of the day -----------------------------------------------------------------------------


def test_organisation_and_nation(cast, being_set_up):
    client = browser(cast.admin)
    assert "checked" not in shown(client.get("/set-up/organisation/"))
    as_seen = fields(client.get("/set-up/organisation/"))["version"]
    refused = client.post("/set-up/organisation/", {"version": as_seen, "name": "Quayside <b>", "nation": "FRA"})
    assert refused.status_code == 422
    assert fields(refused)["name"] == "Quayside <b>"
    client.post("/set-up/organisation/", {"version": as_seen, "name": "Quayside Youth", "nation": "WLS"})
    page = shown(client.get("/set-up/organisation/"))
    assert 'value="Quayside Youth"' in page
    assert re.search(r'value="WLS"[^>]*checked', page)
    slower = client.post("/set-up/organisation/", {"version": as_seen, "name": "Quay", "nation": "ENG"})
    assert (slower.status_code, fields(slower)["name"]) == (422, "Quay")
    for both in ("Somebody has changed this since", "As it now is", "Quayside Youth", "Wales"):
        assert both in shown(slower)
    again = {"version": fields(slower)["version"], "name": "Quay", "nation": "ENG"}
    assert client.post("/set-up/organisation/", again).status_code == 302


def test_services_are_added_once_and_corrected(cast):
    client = browser(cast.admin)
    for status in (302, 422):  # pressed twice: it lands once, and says so
        assert client.post("/set-up/services/", {"name": "Mentoring"}).status_code == status
    assert "already" in shown(client.post("/set-up/services/", {"name": "Mentoring"}))
    mentoring = Service.objects.get(name="Mentoring")
    client.post(f"/set-up/services/{mentoring.ref}/", {"version": 1, "name": "Mentoring north", "region": "North"})
    mentoring.refresh_from_db()
    assert (mentoring.name, mentoring.region) == ("Mentoring north", "North")
    assert client.post(f"/set-up/services/{mentoring.ref}/", {"name": "Day groups"}).status_code == 422


def test_somebody_is_added_invited_corrected_and_invited_again(cast):
    client = browser(cast.admin)
    given = person_answers(roles=["practitioner"], services=[cast.service.ref], line_manager=cast.manager.ref)
    for status in (302, 422):
        assert client.post("/organisation/people/add/", {**given, "work_phone": "07700 900123"}).status_code == status
    person = User.objects.get(email="ines@harbour.example")
    assert (person.work_phone, person.line_manager) == ("+447700900123", cast.manager)
    here = f"/organisation/people/{person.ref}/"
    page = client.get(here)
    assert fields(page)["work_phone"] == "07700 900123"
    seen = fields(page)["version"]
    client.post(here, {**given, "version": seen, "full_name": "Ines Nováková"})
    slower = client.post(here, {**given, "version": seen, "full_name": "Ines Novak-Reid"})
    assert (slower.status_code, fields(slower)["full_name"]) == (422, "Ines Novak-Reid")
    for both in ("since you opened it", "As it now is", "Ines Nováková"):
        assert both in shown(slower)
    assert "Ines Nováková" in shown(client.get("/organisation/people/"))
    Message.objects.all().delete()
    assert client.post(f"{here}invite/")["Location"] == here
    assert Message.objects.get().address == "ines@harbour.example"


def test_after_sign_in_a_work_mobile_and_what_somebody_does_may_change_and_nothing_else(cast, now):
    User.objects.filter(pk=cast.dsl.pk).update(last_login=now)
    client, here = browser(cast.admin), f"/organisation/people/{cast.dsl.ref}/"
    page = shown(client.get(here))
    assert f"{here}details/" in page  # name and address have a page of their own, which tells the old address
    assert 'name="email"' not in page
    wrong = client.post(here, {"version": 1, "work_phone": "ring the office", "roles": ["practitioner"]})
    assert (wrong.status_code, fields(wrong)["work_phone"]) == (422, "ring the office")
    hold(PostCode.DEPUTY_DSL, cast.dsl, reason=CoverReason.ABSENCE, to_at=now + timedelta(days=1))
    page = shown(client.get(here))
    assert "Deputy Designated Safeguarding Lead: stands in" in page  # not as if they held it
    given = {"work_phone": "07700 900199", "roles": ["practitioner", "line_manager"], "full_name": "Else", "version": 1}
    assert client.post(here, given).status_code == 302
    slower = client.post(here, {**given, "work_phone": "07700 900198", "roles": ["ict"]})
    assert (slower.status_code, fields(slower)["work_phone"]) == (422, "07700 900198")
    for both in ("since you opened it", "As it now is", "07700 900199", "Line manager"):
        assert both in shown(slower)
    after = User.objects.get(pk=cast.dsl.pk)
    assert (after.work_phone, after.full_name, after.email) == ("+447700900199", "Dana Whitlock", "dsl@harbour.example")
    assert after.role_codes == {Role.DSL, Role.PRACTITIONER, Role.LINE_MANAGER}


def test_an_administrator_changes_their_own_mobile_and_is_not_asked_for_their_roles(cast):
    client, here = browser(cast.admin), f"/organisation/people/{cast.admin.ref}/"
    page = shown(client.get(here))
    assert "Nobody changes their own roles" in page
    assert "What you do" in page
    assert 'name="roles"' not in page
    client.post(here, {"version": 1, "work_phone": "07700 900198", "roles": ["practitioner"]})
    after = User.objects.get(pk=cast.admin.pk)
    assert (after.work_phone, after.role_codes) == ("+447700900198", {Role.ADMINISTRATOR})


def test_the_lack_of_a_mobile_is_cured_on_the_page_of_the_person(cast, now):
    make_whole(cast, now)
    User.objects.filter(pk=cast.dsl.pk).update(work_phone="", last_login=now)
    client = fresh(cast.admin)
    assert "has no work mobile" in shown(client.get("/set-up/"))
    client.post(f"/organisation/people/{cast.dsl.ref}/", {"version": 1, "work_phone": "07700 900197"})
    page = shown(client.get("/set-up/"))
    assert "The lead or the deputy has no work mobile" not in page
    assert "No test text message has been confirmed" in page  # not at the new number


def test_whoever_has_signed_in_is_shown_and_not_corrected(cast, now):
    User.objects.filter(pk=cast.dso.pk).update(last_login=now)
    client, here = browser(cast.admin), f"/organisation/people/{cast.dso.ref}/"
    page = shown(client.get(here))
    assert "Designated Safeguarding Officer (Evening line)" in page
    assert 'name="email"' not in page
    answer = client.post(here, person_answers(email="other@harbour.example", version=1))
    assert (answer.status_code, "signed in" in shown(answer)) == (422, True)
    assert "signed in already" in client.post(f"{here}invite/", follow=True).content.decode()
    assert not Message.objects.exists()


def test_the_list_of_people_marks_what_stands_in_the_way(cast, now):
    User.objects.filter(pk__in=[cast.dsl.pk, cast.owner.pk]).update(last_login=now)
    User.objects.filter(pk=cast.deputy.pk).update(work_phone="")
    page = shown(browser(cast.admin).get("/organisation/people/"))
    assert "No second factor yet" in page
    assert "Has signed in" in page
    assert page.count("Not yet") > 3
    assert "None</strong>" in page


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"full_name": ""}, "Enter their full name"),
        ({"email": "ines"}, "email"),
        ({"kind": "ghost"}, "They are a"),
        ({"roles": ["dsl"]}, "What they do"),
        ({"services": [str(uuid4())]}, ""),
        ({"services": ["x"]}, ""),
        ({"line_manager": "x"}, ""),
        ({"line_manager": str(uuid4())}, ""),
        ({"work_phone": "ring the office"}, "telephone number"),
        ({"full_name": "x" * 200}, "150"),
    ],
)
def test_bad_answers_about_a_person_are_said_and_nothing_is_lost(cast, over, words):
    answer = browser(cast.admin).post("/organisation/people/add/", person_answers(**over))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "govuk-error-summary" in answer.content.decode()
    assert not User.objects.filter(email="ines@harbour.example").exists()


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_names_come_back_escaped(cast, text):
    client = fresh(cast.admin)
    for page, answers in (
        ("people/add/", person_answers(full_name=text, email=text)),
        ("services/", {"name": text, "region": text}),
        ("organisation/", {"name": text, "nation": text}),
        ("messages/", {"channel": text, "recipient": text, "client_token": text}),
        ("posts/dsl/", {"person": text}),
    ):
        answer = client.post(where(page), answers)
        assert answer.status_code in (302, 422), page
        assert "<script>alert(1)" not in answer.content.decode()


def test_posts_are_filled_and_the_strip_still_says_who_is_on_duty(cast):
    client = browser(cast.admin)
    page = client.get("/set-up/posts/").content.decode()
    assert "Dana Whitlock, " in re.sub(r"<[^>]+>", "", page.split("On duty now")[1])
    assert cast.admin.email not in shown(client.get("/set-up/posts/dsl/"))
    assert "Dana Whitlock holds it now" in shown(client.get("/set-up/posts/dsl/"))
    for _ in range(2):
        assert client.post("/set-up/posts/dsl/", {"person": cast.colleague.ref}).status_code == 302
    assert PostHolding.objects.filter(post__code=PostCode.DSL).count() == 2
    client.post(f"/set-up/services/{cast.service.ref}/officer/", {"person": cast.colleague.ref})
    assert PostHolding.objects.get(post__service=cast.service, to_at=None).person == cast.colleague
    for nobody_else in (str(cast.admin.ref), "", "x", str(uuid4())):
        assert client.post("/set-up/posts/dsl/", {"person": nobody_else}).status_code == 422


def test_somebody_is_put_on_duty_up_to_a_day(cast, now):
    client, day = browser(cast.admin), (now + timedelta(days=7)).date()
    answers = {"until_day": day.day, "until_month": day.month, "until_year": day.year}
    assert client.post("/set-up/posts/on-duty/", {**answers, "person": cast.deputy.ref}).status_code == 302
    cover = PostHolding.objects.get(reason=CoverReason.ON_DUTY)
    assert (cover.person, cover.post.code, (cover.to_at - timedelta(minutes=1)).date()) == (cast.deputy, "dsl", day)
    assert f"Della Marsh, up to {day.day} {day:%B}" in shown(client.get("/set-up/posts/"))
    for wrong in ({"until_year": day.year - 1}, {"until_day": 99}, {"person": ""}, {"until_year": "9" * 20}):
        refused = client.post("/set-up/posts/on-duty/", {"person": cast.deputy.ref, **answers, **wrong})
        assert refused.status_code == 422


def test_whoever_is_named_next_is_on_duty_alone_and_then_nobody_is(cast, now):
    client, day, here = browser(cast.admin), (now + timedelta(days=7)).date(), "/set-up/posts/on-duty/"
    until = {"until_day": day.day, "until_month": day.month, "until_year": day.year}
    assert "off duty" not in shown(client.get(here))
    for who in (cast.deputy, cast.colleague):
        client.post(here, {**until, "person": who.ref})
        page = client.get(here)
        assert f"{who.full_name} is on duty now" in shown(page)
        assert page.context["on_duty"][0].person in (cast.dsl, who)  # the strip below keeps its own
    assert "Callum Reid, up to" in shown(client.get("/set-up/posts/"))
    assert client.post(here, {"nobody": "1"})["Location"] == "/set-up/posts/"
    assert "up to" not in shown(client.get("/set-up/posts/"))
    assert "off duty" not in shown(client.get(here))


def test_nobody_is_on_duty_whom_nothing_can_wake(cast, now):
    User.objects.filter(pk=cast.colleague.pk).update(work_phone="")
    client, day, here = browser(cast.admin), (now + timedelta(days=7)).date(), "/set-up/posts/on-duty/"
    until = {"until_day": day.day, "until_month": day.month, "until_year": day.year}
    client.post(here, {**until, "person": cast.deputy.ref})
    refused = client.post(here, {**until, "person": cast.colleague.ref})
    assert refused.status_code == 422
    assert "no work mobile" in refused.context["form"].errors["person"][0]  # next to the question
    assert "no work mobile" in shown(refused)
    assert "Della Marsh is on duty now" in shown(client.get(here))  # what was there stays


def test_without_a_lead_nobody_is_on_duty_instead(cast, now):
    PostHolding.objects.filter(post__code=PostCode.DSL).update(to_at=now)
    assert "Name the lead first" in shown(browser(cast.admin).get("/set-up/posts/on-duty/"))
    answer = browser(cast.admin).post("/set-up/posts/on-duty/", {"person": cast.deputy.ref})
    assert "Name the lead first" in shown(answer)


# --- test messages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_a_test_is_sent_once_and_confirmed_by_typing_alone(cast, channel):
    client, token = browser(cast.admin), str(uuid4())
    for _ in range(2):
        client.post("/set-up/messages/", {"client_token": token, "channel": channel, "recipient": cast.dsl.ref})
    test = ChannelTest.objects.get()
    assert (test.channel, test.recipient) == (channel, cast.dsl)
    here, lead = f"/test-messages/{test.ref}/", browser(cast.dsl)
    for _ in range(2):
        lead.get(here)
        lead.head(here)
    for wrong in ("", "12", "abcdef", "١٢٣٤٥٦", "🎈" * 6, "9" * 30):
        assert lead.post(here, {"code": wrong}).status_code == 422
    test.refresh_from_db()
    assert (test.confirmed_at, test.tries) == (None, 0)
    code = links.digits_of("test", test.ref)
    assert lead.post(here, {"code": f" {code[:3]} {code[3:]} "}).status_code == 302
    assert "You have confirmed this test" in shown(lead.get(here))
    test.refresh_from_db()
    assert test.confirmed_at
    assert "Not yet" not in shown(client.get("/set-up/messages/"))


@pytest.mark.parametrize("who", ["admin", "deputy", "owner"])
def test_a_test_is_nobody_elses(cast, who):
    browser(cast.admin).post("/set-up/messages/", {"channel": "email", "recipient": cast.dsl.ref})
    here = f"/test-messages/{ChannelTest.objects.get().ref}/"
    for method in ("get", "post"):
        assert getattr(browser(cast[who]), method)(here, {"code": "123456"}).status_code == 404


def test_a_test_goes_to_holders_of_posts_only_and_says_what_is_missing(cast, settings):
    client = browser(cast.admin)
    assert client.post("/set-up/messages/", {"channel": "email", "recipient": cast.owner.ref}).status_code == 422
    User.objects.filter(pk=cast.dsl.pk).update(work_phone="")
    refused = client.post("/set-up/messages/", {"channel": "sms", "recipient": cast.dsl.ref})
    assert "no work mobile" in shown(refused)
    settings.SMS_URL = ""
    assert "two mailboxes wake nobody" in shown(client.get("/set-up/messages/"))
    assert not ChannelTest.objects.exists()


# --- the switch, before and after ---------------------------------------------------------------------


def test_the_switch_is_refused_with_the_list_and_changes_nothing(cast, being_set_up):
    client = browser(cast.admin)
    for answer, status in ((client.get("/set-up/live/"), 200), (client.post("/set-up/live/"), 422)):
        assert answer.status_code == status
        assert "No test text message has been confirmed" in shown(answer)
        assert "<button" not in shown(answer)
    assert Organisation.objects.get().live_at is None


def test_it_goes_live_and_the_page_stays_as_the_installation(cast, being_set_up, now, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make_whole(cast, now)
    client = browser(cast.admin)
    assert "Everything essential is there" in shown(client.get("/set-up/"))
    for _ in range(2):
        assert client.post("/set-up/live/").status_code == 302
    assert Organisation.objects.get().live_by == cast.admin
    assert "Live since" in shown(client.get("/set-up/"))
    assert client.get("/set-up/live/").status_code == 302


def test_a_lapse_shows_red_to_the_administrator_and_to_the_lead(cast, now):
    make_whole(cast, now)
    for who in ("admin", "dsl", "deputy"):
        assert "lacks something essential" not in shown(browser(cast[who]).get("/"))
    Authority.objects.update(duty_team_phone="")
    for who in ("admin", "dsl", "deputy", "owner", "dso", "ict", "board"):
        page = shown(browser(cast[who]).get("/"))
        assert ("no number for its emergency duty team" in page) is (who in ("admin", "dsl", "deputy")), who
        assert ("Put it right" in page) is (who == "admin"), who
    assert "Put it right" in shown(browser(cast.admin).get("/set-up/"))


@pytest.mark.parametrize("who", ["admin", "owner", "dsl", "board"])
def test_until_then_every_page_says_so_and_leads_administrators_on(cast, being_set_up, who):
    page = browser(cast[who]).get("/").content.decode()
    assert "Do not record real young people yet" in page
    assert ('href="/set-up/"' in page.split("<main")[0]) is (who == "admin")
    assert "lacks something essential" not in page


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/"])
def test_nobody_who_is_not_signed_in_is_told(being_set_up, address):
    assert "being set up" not in Client().get(address).content.decode()


def test_when_it_is_live_no_page_says_so(cast):
    assert "being set up" not in browser(cast.owner).get("/").content.decode()


def test_registering_waits_for_the_switch_and_a_concern_does_not(cast, being_set_up):
    client = browser(cast.owner)
    answers = {"kind": "child", "full_name": "Alba Quill", "born_on_day": 1, "born_on_month": 3, "born_on_year": 2012}
    answer = client.post("/people/new/", {**answers, "service": cast.service.ref, "client_token": uuid4()})
    assert (answer.status_code, "still being set up" in shown(answer)) == (422, True)
    assert 'value="Alba Quill"' in shown(answer)
    assert not Person.objects.exists()
    assert client.post("/raise/report/", concern()).status_code == 302


def test_numbers_of_an_authority_are_corrected_on_a_page(cast, now):
    client = browser(cast.admin)
    client.post("/people/authorities/", {"name": "Hull", "duty_team_phone": "01482 300304"})
    hull = Authority.objects.get()
    here = f"/people/authorities/{hull.ref}/"
    assert f'href="{here}"' in shown(client.get("/people/authorities/"))
    assert f'href="{here}"' not in shown(browser(cast.owner).get("/people/authorities/"))
    assert client.post(here, {"name": "Hull", "duty_team_phone": "01482 300305"}).status_code == 302
    hull.refresh_from_db()
    assert hull.duty_team_phone == "+441482300305"
    assert client.post(here, {"name": ""}).status_code == 422
    client.post("/people/authorities/", {"name": "York"})
    assert "already" in shown(client.post(here, {"name": "york"}))
    assert browser(cast.owner).get(here).status_code == 404
    assert client.get(f"/people/authorities/{uuid4()}/").status_code == 404


def test_a_service_without_an_officer_stands_out_unless_one_officer_is_for_all(cast, now):
    client = browser(cast.admin)
    PostHolding.objects.filter(post__service=cast.service).update(to_at=now)
    assert "govuk-tag--orange" in shown(client.get("/set-up/posts/"))
    client.post("/set-up/posts/dso/", {"person": cast.colleague.ref})
    assert "govuk-tag--orange" not in shown(client.get("/set-up/posts/"))


def test_on_the_first_morning_a_concern_is_taken_and_says_whom_to_ring(cast, being_set_up):
    """Nobody holds any post yet: nobody can be told, and the page says so instead of promising it."""
    PostHolding.objects.all().delete()
    client = browser(cast.owner)
    answer = client.post("/raise/report/", concern())
    page = shown(client.get(answer["Location"]))
    assert "999" in page
    assert "social care" in page
