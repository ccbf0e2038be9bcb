"""The plain list of sweeps. The relay runs them all by itself; beat asks Celery for them too; twice does no harm."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from incidents.actions import chase_unfinished_concerns, make_due_copies
from incidents.selectors import without_ladder
from safeguard.desk.actions import close_due_accounts
from safeguard.desk.actions.importing import go_on_with_imports
from safeguard.duties.actions import remind_of_due_duties, tell_others_of_overdue_duties
from safeguard.escalation.actions import climb_due_ladders, hurry_unreached_ladders
from safeguard.escalation.selectors import overdue, untold
from safeguard.lib import clock
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import deliver_due, record_pulse
from safeguard.notifications.enums import Channel, Part
from safeguard.notifications.selectors import failing_alerts, late_alerts, restoration
from safeguard.people.actions import ask_about_turning_18
from safeguard.platforms.actions import keep_reviews_in_time
from safeguard.policies.actions import remind_of_policies, remind_of_reviews
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.actions import forget_ended_sign_ins, remind_of_learning, remind_of_verification
from safeguard.reports.actions import prepare_due_reports
from safeguard.sign_ins import moment
from safeguard.storage.actions import remove_closed_drafts, remove_old_imports
from safeguard.watching import check_certificate, measure, watch
from sessions_app.actions import remind_of_sessions
from sessions_app.selectors.calls import calls_nobody_has

RECONCILER, RELAY = Part.RECONCILER.value, Part.RELAY.value
IMPORTS = "imports"  # the lane that reads what people bring


@dataclass(frozen=True)
class Sweep:
    """One thing to do again and again: its name, what to call, how often (seconds), its queue and its lane.

    Lanes run side by side in the relay, so that a mail server that hangs delays no text message and no climb.
    """

    name: str
    run: Callable[[], object]
    every: float
    queue: Queue
    lane: str


def hurry() -> None:
    """Tell the next people at once wherever nobody can be reached."""
    hurry_unreached_ladders(now=clock.now())


def climb() -> None:
    """Tell the next people wherever nobody has answered."""
    climb_due_ladders(now=clock.now())


def do_duties() -> None:
    """Remind of what is due, tell others of what is overdue, chase what was never sent, forget what was."""
    now = clock.now()
    remind_of_due_duties(now=now)
    tell_others_of_overdue_duties(now=now)
    chase_unfinished_concerns(now=now)
    remove_closed_drafts(now=now)
    forget_ended_sign_ins(now=moment())


def look_ahead() -> None:
    """Give those who work with somebody who turns 18 soon the duty to talk it over."""
    ask_about_turning_18(now=clock.now())


def review_platforms() -> None:
    """Ask for reviews of platforms that are due, and restrict those that nobody has looked at again."""
    keep_reviews_in_time(now=clock.now())


def remind_families() -> None:
    """Text those who asked for it on the morning of their session."""
    remind_of_sessions(now=clock.now())


def remind_of_ground() -> None:
    """Tell of policies, remind of what is unsigned, schedule yearly reviews and tell of those that are late."""
    now = clock.now()
    remind_of_policies(now=now)
    remind_of_reviews(now=now)


def let_people_leave() -> None:
    """Close the accounts of those who leave now; once a week, ask for the directory to be verified."""
    now = clock.now()
    close_due_accounts(now=now)
    remind_of_verification(now=now, hours=thresholds_in_force(now).hours)


def remind_staff() -> None:
    """Tell people in working time what they have to learn, to look at or to talk about."""
    now = clock.now()
    every = thresholds_in_force(now)
    remind_of_learning(
        now=now, hours=every.hours, self_check=every.weeks("self_check"), check_in=every.weeks("check_in")
    )


def make_board_reports() -> None:
    """Draft the board report of a quarter that has ended, and count what somebody has asked for."""
    prepare_due_reports(now=clock.now())


def make_copies() -> None:
    """Lay out the copies of chronologies that somebody has confirmed."""
    make_due_copies(now=clock.now())


def go_on_importing() -> None:
    """Go on with tables that are imported, and forget those of a day ago."""
    now = clock.now()
    remove_old_imports(now=now)
    go_on_with_imports(now=now)


def reconcile() -> None:
    """Look for what must never be, and say so where the health address and the dashboard find it.

    Counts concerns that wait and alerts that left, not jobs that ran.
    """
    now = clock.now()
    found = {
        "concerns without alerts": without_ladder(now).count(),
        "welfare calls that nobody has": calls_nobody_has(now).count(),
        "ladders that have told nobody": untold(now).count(),
        "ladders that stand still": overdue(now).count(),
        "alerts that have not left": late_alerts(now).count(),
        "alerts that are refused": failing_alerts().count(),
        "a restored backup that nobody has released": 1 if restoration() else 0,
    }
    record_pulse(RECONCILER, now=now, findings=[f"{what}: {count}" for what, count in found.items() if count])


SWEEPS: tuple[Sweep, ...] = (
    Sweep("alerts by e-mail", partial(deliver_due, Queue.ALERTS, Channel.EMAIL), 1, Queue.ALERTS, "e-mail"),
    Sweep("alerts by text", partial(deliver_due, Queue.ALERTS, Channel.SMS), 1, Queue.ALERTS, "text"),
    Sweep("unreached", hurry, 2, Queue.ALERTS, "ladders"),
    Sweep("ladders", climb, 2, Queue.ALERTS, "ladders"),
    Sweep("reconciler", reconcile, 60, Queue.ALERTS, "ladders"),
    Sweep("duties", do_duties, 30, Queue.REMINDERS, "rest"),
    Sweep("people who leave", let_people_leave, 60, Queue.REMINDERS, "rest"),
    Sweep("platform reviews", review_platforms, 60, Queue.REMINDERS, "rest"),
    Sweep("turning 18", look_ahead, 600, Queue.REMINDERS, "rest"),
    Sweep("morning reminders", remind_families, 60, Queue.REMINDERS, "rest"),
    Sweep("training and support", remind_staff, 900, Queue.REMINDERS, "rest"),
    Sweep("policies and reviews", remind_of_ground, 300, Queue.REMINDERS, "rest"),
    Sweep(
        "reminders by e-mail",
        partial(deliver_due, Queue.REMINDERS, Channel.EMAIL),
        5,
        Queue.REMINDERS,
        "rest",
    ),
    Sweep("reminders by text", partial(deliver_due, Queue.REMINDERS, Channel.SMS), 5, Queue.REMINDERS, "rest"),
    Sweep("board reports", make_board_reports, 15, Queue.REPORTS, "reports"),
    Sweep("copies of chronologies", make_copies, 5, Queue.REPORTS, "reports"),
    Sweep("imports", go_on_importing, 10, Queue.REPORTS, IMPORTS),
)
# What looks at us from outside, or at what is outside: in the relay alone, in lanes that may hang without harm.
WATCHES: tuple[Sweep, ...] = (
    Sweep("outside watch", watch, 60, Queue.REMINDERS, "outside"),
    Sweep("measures", measure, 60, Queue.REMINDERS, "measures"),
    Sweep("certificate", check_certificate, 3600, Queue.REMINDERS, "measures"),
)
BY_NAME = {sweep.name: sweep for sweep in SWEEPS}
