"""The dashboard, a case, acknowledging, the chronology."""

import re
from datetime import timedelta
from typing import Any

import pytest

from incidents.models import ChronologyEntry, Incident
from safeguard.audit.models import AuditEvent
from safeguard.duties.models import Duty
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.notifications.models import Message
from safeguard.practitioners.enums import CoverReason, PostCode
from safeguard.storage.models import Draft
from tests.factories.incidents import raise_by
from tests.factories.practitioners import hold
from tests.naughty import NAUGHTY
from tests.pages import browser, fields

pytestmark = pytest.mark.django_db
REF = re.compile(r'href="/incidents/(SG-[0-9A-Z-]+)/"')


def _acknowledge_all(cast: Any, *incidents: Incident) -> None:
    for incident in incidents:
        browser(cast.dsl).post(f"/incidents/{incident.ref}/acknowledge/")


def _state() -> list[int]:
    counted = [model.objects.count() for model in (AuditEvent, LadderStep, Duty, Message)]
    return [*counted, Ladder.objects.filter(state="climbing").count()]


# --- Acknowledging ------------------------------------------------------------------------------------------------


def test_acknowledging_takes_two_presses_from_the_link_in_the_message(cast: Any, raise_a_concern: Any) -> None:
    incident, client = raise_a_concern(), browser(cast.dsl)
    case = client.get(f"/incidents/{incident.ref}/").content.decode()
    assert f'href="/incidents/{incident.ref}/acknowledge/"' in case  # the first press
    asked = client.get(f"/incidents/{incident.ref}/acknowledge/").content.decode()
    assert "Yes, I am dealing with it" in asked  # the second
    done = client.post(f"/incidents/{incident.ref}/acknowledge/")
    assert done["Location"] == f"/incidents/{incident.ref}/"
    after = client.get(done["Location"]).content.decode()
    assert "You have acknowledged it" in after
    assert "Dana Whitlock is dealing with it since" in after
    assert f"/incidents/{incident.ref}/acknowledge/" not in after
    incident.refresh_from_db()
    assert (incident.acknowledged_by, incident.state) == (cast.dsl, "acknowledged")
    assert Ladder.objects.get().state == "acknowledged"


@pytest.mark.parametrize("who", ["dso", "dsl", "deputy", "lead"])
def test_looking_at_the_link_acknowledges_nothing(cast: Any, raise_a_concern: Any, who: str) -> None:
    incident, before = raise_a_concern(), _state()
    for method in ("get", "head"):
        answer = getattr(browser(cast[who]), method)(f"/incidents/{incident.ref}/acknowledge/")
        assert answer.status_code == 200
    assert _state() == before
    incident.refresh_from_db()
    assert incident.acknowledged_at is None


def test_a_second_press_says_so_and_changes_nothing(cast: Any, raise_a_concern: Any) -> None:
    incident, client = raise_a_concern(), browser(cast.dsl)
    _acknowledge_all(cast, incident)
    before = _state()
    client.post(f"/incidents/{incident.ref}/acknowledge/")
    assert "You had already acknowledged it" in client.get("/").content.decode()
    other = browser(cast.dso)
    other.post(f"/incidents/{incident.ref}/acknowledge/")
    assert "Dana Whitlock acknowledged it first, at" in other.get("/").content.decode()
    assert "has been acknowledged" in other.get(f"/incidents/{incident.ref}/acknowledge/").content.decode()
    assert [now - then for now, then in zip(_state(), before, strict=True)][1:] == [0, 0, 0, 0]
    incident.refresh_from_db()
    assert incident.acknowledged_by == cast.dsl


def test_a_named_reader_may_look_and_not_acknowledge(cast: Any, raise_a_concern: Any, now: Any) -> None:
    incident = raise_a_concern()
    incident.readers.create(person=cast.colleague, added_by=cast.dsl, added_at=now)
    client = browser(cast.colleague)
    assert "/acknowledge/" not in client.get(f"/incidents/{incident.ref}/").content.decode()
    asked = client.get(f"/incidents/{incident.ref}/acknowledge/").content.decode()
    assert "<button" not in asked[asked.index("<main") : asked.index("</main>")]
    client.post(f"/incidents/{incident.ref}/acknowledge/")
    assert "somebody who was told of it must acknowledge it" in client.get("/").content.decode()
    assert client.post(f"/incidents/{incident.ref}/entry/", {"kind": "note", "text": "x"}).status_code == 422
    assert not ChronologyEntry.objects.exists()


def test_whoever_was_told_and_need_not_know_any_more_sees_that_it_is_answered(cast: Any, raise_a_concern: Any) -> None:
    hold(PostCode.DSO, cast.colleague, cast.service, reason=CoverReason.ABSENCE)
    incident, client = raise_a_concern(exact_words="canary"), browser(cast.colleague)
    assert "canary" in client.get(f"/incidents/{incident.ref}/").content.decode()
    _acknowledge_all(cast, incident)
    page = client.get(f"/incidents/{incident.ref}/").content.decode()
    assert "Dana Whitlock is dealing with it since" in page
    assert "canary" not in page
    for method in (client.get, client.post):  # the second press, after somebody else was first
        late = method(f"/incidents/{incident.ref}/acknowledge/").content.decode()
        assert "Dana Whitlock is dealing with it since" in late
        assert "canary" not in late
    assert client.post(f"/incidents/{incident.ref}/entry/", {"kind": "note", "text": "x"}).status_code == 404
    assert browser(cast.other_team).get(f"/incidents/{incident.ref}/").status_code == 404


# --- The case -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("ESC-06")
def test_the_case_tells_who_was_told_when_and_who_opened_it(cast: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern(how_soon="now")
    browser(cast.dso).get(f"/incidents/{incident.ref}/")
    case = browser(cast.dsl).get(f"/incidents/{incident.ref}/").content.decode()
    story = case[case.index('id="story"') : case.index('id="chronology"')]
    for person in (cast.dso, cast.dsl):
        assert f"Told {person.full_name}" in story
    assert "Della Marsh" not in story
    assert story.count("Opened") == 2
    assert "The next person is told" in story
    _acknowledge_all(cast, incident)
    after = browser(cast.dsl).get(f"/incidents/{incident.ref}/").content.decode()
    assert "The next person is told" not in after
    assert "Acknowledged" in after


def test_an_entry_is_written_once_and_answers_the_duty(cast: Any, raise_a_concern: Any) -> None:
    incident, client = raise_a_concern(), browser(cast.dsl)
    _acknowledge_all(cast, incident)
    assert incident.ref in client.get("/").content.decode()
    token = fields(client.get(f"/incidents/{incident.ref}/"))["client_token"]
    typed = {"client_token": token, "kind": "decision", "text": "Rang social care.", "when_happened": "22:30"}
    for _press in range(2):
        answer = client.post(f"/incidents/{incident.ref}/entry/", typed)
        assert answer["Location"] == f"/incidents/{incident.ref}/"
    entry = ChronologyEntry.objects.get()
    assert (entry.kind, entry.text, entry.when_happened, entry.by) == (
        "decision", "Rang social care.", "22:30", cast.dsl
    )  # fmt: skip
    assert not Duty.objects.filter(owner=cast.dsl, state="open").exists()
    assert "Rang social care." in client.get(f"/incidents/{incident.ref}/").content.decode()


NOT_AN_ENTRY = [
    {},
    {"kind": "", "text": ""},
    {"kind": "nonsense", "text": "x"},
    {"kind": "note"},
    {"kind": "afterwards", "text": "x"},
    {"kind": "note", "text": "x" * 20_001},
]


@pytest.mark.parametrize("typed", NOT_AN_ENTRY)
def test_an_entry_that_says_nothing_is_an_error_with_the_typing_still_there(
    cast: Any, raise_a_concern: Any, typed: dict[str, str]
) -> None:
    incident = raise_a_concern()
    answer = browser(cast.dsl).post(f"/incidents/{incident.ref}/entry/", typed)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "<title>Error: " in html
    for name in answer.context["form"].errors:
        assert f'href="#id_{name}' in html[: html.index("<h1")], name  # in the summary
        assert f'id="id_{name}_error"' in html or f'id="id_{name}-error"' in html, name  # and beside the field
    assert fields(answer)["text"] == typed.get("text", "")
    assert not ChronologyEntry.objects.exists()


def test_naughty_entries_come_back_as_typed_and_escaped(cast: Any, raise_a_concern: Any) -> None:
    incident, client = raise_a_concern(), browser(cast.dsl)
    for text in NAUGHTY:
        assert client.post(f"/incidents/{incident.ref}/entry/", {"kind": "note", "text": text}).status_code == 302
    assert set(ChronologyEntry.objects.values_list("text", flat=True)) == {text.strip() for text in NAUGHTY}
    html = client.get(f"/incidents/{incident.ref}/").content.decode()
    for danger in ("<script>alert", "<img src=x", "</textarea><", "<!DOCTYPE x"):
        assert danger not in html


def test_a_draft_of_the_chronology_belongs_to_its_case_and_goes_when_it_is_written(
    cast: Any, raise_a_concern: Any
) -> None:
    one, two, client = raise_a_concern(), raise_a_concern(), browser(cast.dsl)
    token = fields(client.get(f"/incidents/{one.ref}/"))["client_token"]
    client.post(f"/drafts/chronology/{one.ref}/", {"client_token": token, "kind": "contact", "text": "Half a sen"})
    again = fields(client.get(f"/incidents/{one.ref}/"))
    assert (again["text"], again["client_token"]) == ("Half a sen", token)
    assert fields(client.get(f"/incidents/{two.ref}/"))["text"] == ""
    assert fields(browser(cast.dso).get(f"/incidents/{one.ref}/"))["text"] == ""
    sent = {"client_token": token, "kind": "contact", "text": "Half a sentence."}
    client.post(f"/incidents/{one.ref}/entry/", sent)
    assert not Draft.objects.filter(closed_at=None).exists()
    client.post(f"/drafts/chronology/{one.ref}/", sent)  # a save that comes late
    assert fields(client.get(f"/incidents/{one.ref}/"))["text"] == ""


# --- The dashboard ------------------------------------------------------------------------------------------------


def test_what_burns_first_is_on_top_and_what_is_dealt_with_is_below(cast: Any, now: Any) -> None:
    def raised(how_soon: str, minutes: int) -> str:
        return raise_by(cast.owner, now - timedelta(minutes=minutes), how_soon=how_soon, service=cast.service).ref

    later, today, urgent, oldest = raised("can_wait", 300), raised("today", 10), raised("now", 1), raised("now", 9)
    done = raised("now", 50)
    _acknowledge_all(cast, Incident.objects.get(ref=done))
    for path in ("/incidents/", "/"):
        html = browser(cast.dsl).get(path).content.decode()
        shown = [ref for ref in dict.fromkeys(REF.findall(html)) if ref != done]
        assert shown == [oldest, urgent, today, later], path
    html = browser(cast.dsl).get("/incidents/").content.decode()
    assert html.index(done) > html.index("Somebody is dealing with these")
    assert "10 minutes" in html


def test_an_open_dashboard_learns_of_a_new_concern_and_moves_nothing(cast: Any, raise_a_concern: Any) -> None:
    client = browser(cast.dsl)
    before = _latest(client.get("/incidents/"))
    assert before == "none-0"
    incident = raise_a_concern()
    fragment = client.get("/incidents/alerts/")
    assert _latest(fragment) == f"{incident.ref}-1"
    assert _latest(client.get("/incidents/")) == f"{incident.ref}-1"
    assert "<html" not in fragment.content.decode()
    _acknowledge_all(cast, incident)
    assert _latest(client.get("/incidents/alerts/")) == "none-0"


def _latest(answer: Any) -> str:
    return str(re.findall(r'data-live-body data-latest="([^"]*)"', answer.content.decode())[0])


@pytest.mark.parametrize("after", ["x", "%00"[1:], "2026-01-01", "2026-13-01T00:00:00+00:00_1", "_", "٣_٣",
                                   "2026-01-01T00:00:00_1", "2026-01-01T00:00:00%2B00:00_" + "9" * 30,
                                   "0001-01-01T00:00:00%2B14:00_1", "9999-12-31T23:59:59-14:00_1", "🎈"])  # fmt: skip
def test_a_page_key_that_cannot_be_read_shows_a_page_and_no_fault(cast: Any, after: str) -> None:
    assert browser(cast.dsl).get(f"/incidents/?after={after}").status_code == 200
    assert browser(cast.dsl).get(f"/demo/mail/?after={after}").status_code == 200


def test_no_concern_is_shown_twice_or_lost_while_new_ones_arrive(cast: Any, now: Any) -> None:
    at = now - timedelta(days=3)  # many at one moment: the key must tell them apart
    raised = {raise_by(cast.owner, at + timedelta(minutes=n // 9), service=cast.service).ref for n in range(60)}
    _acknowledge_all(cast, *Incident.objects.all())
    client, shown, path = browser(cast.dsl), [], "/incidents/"
    while path:
        html = client.get(path).content.decode()
        shown += REF.findall(html[html.index("Somebody is dealing with these") :])
        newer = raise_by(cast.owner, service=cast.service)
        _acknowledge_all(cast, newer)
        older = re.findall(r'href="(/incidents/\?after=[^"]+)" rel="next"', html)
        path = older[0] if older else ""
    assert len(shown) == len(set(shown)) == 60
    assert set(shown) == raised


def test_an_alert_that_cannot_be_delivered_is_shown(cast: Any, raise_a_concern: Any, now: Any) -> None:
    raise_a_concern()
    Message.objects.filter(recipient=cast.dso).update(failing_since=now - timedelta(minutes=4), last_error="SMTP 550")
    for who, sees in (("dsl", True), ("other_dso", False)):
        html = browser(cast[who]).get("/incidents/").content.decode()
        assert ("SMTP 550" in html and "Dele Adeyemi" in html) is sees


def test_without_a_second_channel_the_dashboard_says_so(cast: Any, settings: Any) -> None:
    settings.SMS_URL = ""
    assert "set up text messages" in browser(cast.dsl).get("/incidents/").content.decode()
