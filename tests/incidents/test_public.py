"""The public form: no account, nothing lost, nobody tipped off (practice B17, B23, B26)."""

import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from incidents.actions import acknowledge_incident
from incidents.enums import EntryKind
from incidents.models import Incident, PublicReport
from safeguard.escalation.actions import climb_due_ladders
from safeguard.lib import clock
from safeguard.notifications.models import Message
from tests.factories.incidents import ladder_of, told_of
from tests.naughty import NAUGHTY
from tests.pages import browser

pytestmark = pytest.mark.django_db

START, FORM = "/tell-us/", "/tell-us/write/"
WORDS = "He keeps asking me for photos."


def tell(**over: Any) -> dict[str, Any]:
    return {"client_token": str(uuid.uuid4()), "exact_words": WORDS, "about_staff": "no", **over}


def send(client: Client | None = None, **over: Any) -> Any:
    return (client or Client()).post(FORM, tell(**over))


def link_in(response: Any) -> str:
    return urlsplit(response.context["add_url"]).path


# --- The way in -----------------------------------------------------------------------------------------------------


def test_999_and_childline_come_first_and_it_says_who_reads_it_and_when() -> None:
    page = Client().get(START).content.decode()
    assert page.index('href="tel:999"') < page.index("tel:08001111") < page.index(FORM)
    assert "Who reads it, and when" in page
    assert "cannot promise to keep it secret" in page
    for address in (START, FORM):
        drawn = Client().get(address).content.decode()
        assert "Exit this page" in drawn
        assert "Is this about someone who works for us?" in drawn or address == START


def test_words_alone_are_enough_and_anonymous_is_allowed(cast: Any) -> None:
    client = Client()
    sent = client.post(FORM, {"exact_words": WORDS})
    assert sent.status_code == 200
    incident = Incident.objects.get()
    assert (incident.raised_by, incident.source, incident.exact_words) == (None, "outside", WORDS)
    assert (incident.how_soon, incident.urgency) == ("not_sure", "today")
    assert incident.ref in sent.content.decode()
    assert WORDS not in sent.content.decode()
    assert "sessionid" not in client.cookies
    assert cast.dsl in told_of(incident)


@pytest.mark.parametrize(("answer", "told"), [("no", True), ("yes", False), ("not_sure", False), ("", False)])
def test_unless_it_is_about_nobody_of_us_the_officer_of_the_service_is_not_told(
    cast: Any, answer: str, told: bool
) -> None:
    send(s=str(cast.service.ref), about_staff=answer)
    incident = Incident.objects.get()
    assert incident.service == cast.service
    assert (cast.dso in told_of(incident)) is told
    assert cast.dsl in told_of(incident)


def test_who_is_named_in_the_words_themselves_is_kept_out_with_their_line(cast: Any) -> None:
    send(exact_words="Dana Whitlock shouts at me", about_staff="")
    incident = Incident.objects.get()
    assert set(incident.exclusions.values_list("person", flat=True)) >= {cast.dsl.pk, cast.deputy.pk}
    assert cast.dsl not in told_of(incident)
    assert cast.lead in told_of(incident)


def test_who_is_named_as_a_help_is_not_kept_out(cast: Any) -> None:
    send(exact_words="I told Dana Whitlock about it", about_staff="no")
    assert not Incident.objects.get().exclusions.exists()


def test_pictures_are_for_the_lead_alone(cast: Any) -> None:
    send(imagery="yes", s=str(cast.service.ref))
    assert told_of(Incident.objects.get()) == [cast.dsl]


def test_how_they_may_be_reached_is_shown_to_who_deals_with_it_and_to_nobody_else(cast: Any) -> None:
    send(name="Mia", answering="text", contact="07700 900123", safe_times="before 4", never="no voice message")
    incident = Incident.objects.get()
    page = browser(cast.dsl).get(incident.get_absolute_url()).content.decode()
    for words in ("07700 900123", "before 4", "no voice message", "Mia", "Nobody has checked who it is"):
        assert words in page
    assert browser(cast.owner).get(incident.get_absolute_url()).status_code == 404
    assert not any("Mia" in message.body or WORDS in message.body for message in Message.objects.all())


def test_it_never_tells_whether_a_young_person_is_known_to_us(cast: Any) -> None:
    from tests.factories.people import register

    person = register(cast.owner, service=cast.service)
    known = send(about_whom=person.full_name).content.decode()
    unknown = send(about_whom="Somebody Else").content.decode()
    assert person.full_name not in known
    refs = Incident.objects.order_by("pk").values_list("ref", flat=True)
    assert not Incident.people.through.objects.exists()
    one, other = (text.split("If you want to add something")[0] for text in (known, unknown))
    assert one.replace(refs[0], "") == other.replace(refs[1], "")


# --- Adding, by the link --------------------------------------------------------------------------------------------


def test_more_is_added_by_the_link_which_shows_nothing_that_was_written(cast: Any) -> None:
    link = link_in(send(how_soon="can_wait"))
    incident = Incident.objects.get()
    page = Client().get(link).content.decode()
    assert incident.ref in page
    assert WORDS not in page
    token = str(uuid.uuid4())
    for _twice in range(2):
        added = Client().post(link, {"text": "It happened again.", "client_token": token})
        assert "We have it" in added.content.decode()
    entry = incident.entries.get()
    assert (entry.kind, entry.by, entry.text) == (EntryKind.AFTERWARDS, None, "It happened again.")
    incident.refresh_from_db()
    assert incident.urgency == "today"
    assert "whoever sent it from outside" in browser(cast.dsl).get(incident.get_absolute_url()).content.decode()


def test_what_is_added_to_a_closed_case_is_told_again_and_the_page_says_so(cast: Any) -> None:
    link, incident = link_in(send()), Incident.objects.get()
    acknowledge_incident(by=cast.dsl, now=clock.now(), incident=incident)
    Incident.objects.update(state="closed", closed_at=clock.now(), closed_by=cast.dsl)
    assert "is dealing with it" not in (before := Client().get(link).content.decode())
    assert "has finished dealing with it" in before
    added = Client().post(link, {"text": "He is hitting me tonight.", "client_token": str(uuid.uuid4())})
    page = added.content.decode()
    assert "We have told somebody again." in page
    assert "Nobody has said yet that they are dealing with it" in page
    incident.refresh_from_db()
    assert incident.state == "raised"
    assert ladder_of(incident).is_climbing
    assert Message.objects.filter(kind="escalation.alert", recipient=cast.dsl, state="waiting").exists()


def test_a_forged_link_opens_nothing(cast: Any, django_assert_num_queries: Any) -> None:
    link = link_in(send())
    with django_assert_num_queries(0):
        assert Client().get(link[:-3] + "00/").status_code == 404
    assert Client().get(f"/l/told/{uuid.uuid4()}/{'0' * 32}/").status_code == 404
    assert Client().post(link[:-3] + "00/", {"text": "x"}).status_code == 404


# --- Pressed twice, too much at once --------------------------------------------------------------------------------


def test_pressed_twice_it_lands_once_and_more_words_are_added(cast: Any) -> None:
    answers = tell()
    for words in (WORDS, WORDS, WORDS + " And at night."):
        assert Client().post(FORM, {**answers, "exact_words": words}).status_code == 200
    incident = Incident.objects.get()
    assert [entry.text for entry in incident.entries.all()] == [WORDS + " And at night."]
    assert PublicReport.objects.count() == 1


def test_sent_again_with_other_answers_it_is_another_concern_once(cast: Any) -> None:
    answers = tell()
    for more in ({}, {"answering": "text", "contact": "07700 900123"}, {"about_staff": "yes"}, {"about_staff": "yes"}):
        assert Client().post(FORM, {**answers, **more}).status_code == 200
    assert Incident.objects.count() == 3
    assert Incident.objects.order_by("-pk")[0].route == "about_staff"
    assert PublicReport.objects.filter(contact="07700 900123").count() == 1


def test_the_token_of_somebody_s_own_report_is_no_key_to_it(cast: Any, raise_a_concern: Any) -> None:
    own = raise_a_concern()
    refused = Client().post(FORM, tell(client_token=str(own.client_token)))
    assert refused.status_code == 422
    assert WORDS in refused.content.decode()
    assert Incident.objects.count() == 1


def test_many_at_once_are_all_kept_and_told_of_together(cast: Any, now: Any) -> None:
    for number in range(9):
        assert send(exact_words=f"Worry {number}").status_code == 200
    assert Incident.objects.count() == 9
    late = [one for one in Incident.objects.all() if not told_of(one)]
    assert 3 <= len(late) <= 5
    before = Message.objects.filter(recipient=cast.dsl).count()
    climb_due_ladders(now=now + timedelta(minutes=6))
    assert all(told_of(one) for one in late)
    new = Message.objects.filter(recipient=cast.dsl).count() - before
    assert new < 3 * len(late)
    assert all(ladder_of(one).next_due_at for one in late)


# --- Bad input ------------------------------------------------------------------------------------------------------


def test_a_picture_is_refused_and_no_word_is_lost(cast: Any) -> None:
    picture = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff", content_type="image/jpeg")
    refused = send(photo=picture, about_whom="Kit")
    assert refused.status_code == 400
    page = refused.content.decode()
    assert WORDS in page
    assert "Kit" in page
    assert "The file was not taken" in page
    assert not Incident.objects.exists()
    link = link_in(send())
    again = Client().post(link, {"text": "Look at this", "photo": SimpleUploadedFile("b.png", b"\x89PNG")})
    assert again.status_code == 400
    assert "Look at this" in again.content.decode()


def test_a_form_whose_token_is_stale_is_shown_again_with_its_words(cast: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    shown = client.post(FORM, tell())
    assert shown.status_code == 422
    assert WORDS in shown.content.decode()
    assert not Incident.objects.exists()


@pytest.mark.parametrize("text", NAUGHTY)
def test_odd_text_is_kept_as_it_is_or_refused_in_words(cast: Any, text: str) -> None:
    answer = send(exact_words=f"x{text}", about_whom=text, contact=text, name=text)
    assert answer.status_code in (200, 400, 422)


def test_a_very_long_text_is_shown_again_whole(cast: Any) -> None:
    text = "a" * 1_000_000
    refused = send(exact_words=text)
    assert refused.status_code == 422
    assert text in refused.content.decode()


@pytest.mark.parametrize("ref", ["", "x", "7adc85ce-c161-4d9d-b002-1c7c5b1f6ddf", "'; --"])
def test_a_service_nobody_knows_blocks_nothing(cast: Any, ref: str) -> None:
    assert send(s=ref).status_code == 200
    assert Incident.objects.get().service is None
