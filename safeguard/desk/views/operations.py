"""For ICT: what burns first. Codes, counts and versions; no name, no address, and no reference of a case.

Nothing slow is asked here: what takes time was measured by the relay (``safeguard.watching``). It shows no record of
anybody, so looking at it is no event of the audit trail.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from safeguard.desk.rules import PATCH_CLOCK, Sign, problem_in_words, signs_of_life
from safeguard.jobs import SWEEPS, WATCHES
from safeguard.lib import clock, versions
from safeguard.lib.durations import in_words
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.lib.queue import Queue
from safeguard.notifications import selectors
from safeguard.notifications.enums import Channel, Part
from safeguard.notifications.models import Message, Pulse
from safeguard.notifications.rules import Beat
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors.sign_ins import failed_sign_ins

SHOWN = 20  # undelivered messages of each sort
DAY, WEEK = timedelta(days=1), timedelta(days=7)
QUEUES = {Queue.ALERTS: gettext_lazy("Alerts"), Queue.REMINDERS: gettext_lazy("Everything else")}
LANES = tuple(dict.fromkeys(sweep.lane for sweep in (*SWEEPS, *WATCHES)))
Row = list[dict[str, Any]]


@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Whether alerts leave, and how everything behind them is. Always the same number of queries."""
    if not request.user.may(Permission.OPERATE):
        raise NotVisible
    now, found = clock.now(), selectors.pulses()
    beats = {name: Beat(one.at, one.findings) for name, one in found.items()}
    signs = signs_of_life(beats, LANES, [queue.value for queue in Queue], now)
    figures = selectors.waiting_figures(now)
    undelivered = [*selectors.failing()[:SHOWN], *selectors.given_up_since(now - WEEK)[:SHOWN]]
    queues = _queues(figures, now)
    context = {
        "now": now,
        "problems": [problem_in_words(one) for one in _problems(found, now)],
        "hints": [*_silent(signs), *_hints(found, now)],
        "signs": [_sign(one, now) for one in signs],
        "queues": queues,
        "undelivered": [_undelivered(one, now) for one in undelivered],
        "has_more": sum(row["failing"] for row in figures.values()) > SHOWN,
        "held": selectors.held(),
        "database": _database(found.get(Part.MEASURES)),
        "outside": _outside(found, now),
        "failed_sign_ins": _failed_sign_ins(now),
        "versions": _versions(now),
    }
    for name in ("queues", "undelivered"):
        context[f"{name}_heads"] = [cell["label"] for row in context[name][:1] for cell in row]
    return render(request, "desk/operations.html", context)


def _failed_sign_ins(now: datetime) -> list[dict[str, Any]]:
    """How many failed: many in an hour is somebody who guesses. Nobody's name is kept."""
    found = failed_sign_ins(now)
    return [
        {"key": _("In this hour and the one before"), "value": found["hour"]},
        {"key": _("Within a day"), "value": found["day"]},
    ]


def _problems(found: Mapping[str, Pulse], now: datetime) -> list[str]:
    """What keeps alerts from leaving, with the counts of the reconciler, which the health address does not tell."""
    codes = selectors.problems_in(found, now)
    reconciler = found.get(Part.RECONCILER)
    counted = {one.partition(":")[0]: one for one in (reconciler.findings if reconciler else [])}
    return [counted.get(code, code) for code in codes]


def _silent(signs: Iterable[Sign]) -> list[str]:
    """What is silent and keeps no alert from leaving: worth a look by daylight."""
    return [_("%(part)s: no sign of life.") % {"part": one.label} for one in signs if one.is_silent and not one.burns]


def _hints(found: Mapping[str, Pulse], now: datetime) -> list[str]:
    """What to mend before it burns."""
    hints = [
        problem_in_words(code)
        for part in (Part.MEASURES, Part.CERTIFICATE)
        for code in (found[part].findings if part in found else [])
    ]
    if unapplied := _unapplied():
        hints.append(
            ngettext(
                "%(count)d change of the database has not been made: run manage.py migrate.",
                "%(count)d changes of the database have not been made: run manage.py migrate.",
                unapplied,
            )
            % {"count": unapplied}
        )
    updated = versions.last_update()
    if updated is None or now - updated > PATCH_CLOCK:
        hints.append(
            _(
                "No package has been updated here for more than 14 days. Cyber Essentials wants important fixes within "
                "14 days of their release: see whether there are any."
            )
        )
    if not settings.WATCHDOG_URL:
        hints.append(_("Nobody outside would notice if this whole machine were lost: set WATCHDOG_URL."))
    elif Part.WATCHDOG in found and not found[Part.WATCHDOG].is_well:
        hints.append(_("The watch outside was not pinged: %(why)s.") % {"why": found[Part.WATCHDOG].findings[0]})
    return hints


def _unapplied() -> int:
    """How many migrations of this code the database does not have. One query."""
    return len(_on_disk() - set(MigrationRecorder(connection).migration_qs.values_list("app", "name")))


@cache
def _on_disk() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    replaced = {key for one in loader.disk_migrations.values() for key in one.replaces}
    return frozenset(key for key in loader.disk_migrations if key not in replaced)


def _sign(one: Sign, now: datetime) -> dict[str, Any]:
    """A part as a line of the list; only what is silent is marked."""
    ago = {"time": in_words(now - one.at)} if one.at else {}
    line: dict[str, Any] = {"text": one.label, "hint": one.does}
    if not one.is_silent:
        return line | {"status": _("Seen %(time)s ago") % ago}
    words = _("Silent for %(time)s") % ago if ago else _("Never seen")
    return line | {"status": words, "level": "immediate" if one.burns else "moderate"}


def _queues(figures: Mapping[tuple[str, str], Mapping[str, Any]], now: datetime) -> list[Row]:
    """One row for each queue and channel, whether or not anything waits there."""
    sent = selectors.sent_since(now - DAY)
    rows = []
    for queue, words in QUEUES.items():
        for channel in Channel:
            key = (queue.value, channel.value)
            one = figures.get(key, {"due": 0, "later": 0, "failing": 0, "oldest": None, "errors": []})
            failing = {"level": "immediate" if queue == Queue.ALERTS else "high"} if one["failing"] else {}
            why = f" ({', '.join(sorted(one['errors']))})" if one["errors"] else ""
            rows.append(
                [
                    {"label": _("Queue"), "text": f"{words}, {channel.label}"},
                    {"label": _("Due now"), "text": str(one["due"])},
                    {"label": _("Longest due"), "text": in_words(now - one["oldest"]) if one["oldest"] else "–"},
                    {"label": _("Not taken"), "text": f"{one['failing']}{why}", **failing},
                    {"label": _("For later"), "text": str(one["later"])},
                    {"label": _("Sent in 24 hours"), "text": str(sent.get(key, 0))},
                ]
            )
    return rows


def _undelivered(message: Message, now: datetime) -> Row:
    """By the key that log and mail server know it by too."""
    since = message.failing_since or message.queued_at
    return [
        {"label": _("Message"), "text": str(message.key)},
        {"label": _("Kind"), "text": message.kind},
        {"label": _("By"), "text": message.get_channel_display()},
        {"label": _("Attempts"), "text": str(message.attempts)},
        {"label": _("Since"), "text": in_words(now - since)},
        {"label": _("Why"), "text": message.last_error or "–"},
        {
            "label": _("State"),
            "text": _("Tried again") if message.failing_since and message.state == "waiting" else _("Given up"),
        },
    ]


def _database(measured: Pulse | None) -> Sequence[dict[str, Any]]:
    """What the relay measured last; empty if it never did."""
    if measured is None:
        return []
    facts = measured.facts
    longest, wakes = facts.get("longest_transaction", 0), facts.get("wakes", {})
    connections = _("%(open)s of %(allowed)s") % {
        "open": facts.get("connections"),
        "allowed": facts.get("connections_allowed"),
    }
    redis = facts.get("redis") or _("does not answer (%(why)s)") % {"why": facts.get("broker_error", "–")}
    return [
        {"key": _("Measured"), "value": date_format(measured.at.astimezone(clock.LONDON), "DATETIME_FORMAT")},
        {"key": _("Size of the database"), "value": filesizeformat(facts.get("database_bytes", 0))},
        {"key": _("Connections"), "value": connections},
        {"key": _("Longest transaction"), "value": in_words(longest)},
        {"key": _("Redis"), "value": redis},
        {"key": _("Wake-ups waiting in Redis"), "value": str(sum(wakes.values()))},
    ]


def _outside(found: Mapping[str, Pulse], now: datetime) -> Sequence[dict[str, Any]]:
    """The certificate, and whoever watches us from outside."""
    return [
        {"key": _("Certificate"), "value": _certificate(found.get(Part.CERTIFICATE), now)},
        {"key": _("Watch outside"), "value": _watched(found.get(Part.WATCHDOG), now)},
        {"key": _("Second channel"), "value": _("Set up") if settings.SMS_URL else _("Not set up")},
    ]


def _certificate(seen: Pulse | None, now: datetime) -> str:
    if not settings.SECURE_TRANSPORT:
        return _("None: the address of this site is not https.")
    if seen is None:
        return _("Not looked at yet.")
    if ends_at := seen.facts.get("ends_at"):
        left = {"days": (datetime.fromisoformat(ends_at) - now).days}
        return _("Good for %(days)d more days.") % left
    return problem_in_words(seen.findings[0]) if seen.findings else _("Could not be looked at from this machine.")


def _watched(seen: Pulse | None, now: datetime) -> str:
    if not settings.WATCHDOG_URL:
        return _("Not set up.")
    reached = seen.facts.get("reached_at") if seen else None
    if not reached:
        return _("Never pinged.")
    return _("Pinged %(time)s ago.") % {"time": in_words(now - datetime.fromisoformat(reached))}


def _versions(now: datetime) -> Sequence[dict[str, Any]]:
    """What runs, and how old it is here. Whether there is something newer, only the world outside knows."""
    ours = f"{versions.ours()} {settings.RELEASE}".strip()
    postgres: int = connection.pg_version  # type: ignore[attr-defined]
    updated = versions.last_update()
    return [
        {"key": "Safeguard", "value": ours},
        {"key": _("Last update of any package"), "value": _ago(updated, now)},
        *({"key": one.name, "value": f"{one.version}, {_ago(one.at, now)}"} for one in versions.packages()),
        {"key": "Python", "value": versions.python()},
        {"key": "PostgreSQL", "value": f"{postgres // 10000}.{postgres % 10000}"},
    ]


def _ago(at: datetime | None, now: datetime) -> str:
    return _("installed %(time)s ago") % {"time": in_words(now - at)} if at else _("not known since when")
