"""What the operations page shows first, and in which words (docs/decisions/0021). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.notifications.enums import Part, lane_pulse, worker_pulse
from safeguard.notifications.rules import ALERT_LANES, MUST_BEAT, Beat, is_silent

PATCH_CLOCK = timedelta(days=14)  # Cyber Essentials: important fixes within 14 days of their release
LANE_QUIET = timedelta(minutes=5)
WORKER_QUIET = timedelta(minutes=3)  # a worker that counts a quarter is at it for a minute
ALERT_WORKER_QUIET = timedelta(minutes=1)


@dataclass(frozen=True)
class Sign:
    """A part, when it was last seen, and whether its silence keeps alerts from leaving (``burns``)."""

    label: str
    does: str
    at: datetime | None
    is_silent: bool
    burns: bool = False


def signs_of_life(beats: Mapping[str, Beat], lanes: Iterable[str], queues: Iterable[str], now: datetime) -> list[Sign]:
    """Every part that should be seen again and again: first what burns, then what is silent, then the rest.

    Celery's parts never burn: they only make quick what the relay guarantees (decision 0003). Beat is known by the
    workers' ticks, which it asks for: if one worker is alive, so is beat.
    """
    ticks = {queue: beats.get(worker_pulse(queue)) for queue in queues}
    newest = max((beat.at for beat in ticks.values() if beat), default=None)
    beat_asks = Beat(newest) if newest else None
    found = [
        *(_must_beat(part, label, does, beats, now) for part, label, does in GUARANTEES),
        *(_lane(name, beats.get(lane_pulse(name)), now) for name in lanes),
        *(_worker(name, beat, now) for name, beat in ticks.items()),
        _sign(_("Beat"), _("Asks the workers; seen through them"), beat_asks, ALERT_WORKER_QUIET, now),
    ]
    return sorted(found, key=lambda one: (not one.is_silent, not (one.is_silent and one.burns)))


def _must_beat(part: Part, label: Any, does: Any, beats: Mapping[str, Beat], now: datetime) -> Sign:
    return _sign(str(label), str(does), beats.get(part), MUST_BEAT[part], now, burns=True)


def _sign(label: str, does: str, beat: Beat | None, longest: timedelta, now: datetime, *, burns: bool = False) -> Sign:
    return Sign(label, does, beat.at if beat else None, is_silent(beat, longest, now), burns)


def _lane(name: str, beat: Beat | None, now: datetime) -> Sign:
    """A lane of the relay; one for alerts burns once it has been seen and is silent."""
    longest = ALERT_LANES.get(lane_pulse(name))
    label = _("Relay, lane “%(name)s”") % {"name": name}
    burns = longest is not None and beat is not None
    return _sign(label, str(LANE_WORDS.get(name, "")), beat, longest or LANE_QUIET, now, burns=burns)


def _worker(queue: str, beat: Beat | None, now: datetime) -> Sign:
    longest = ALERT_WORKER_QUIET if queue == "alerts" else WORKER_QUIET
    label = _("Worker for %(queue)s") % {"queue": WORKER_WORDS.get(queue, queue)}
    return _sign(label, _("Makes it quick; without it the relay sends"), beat, longest, now)


GUARANTEES = (
    (Part.RELAY, gettext_lazy("Relay"), gettext_lazy("Guarantees alerts: sends, and tells the next person")),
    (Part.RECONCILER, gettext_lazy("Reconciler"), gettext_lazy("Looks each minute for what must never be")),
)
LANE_WORDS = {
    "e-mail": gettext_lazy("Alerts by email"),
    "text": gettext_lazy("Alerts by text message"),
    "ladders": gettext_lazy("Tells the next person"),
    "rest": gettext_lazy("Reminders and tasks"),
    "reports": gettext_lazy("Board reports"),
    "outside": gettext_lazy("Pings the watch outside"),
    "measures": gettext_lazy("Measures what this page shows"),
}
WORKER_WORDS = {
    "alerts": gettext_lazy("alerts"),
    "reminders": gettext_lazy("reminders"),
    "reports": gettext_lazy("reports"),
}
PROBLEM_WORDS = {
    "relay is silent": gettext_lazy("The relay is silent: alerts may not leave. Start it, or restart it"),
    "reconciler is silent": gettext_lazy(
        "The reconciler is silent: nothing looks for lost alerts. It runs in the relay"
    ),
    "lane e-mail is silent": gettext_lazy("The relay’s lane for alerts by email is silent"),
    "lane text is silent": gettext_lazy("The relay’s lane for alerts by text message is silent"),
    "lane ladders is silent": gettext_lazy("The relay’s lane that tells the next person is silent"),
    "concerns without alerts": gettext_lazy("Concerns of which nobody has been told"),
    "welfare calls that nobody has": gettext_lazy("Welfare calls that nobody has been given"),
    "ladders that have told nobody": gettext_lazy("Alerts that nobody could be told of"),
    "ladders that stand still": gettext_lazy("Alerts that did not go to the next person in time"),
    "alerts that have not left": gettext_lazy("Alerts that should have left two minutes ago and have not"),
    "alerts that are refused": gettext_lazy("Alerts that a provider does not take"),
    "a restored backup that nobody has released": gettext_lazy("A backup was restored, and nobody has released it"),
    "the certificate ends soon": gettext_lazy("The certificate ends within 21 days: renew it"),
    "the certificate is not trusted": gettext_lazy("Browsers do not trust the certificate"),
    "the connections of the database are nearly used up": gettext_lazy(
        "The connections of the database are nearly used up"
    ),
    "a transaction has been open for long": gettext_lazy("A transaction has been open for more than five minutes"),
    "the broker does not answer": gettext_lazy("Redis does not answer: Celery stands still, and the relay sends alone"),
}


def problem_in_words(finding: str) -> str:
    """A finding (``code`` or ``code: count``) as a sentence for people."""
    code, _colon, count = finding.partition(":")
    words = str(PROBLEM_WORDS.get(code, code))
    return f"{words}: {count.strip()}." if count else f"{words}."
