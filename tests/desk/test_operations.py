"""The operations page: what burns first, for ICT and administrators, and nothing about anybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeguard.desk.rules import PROBLEM_WORDS, problem_in_words, signs_of_life
from safeguard.desk.views import operations
from safeguard.lib import clock, versions
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import hold_messages, record_pulse
from safeguard.notifications.enums import Channel, MessageState, Part, lane_pulse, worker_pulse
from safeguard.notifications.models import Message
from safeguard.notifications.rules import Beat
from safeguard.watching import NOT_WELL
from tests.factories.notifications import MessageFactory
from tests.pages import browser

PAGE = "/operations/"
pytestmark = pytest.mark.django_db


def beat_all(now: Any, **over: Any) -> None:
    """Every part is alive; ``measures`` and the rest as told."""
    for name in (Part.RELAY, Part.RECONCILER, *map(lane_pulse, operations.LANES), *map(worker_pulse, Queue)):
        record_pulse(str(name), now=now, findings=over.get(str(name), []))


def page_of(person: Any) -> str:
    answer = browser(person).get(PAGE)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_only_ict_and_administrators_see_it(cast: Any) -> None:
    for who in ("owner", "manager", "dso", "dsl", "lead", "board"):
        client = browser(getattr(cast, who))
        assert client.get(PAGE).status_code == 404
        assert PAGE not in client.get("/").content.decode()
    for who in ("ict", "admin"):
        client = browser(getattr(cast, who))
        assert client.get(PAGE).status_code == 200
        assert f'href="{PAGE}"' in client.get("/").content.decode()
    assert browser(cast.ict).post(PAGE).status_code == 405


def test_before_anything_was_seen_it_says_so(cast: Any) -> None:
    page = page_of(cast.ict)
    assert "The relay is silent" in page
    assert "Never seen" in page
    assert "Nothing has been measured yet" in page
    assert "Everything has been taken" in page
    assert "Alerts are leaving" not in page


def test_while_all_is_well_it_is_calm(cast: Any, now: Any) -> None:
    beat_all(now)
    page = page_of(cast.ict)
    assert "Alerts are leaving" in page
    assert "Mend this now" not in page
    assert "Silent" not in page


def test_what_the_reconciler_found_stands_on_top_with_its_count(cast: Any, now: Any) -> None:
    beat_all(now, reconciler=["alerts that are refused: 3", "something new: 1"])
    page = page_of(cast.ict)
    assert "Alerts that a provider does not take: 3." in page
    assert "something new: 1." in page
    assert page.index("Mend this now") < page.index("Signs of life")


def test_a_silent_worker_is_for_daylight_and_no_alarm(cast: Any, now: Any) -> None:
    beat_all(now)
    record_pulse(worker_pulse("alerts"), now=now - timedelta(minutes=2))
    page = page_of(cast.ict)
    assert "Worker for alerts: no sign of life." in page
    assert "Silent for 2 minutes" in page
    assert "Alerts are leaving" in page
    assert browser(cast.ict).get("/health/alerts").status_code == 200


def test_messages_are_counted_by_queue_and_channel(cast: Any, now: Any) -> None:
    beat_all(now)
    MessageFactory(next_attempt_at=now - timedelta(minutes=7))
    MessageFactory(failing_since=now - timedelta(minutes=9), attempts=4, last_error="SMTP 550")
    MessageFactory(queue=Queue.REMINDERS, next_attempt_at=now + timedelta(days=2))
    MessageFactory(channel=Channel.SMS, state=MessageState.SENT, sent_at=now - timedelta(hours=1))
    MessageFactory(channel=Channel.SMS, state=MessageState.SENT, sent_at=now - timedelta(hours=25))
    answer = browser(cast.ict).get(PAGE)
    rows = [{cell["label"]: cell["text"] for cell in row} for row in answer.context["queues"]]
    by_email, by_text, rest = rows[0], rows[1], rows[2]
    assert (by_email["Due now"], by_email["Longest due"], by_email["Not taken"]) == ("2", "9 minutes", "1 (SMTP 550)")
    assert (by_text["Due now"], by_text["Sent in 24 hours"]) == ("0", "1")
    assert (rest["Due now"], rest["For later"]) == ("0", "1")
    assert len(rows) == 4


def test_what_is_not_delivered_is_named_by_its_key_alone(cast: Any, now: Any) -> None:
    secret = {"address": "quillfeather@family.example", "subject_ref": "SG-CANRY-CANRY", "title": "SG-CANRY-CANRY"}
    refused = MessageFactory(
        failing_since=now - timedelta(hours=2), attempts=8, last_error="SMTP 451", recipient=cast.dsl, **secret
    )
    given_up = MessageFactory(state=MessageState.FAILED, kind="consent.asked", attempts=24, last_error="X", **secret)
    old = MessageFactory(state=MessageState.FAILED, queued_at=now - timedelta(days=8))
    page = page_of(cast.ict)
    assert str(refused.key) in page
    assert str(given_up.key) in page
    assert "consent.asked" in page
    assert "SMTP 451" in page
    assert "Tried again" in page
    assert "Given up" in page
    assert str(old.key) not in page
    main = page[page.index("<main") : page.index("</main>")]
    for canary in ("quillfeather", "CANRY", cast.dsl.full_name, cast.dsl.email):
        assert canary not in main


def test_there_are_more_than_are_shown(cast: Any, now: Any) -> None:
    beat_all(now)
    for _number in range(21):
        MessageFactory(failing_since=now, attempts=3)
    assert "There are more than are shown here" in page_of(cast.ict)


def test_what_was_measured_is_shown(cast: Any, now: Any, settings: Any) -> None:
    settings.SECURE_TRANSPORT = True
    settings.WATCHDOG_URL = "https://watch.example/1"
    settings.RELEASE = "build-7"
    facts = {
        "database_bytes": 5 * 1024**2,
        "connections": 12,
        "connections_allowed": 100,
        "longest_transaction": 130.5,
        "redis": "7.0.15",
        "wakes": {"alerts": 2, "reports": 1},
    }
    record_pulse(Part.MEASURES, now=now, facts=facts)
    record_pulse(Part.CERTIFICATE, now=now, facts={"ends_at": (now + timedelta(days=30, hours=1)).isoformat()})
    reached = (now - timedelta(minutes=2)).isoformat()
    record_pulse(Part.WATCHDOG, now=now, facts={"reached_at": reached})
    page = page_of(cast.ict)
    for words in (
        *("12 of 100", "5.0\xa0MB", "2 minutes", "7.0.15", "Good for 30 more days", "Pinged 2 minutes ago"),
        *(f"{versions.ours()} build-7", "Django", "PostgreSQL", versions.python()),
    ):
        assert words in page, words


def test_what_is_to_be_mended_by_daylight(cast: Any, now: Any, settings: Any, monkeypatch: Any) -> None:
    settings.SECURE_TRANSPORT = True
    settings.WATCHDOG_URL = "https://watch.example/1"
    record_pulse(
        Part.MEASURES, now=now, findings=["the broker does not answer"], facts={"broker_error": "TimeoutError"}
    )
    record_pulse(Part.CERTIFICATE, now=now, findings=["the certificate is not trusted: 10"])
    record_pulse(Part.WATCHDOG, now=now, findings=[NOT_WELL])
    monkeypatch.setattr(versions, "last_update", lambda: now - timedelta(days=14, seconds=1))
    newer = {*operations._on_disk(), ("notifications", "9999_not_made_yet")}
    monkeypatch.setattr(operations, "_on_disk", lambda: newer)
    page = page_of(cast.ict)
    for words in (
        "Redis does not answer: Celery stands still, and the relay sends alone.",
        "does not answer (TimeoutError)",
        "Browsers do not trust the certificate: 10.",
        "No package has been updated here for more than 14 days.",
        "1 change of the database has not been made",
        f"The watch outside was not pinged: {NOT_WELL}.",
        "Never pinged",
    ):
        assert words in page, words
    monkeypatch.setattr(versions, "last_update", lambda: now - timedelta(days=13))
    assert "14 days" not in page_of(cast.ict)


@pytest.mark.parametrize(
    ("findings", "facts", "words"),
    [
        (None, None, "Not looked at yet."),
        ([], {"error": "TimeoutError"}, "Could not be looked at from this machine."),
    ],
)
def test_a_certificate_that_nobody_saw(
    cast: Any, now: Any, settings: Any, findings: Any, facts: Any, words: str
) -> None:
    settings.SECURE_TRANSPORT = True
    if facts is not None:
        record_pulse(Part.CERTIFICATE, now=now, findings=findings, facts=facts)
    assert words in page_of(cast.ict)


def test_the_same_number_of_queries_however_much_waits(cast: Any, now: Any) -> None:
    beat_all(now)
    counts = []
    for more in (1, 60):
        Message.objects.bulk_create(MessageFactory.build(failing_since=now, attempts=3) for _number in range(more))
        client = browser(cast.ict)
        client.get(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(PAGE)
        counts.append(len(asked))
        own = [one["sql"] for one in asked if "notifications_" in one["sql"] or "django_migrations" in one["sql"]]
        assert len(own) <= 8, own
    assert counts[0] == counts[1]


def test_what_is_held_since_a_restore_is_counted_with_the_way_to_it(cast: Any, now: Any) -> None:
    beat_all(now)
    assert "Since a backup was restored" not in page_of(cast.ict)
    MessageFactory(queue=Queue.REMINDERS, is_persistent=False, recipient=cast.dsl)
    hold_messages(now=now, taken_at=now - timedelta(hours=5))
    page = page_of(cast.ict)
    assert "1 message stands still" in page
    assert 'href="/held/"' in page


# --- the rules ------------------------------------------------------------------------------------------


def test_what_burns_comes_first_then_what_is_silent(now: Any) -> None:
    beats = {lane_pulse("rest"): Beat(now), worker_pulse("alerts"): Beat(now - timedelta(minutes=5))}
    signs = signs_of_life(beats, ["rest", "unheard of"], ["alerts", "reports"], now)
    assert [(one.is_silent, one.burns) for one in signs] == sorted(
        [(one.is_silent, one.burns) for one in signs], key=lambda one: (not one[0], not one[1])
    )
    assert {one.label for one in signs[:2]} == {"Relay", "Reconciler"}
    assert next(one for one in signs if one.label == "Beat").at == now - timedelta(minutes=5)


def test_a_lane_for_alerts_burns_once_it_was_seen(now: Any) -> None:
    def lane(beats: Any) -> Any:
        return next(one for one in signs_of_life(beats, ["text"], [], now) if "text" in one.label)

    assert (lane({}).is_silent, lane({}).burns) == (True, False)
    stopped = lane({lane_pulse("text"): Beat(now - timedelta(seconds=91))})
    assert (stopped.is_silent, stopped.burns) == (True, True)
    assert not lane({lane_pulse("text"): Beat(now - timedelta(seconds=89))}).is_silent


def test_every_finding_of_ours_has_words() -> None:
    assert problem_in_words("alerts that are refused: 2") == "Alerts that a provider does not take: 2."
    assert problem_in_words("something new") == "something new."
    assert all(str(words)[0].isupper() for words in PROBLEM_WORDS.values())


def test_without_the_project_file_there_is_no_version(monkeypatch: Any, tmp_path: Any) -> None:
    monkeypatch.setattr(versions, "_PROJECT", tmp_path / "pyproject.toml")
    assert versions.ours.__wrapped__() == "–"


def test_when_packages_were_installed_is_known() -> None:
    assert all(one.version and one.at for one in versions.packages())
    updated = versions.last_update()
    assert updated is not None
    assert max(one.at for one in versions.packages() if one.at) <= updated < clock.now() + timedelta(days=1)
