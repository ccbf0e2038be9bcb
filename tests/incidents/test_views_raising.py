"""Raising a concern, and everything that may go wrong with what is typed."""

from typing import Any
from urllib.parse import quote

import pytest

from incidents.models import Incident
from safeguard.escalation.models import Ladder
from safeguard.notifications.models import Message
from safeguard.storage.models import Draft
from tests.naughty import NAUGHTY
from tests.pages import JSON, browser, chosen, concern, fields

pytestmark = pytest.mark.django_db

FORM = "/raise/report/"
DRAFT = "/drafts/concern/"
TEXTS = ("about_whom", "exact_words", "seen_and_done", "opinion", "when_happened", "who_knows")
LONG = ("exact_words", "seen_and_done", "opinion")


# --- The way in ---------------------------------------------------------------------------------------------------


def test_danger_is_asked_first_and_999_comes_before_any_form(cast: Any) -> None:
    client = browser(cast.owner)
    start = client.get("/raise/").content.decode()
    assert 'href="/raise/danger/"' in start
    assert 'href="/raise/report/"' in start
    danger = client.get("/raise/danger/").content.decode()
    assert danger.index('href="tel:999"') < danger.index("/raise/report/?danger=yes")
    assert "<textarea" not in danger
    assert f'href="tel:{cast.dso.work_phone}"' in danger


def test_who_came_by_danger_is_asked_about_999_and_it_is_now(cast: Any) -> None:
    client = browser(cast.owner)
    page = client.get(FORM + "?danger=yes")
    assert ("how_soon", "now") in chosen(page)
    form = page.context["form"]
    assert form.came_by_danger
    asked = [name for name in form.fields if name.startswith("emergency")]
    assert asked
    answers = {name: f"answer {number}" for number, name in enumerate(asked)}
    client.post(FORM, concern(is_danger="True", how_soon="can_wait", **answers))
    incident = Incident.objects.get()
    assert incident.is_danger
    assert incident.urgency == "now"
    for name, answer in answers.items():
        assert getattr(incident, name) == answer


@pytest.mark.requirement("INC-02")
def test_the_notice_on_pictures_stands_with_the_question_and_never_blocks(cast: Any) -> None:
    client = browser(cast.owner)
    assert "Never look at, copy, send on, save or delete such pictures" in client.get(FORM).content.decode()
    assert client.post(FORM, concern(imagery="yes", imagery_notice_read="on")).status_code == 302
    assert Incident.objects.get().imagery_notice_read
    assert client.post(FORM, concern(imagery="yes")).status_code == 302
    assert client.post(FORM, concern(imagery="not_sure")).status_code == 302


@pytest.mark.requirement("INC-01")
def test_a_few_answers_are_enough_and_lead_to_one_s_own_report(cast: Any) -> None:
    client = browser(cast.owner)
    sent = client.post(FORM, concern())
    incident = Incident.objects.get()
    assert sent["Location"] == f"/reports/{incident.ref}/"
    report = client.get(sent["Location"]).content.decode()
    assert "Ring now" in report
    assert f"tel:{cast.dso.work_phone}" in report
    assert incident.service == cast.service
    assert client.post(FORM, concern(), headers=JSON).json()["location"].startswith("/reports/SG-")


# --- Bad input ----------------------------------------------------------------------------------------------------


def test_nothing_filled_in_names_each_error_beside_its_field_and_in_the_summary(cast: Any) -> None:
    answer = browser(cast.owner).post(FORM, {"about_whom": "Jordan, 14", "who_knows": "nobody"})
    assert answer.status_code == 422
    html, errors = answer.content.decode(), answer.context["form"].errors
    assert set(errors) == {"how_soon", "about_staff", "imagery", "exact_words"}
    assert "<title>Error: " in html
    summary = html[html.index("govuk-error-summary") : html.index('<form method="post" action="/raise/report/"')]
    rest = html[html.index('<form method="post" action="/raise/report/"') :]
    for name, texts in errors.items():
        target = f"id_{name}" if name == "exact_words" else f"id_{name}_0"
        assert f'href="#{target}"' in summary, name
        assert f'id="{target}"' in rest, name
        assert texts[0] in summary
        assert texts[0] in rest
    assert fields(answer)["about_whom"] == "Jordan, 14"
    assert fields(answer)["who_knows"] == "nobody"
    assert '<details class="govuk-details sg-more" open>' in html
    assert not Incident.objects.exists()


def test_every_answer_stands_there_still_after_a_mistake(cast: Any) -> None:
    typed = {name: f"typed in {name}" for name in TEXTS}
    sent = concern(**typed, how_soon="", about_staff="yes", staff_named="Somebody", imagery="not_sure")
    answer = browser(cast.owner).post(FORM, {**sent, "safeguarding_people": [cast.dso.ref]})
    assert answer.status_code == 422
    assert typed.items() <= fields(answer).items()
    assert fields(answer)["staff_named"] == "Somebody"
    assert fields(answer)["client_token"] == sent["client_token"]
    assert chosen(answer) >= {
        ("about_staff", "yes"), ("imagery", "not_sure"), ("safeguarding_people", str(cast.dso.ref))
    }  # fmt: skip


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("character", ["x", "é", "🎈", "\n"])
def test_20_000_characters_are_taken_whole(cast: Any, name: str, character: str) -> None:
    text = f"a{character * 19_998}z"
    answer = browser(cast.owner).post(FORM, concern(**{name: text.replace("\n", "\r\n")}))
    assert answer.status_code == 302
    assert getattr(Incident.objects.get(), name) == text


@pytest.mark.parametrize("name", LONG)
def test_one_character_more_is_refused_with_the_text_still_there(cast: Any, name: str) -> None:
    text = f"a{'x' * 19_999}z"
    answer = browser(cast.owner).post(FORM, concern(**{name: text}))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {name}
    assert fields(answer)[name] == text
    assert not Incident.objects.exists()


@pytest.mark.parametrize("name", ["how_soon", "about_staff", "imagery", "service", "safeguarding_people"])
@pytest.mark.parametrize("value", ["nonsense", "999999", "-1", "٣", "now' OR 1=1", "🎈", "1e3", "9" * 40])
def test_a_choice_nobody_offered_is_an_error_and_never_a_fault(cast: Any, name: str, value: str) -> None:
    cast.owner.services.add(cast.other_service)  # so that the service is asked
    answer = browser(cast.owner).post(FORM, concern(about_staff="yes") | {name: value})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert fields(answer)["exact_words"] == "I do not want to go home."


def test_a_service_of_others_cannot_be_chosen(cast: Any) -> None:
    cast.owner.services.add(cast.other_service)
    third = type(cast.service).objects.create(name="Somebody else’s")
    assert browser(cast.owner).post(FORM, concern(service=third.pk)).status_code == 422


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_texts_come_back_as_they_were_typed(cast: Any, text: str) -> None:
    client, meant = browser(cast.owner), text.strip()
    typed = {name: text.replace("\n", "\r\n") if name in LONG else text.replace("\n", " ") for name in TEXTS}
    kept = client.post(DRAFT, concern(**typed))
    assert kept.status_code == 200
    again = client.get(FORM)
    assert fields(again)["exact_words"].replace("\r\n", "\n") == text
    wrong = client.post(FORM, concern(**typed, how_soon=""))
    assert wrong.status_code == 422
    assert fields(wrong)["exact_words"].replace("\r\n", "\n") == text
    sent = client.post(FORM, concern(**typed))
    assert sent.status_code == 302
    incident = Incident.objects.get()
    for name in LONG:
        assert getattr(incident, name) == meant
    assert incident.about_whom == meant.replace("\n", " ")
    for page in (client.get(sent["Location"]), browser(cast.dsl).get(f"/incidents/{incident.ref}/")):
        html = page.content.decode()
        assert page.status_code == 200
        for danger in ("<script>alert", "<img src=x", "</textarea><", "<!DOCTYPE x"):
            assert danger not in html
    for message in Message.objects.all():
        assert text not in message.title + message.body


@pytest.mark.parametrize("escaped", ["%ED%A0%80", "%ED%B0%80x", "%C0%80", "%FF%FE", "%E2%82", "a%F5%80%80%80b"])
def test_bytes_that_are_no_text_become_the_sign_for_that(cast: Any, escaped: str) -> None:
    content = "&".join(f"{name}={quote(value)}" for name, value in concern().items() if name != "exact_words")
    answer = browser(cast.owner).generic(
        "POST", FORM, f"{content}&exact_words={escaped}", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 302
    assert "\ufffd" in Incident.objects.get().exact_words


# --- Sent twice ---------------------------------------------------------------------------------------------------


def test_a_double_press_lands_once_and_leads_to_the_same_report(cast: Any) -> None:
    client, typed = browser(cast.owner), concern()
    first, second = client.post(FORM, typed), client.post(FORM, typed)
    assert first["Location"] == second["Location"]
    assert Incident.objects.get().exact_words == typed["exact_words"]
    assert Ladder.objects.count() == 1
    assert Message.objects.filter(channel="email").count() == 2  # officer and lead, once each


def test_words_written_while_the_first_sending_hung_are_added_to_the_report(cast: Any) -> None:
    client, typed = browser(cast.owner), concern()
    client.post(FORM, typed)
    later = typed | {"exact_words": "And now he says he is not going home."}
    assert client.post(FORM, later)["Location"] == client.post(FORM, later)["Location"]
    entry = Incident.objects.get().entries.get()
    assert "And now he says he is not going home." in entry.text
    assert entry.by == cast.owner


def test_two_tabs_are_two_concerns(cast: Any) -> None:
    client = browser(cast.owner)
    tabs = [fields(client.get(FORM))["client_token"] for _ in range(2)]
    assert tabs[0] != tabs[1]
    client.post(DRAFT, concern(client_token=tabs[0], exact_words="first"))
    client.post(DRAFT, concern(client_token=tabs[1], exact_words="second"))
    assert client.post(FORM, concern(client_token=tabs[1], exact_words="second")).status_code == 302
    left = client.get(FORM)  # the other tab's words are there still
    assert (fields(left)["exact_words"], fields(left)["client_token"]) == ("first", tabs[0])
    assert client.post(FORM, concern(client_token=tabs[0], exact_words="first")).status_code == 302
    assert set(Incident.objects.values_list("exact_words", flat=True)) == {"first", "second"}
    assert not Draft.objects.filter(closed_at=None).exists()


def test_somebody_else_s_token_is_refused_and_nothing_is_told(cast: Any) -> None:
    typed = concern()
    browser(cast.owner).post(FORM, typed)
    answer = browser(cast.colleague).post(FORM, typed | {"exact_words": "mine"})
    assert answer.status_code == 422
    assert fields(answer)["exact_words"] == "mine"
    assert Incident.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "0" * 5000, "🎈", "{00000000-0000-0000-0000-000000000000}"])
def test_a_damaged_token_never_stops_a_report(cast: Any, token: str) -> None:
    assert browser(cast.owner).post(FORM, concern(client_token=token)).status_code == 302
    assert Incident.objects.count() == 1
