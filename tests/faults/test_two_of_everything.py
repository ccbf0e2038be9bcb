"""Two webs behind a balancer, two workers, two relays, two beats: first together, then one of each killed in turn."""

import time
import uuid
from collections.abc import Sequence

import pytest

from safeguard.storage.models import Draft
from tests.faults.browser import Browser
from tests.faults.invariants import check_all, table
from tests.faults.playing import ladder_keeps_time
from tests.faults.rows import Row
from tests.faults.running import drain
from tests.faults.world import BACKGROUND, PASSWORD, World, durable, fresh_connection, world

PAIRS = (("web", "web-2"), ("worker", "worker-2"), ("relay", "relay-2"), ("beat", "beat-2"))


def one_session_everywhere(w: World) -> None:
    """Signed in at one web, at home at the other; typed at one, there at the other; signed out at one, out at both."""
    first, second = (
        Browser(f"http://localhost:{port}", w.people["raiser0"].email, PASSWORD) for port in w.stack.web_ports()
    )
    first.sign_in()
    second.cookies = first.cookies
    token, words = str(uuid.uuid4()), f"typed at one web {uuid.uuid4().hex[:8]}"
    kept = first.post("/drafts/concern/", {"client_token": token, "exact_words": words})
    found = second.get("/raise/report/")
    w.rows += [
        Row("signed in at one web, page of the other", "200", str(found.status), found.status == 200),
        Row("typed at one web, there at the other", "there", str(kept.status), words in found.body),
    ]
    out = first.post("/account/logout/", {}, json=False)
    again = second.get("/raise/report/")
    w.rows.append(
        Row("signed out at one web, out at the other", "302", str(again.status), again.status == 302 == out.status)
    )
    fresh_connection()
    Draft.objects.filter(client_token=token).delete()


def one_of_each_dies(w: World, pairs: Sequence[tuple[str, str]], places: Sequence[int], away: float) -> None:
    """One of each pair at a time; people go on raising concerns through the balancer."""
    for place in places:
        for pair in pairs:
            with w.fault(f"kill {pair[place]}"):
                w.kill(pair[place])
                w.pause(away, away * 1.5)
                w.start(pair[place])
            w.pause(1, 2)


def run(title: str, *, rate: float, pace: float, away: float, pairs=PAIRS, places=(0, 1)) -> None:
    begun = time.monotonic()
    with world(title.replace(" ", "-"), seed=1, rate=rate, own_server=True, pace=pace, webs=2) as w:
        durable()
        one_session_everywhere(w)
        w.load.start()
        w.pause(6, 8)
        if pace == 1:
            ladder_keeps_time(w)
        one_of_each_dies(w, pairs, places, away)
        w.pause(3, 5)
        w.load.stop()
        drain(w)
        served = dict(zip(w.stack.web_ports(), ("web", "web-2"), strict=True))
        by_web = {name: w.balancer.served[port] for port, name in served.items()}
        w.rows.append(Row("connections by web", "both", str(by_web), min(by_web.values()) > 20))
        lost = w.load.answers["lost"]
        w.rows.append(Row("lines that went dead at a killed web, sent again", "state", str(lost), ok=True))
        ended = [name for name in BACKGROUND if not w.stack.children[name].running()]
        w.rows.append(Row("processes that ended by themselves", "0", str(len(ended)), not ended))
        rows = check_all(w)
        print(table(f"{title}, {time.monotonic() - begun:.0f} s", rows, w))
        assert all(row.ok for row in rows), "\n".join(str(row) for row in rows if not row.ok)


@pytest.mark.requirement("ESC-05")
def test_two_of_everything_for_a_moment(django_test_environment: None, django_db_blocker) -> None:
    """The short form, in every run of the tests; workers and beats die in the short night of faults."""
    with django_db_blocker.unblock():
        run("two of everything", rate=4, pace=0.3, away=2, pairs=(PAIRS[0], PAIRS[2]), places=(1,))


@pytest.mark.faults
@pytest.mark.requirement("ESC-05", "ESC-06")
def test_two_of_everything_for_long(django_test_environment: None, django_db_blocker) -> None:
    """The long form (`make faults`)."""
    with django_db_blocker.unblock():
        run("two of everything at length", rate=6, pace=1, away=8)
