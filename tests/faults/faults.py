"""The faults. Each is a few lines that break something while people work, and let it be well again.

How long each lasts is drawn from the seed, so three seeds are three different nights.
"""

import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import psutil
import redis

from tests.faults.playing import ladder_keeps_time
from tests.faults.rows import at_most
from tests.faults.sink import Mode
from tests.faults.world import BACKGROUND, BEATS, RELAYS, WORKERS, WRONG_CLOCK, World, fresh_connection

RECOVERED = 15.0  # seconds
NOTICED = 120.0  # seconds until the health address says so: the reconciler looks every minute


@dataclass(frozen=True)
class Fault:
    """One line of the table: its code, what happens, and how."""

    code: str
    what: str
    run: Callable[[World], None]


def kill_workers(world: World) -> None:
    """Both Celery workers for alerts, and the slow one, die at once; their children are orphans."""
    with world.fault("F1"):
        world.kill(*WORKERS)
        world.pause(2, 5)
        world.start(*WORKERS)


def kill_worker_children(world: World) -> None:
    """One child of a worker dies, several times."""
    with world.fault("F2"):
        for _ in range(5):
            world.kills += 1
            world.stack.kill_one_child(world.rng.choice(WORKERS))
            world.pause(0.3, 1)


def kill_beats(world: World) -> None:
    """Both schedulers die."""
    with world.fault("F3"):
        world.kill(*BEATS)
        world.pause(3, 6)
        world.start(*BEATS)


def kill_redis(world: World) -> None:
    """Redis dies and comes back empty."""
    with world.fault("F5", is_broker=True):
        world.stack.kill("redis")
        world.pause(4, 8)
        for path in world.stack.redis.data.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        world.stack.start("redis")


def empty_redis(world: World) -> None:
    """Somebody empties Redis, again and again."""
    with world.fault("F6", is_broker=True), redis.Redis.from_url(world.stack.redis.url()) as client:
        for _ in range(5):
            client.flushall()
            world.pause(0.3, 1)


def kill_relays(world: World) -> None:
    """Both relays die: Celery carries alone."""
    with world.fault("F8"):
        world.kill(*RELAYS)
        world.pause(4, 8)
        world.start(*RELAYS)


def nothing_sends(world: World) -> None:
    """All of Celery and the relays are off for a while; people go on raising concerns."""
    with world.fault("F9"):
        world.stop(*BACKGROUND)
        world.pause(10, 15)
        world.start(*BACKGROUND)


def kill_web_workers(world: World) -> None:
    """A process of the web dies in the middle of requests, twenty times."""
    with world.fault("F10"):
        for _ in range(20):
            with suppress(IndexError, psutil.Error):  # none was left at that moment
                world.stack.kill_one_child("web")
            world.pause(0.2, 0.5)


def kill_web(world: World) -> None:
    """The whole web server dies."""
    with world.fault("F11"):
        world.kill("web")
        world.pause(1, 3)
        world.start("web")


def stop_database(world: World) -> None:
    """PostgreSQL stops at once, without a word to anybody (its immediate stop), and recovers."""
    with world.fault("F12"):
        _end_database(world, signal.SIGQUIT)


def kill_database(world: World) -> None:
    """PostgreSQL and all of its processes are killed with -9."""
    with world.fault("F13"):
        _end_database(world, signal.SIGKILL)


def _end_database(world: World, sig: int) -> None:
    assert world.stack.postgres is not None, "this fault needs a database of its own"
    child = world.stack.postgres.child
    assert child is not None, "the database has not been started"
    server = psutil.Process(child.pid)
    processes = [server, *server.children()]
    world.kills += 1
    for process in processes if sig == signal.SIGKILL else [server]:
        process.send_signal(sig)
    child.process.wait()
    psutil.wait_procs(processes, timeout=10)
    fresh_connection()
    world.pause(2, 5)
    begin = time.monotonic()
    world.stack.start("postgres")
    world.stack.wait_for(
        lambda: world.browser.get("/health/ready").status == 200, seconds=RECOVERED, what="the web after the database"
    )
    world.rows.append(at_most("web ready after the database is started", time.monotonic() - begin, RECOVERED))


def mail_refuses(world: World) -> None:
    """Nothing listens where the mail server should be."""
    _mail(world, "F14", Mode.REFUSE, 10, 15)


def mail_refuses_until_somebody_notices(world: World) -> None:
    """The same, for as long as it takes the health address to go red; and then back to green."""
    world.stack.wait_for(lambda: not world.problems(), seconds=NOTICED, what="the health address to be green before")
    with world.fault("F14"), world.mail.doing(Mode.REFUSE):
        _health_becomes(world, well=False, what="red while SMTP refuses")
    _health_becomes(world, well=True, what="green after SMTP is back")


def _health_becomes(world: World, *, well: bool, what: str) -> None:
    def has_become_so() -> bool:
        problems = world.problems()
        return not problems if well else any(problem.startswith("alerts") for problem in problems)

    begin = time.monotonic()
    world.stack.wait_for(has_become_so, seconds=NOTICED, what=f"the health address to be {what}")
    world.rows.append(at_most(f"health address {what}", time.monotonic() - begin, NOTICED))


def mail_hangs(world: World) -> None:
    """The mail server takes the call and says nothing."""
    _mail(world, "F15", Mode.HANG, 15, 20)


def mail_is_busy(world: World) -> None:
    """The mail server says 451, try later."""
    _mail(world, "F16", Mode.BUSY, 10, 15)


def mail_drops(world: World) -> None:
    """The mail server takes each message and the line goes dead before it says so."""
    _mail(world, "F18", Mode.DROP, 5, 8)


def _mail(world: World, code: str, mode: Mode, at_least: float, at_most: float) -> None:
    with world.fault(code), world.mail.doing(mode):
        world.pause(at_least, at_most)


def one_address_is_refused(world: World) -> None:
    """The mail server refuses one person for good (550); everybody else must not notice."""
    refused = world.people["south"].email
    world.stack.wait_for(lambda: not world.problems(), seconds=NOTICED, what="the health address to be green before")
    with world.fault("F17"):
        world.mail.refused.add(refused)
        _health_becomes(world, well=False, what="red while one address is refused")
        world.mail.refused.discard(refused)


def clocks_are_wrong(world: World) -> None:
    """Every process believes another time, two hours either way; the database alone is right."""
    wrong = {name: world.rng.choice((-7200, 7200)) for name in (*BACKGROUND, "web")}
    wrong["relay"], wrong["relay-2"] = -7200, 7200
    with world.fault("F19"):
        _restart(world, {name: {"PYTHONPATH": WRONG_CLOCK, "CLOCK_WRONG_BY": str(s)} for name, s in wrong.items()})
    world.pause(8, 12)  # alerts must leave on time meanwhile: this is not part of the window
    ladder_keeps_time(world)
    with world.fault("F19"):
        _restart(world, {name: {} for name in wrong})


def _restart(world: World, environments: dict[str, dict[str, str]]) -> None:
    world.stop(*environments)
    for name, environment in environments.items():
        world.start(name, environment=environment)


TABLE = (
    Fault("F1", "all Celery workers killed -9", kill_workers),
    Fault("F2", "one child of a worker killed -9, five times", kill_worker_children),
    Fault("F3", "both beats killed -9", kill_beats),
    Fault("F5", "Redis killed -9 and emptied", kill_redis),
    Fault("F6", "Redis flushed, five times", empty_redis),
    Fault("F8", "both relays killed -9", kill_relays),
    Fault("F9", "no Celery and no relay for a while", nothing_sends),
    Fault("F10", "a web process killed -9 mid-request, twenty times", kill_web_workers),
    Fault("F11", "the whole web server killed -9", kill_web),
    Fault("F12", "PostgreSQL stopped at once", stop_database),
    Fault("F13", "PostgreSQL killed -9", kill_database),
    Fault("F14", "SMTP refuses connections until the health address is red", mail_refuses_until_somebody_notices),
    Fault("F15", "SMTP hangs", mail_hangs),
    Fault("F16", "SMTP says 451", mail_is_busy),
    Fault("F17", "SMTP refuses one address for good", one_address_is_refused),
    Fault("F18", "SMTP takes the message and drops the line", mail_drops),
    Fault("F19", "clocks of all processes two hours wrong", clocks_are_wrong),
)
BY_CODE = {fault.code: fault for fault in TABLE}
SHORT = (
    BY_CODE["F1"],
    BY_CODE["F5"],
    BY_CODE["F8"],
    BY_CODE["F13"],
    BY_CODE["F18"],
    Fault("F14", "SMTP refuses connections", mail_refuses),
)
