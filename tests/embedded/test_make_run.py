"""`make run`: starts, stops with make whichever way make ends, and recovers by itself."""

import os
import signal
import socket
import sys

import pytest

from tests.embedded.conftest import Checkout, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


def test_last_line_says_where_it_is(checkout: Checkout) -> None:
    _, lines = checkout.start()
    assert lines[-1] == f"Safeguard is ready at http://localhost:{checkout.port}/"
    assert checkout.answers("127.0.0.1")
    assert checkout.answers("localhost")
    assert any("safe-harbour" in line for line in lines)
    commands = (checkout.local / "log" / "setup.log").read_text()
    assert [name for name in ("collectstatic", "migrate", "allow_clock_shift", "load_demo") if name in commands] == [
        "collectstatic",
        "migrate",
        "allow_clock_shift",
        "load_demo",
    ]


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sig: sig.name)
def test_signal_to_make_stops_everything(checkout: Checkout, sig: signal.Signals) -> None:
    make, _ = checkout.start()
    assert len(checkout.processes()) > 5
    make.send_signal(sig)
    assert make.wait(30) != 0
    assert checkout.processes() == []
    assert not checkout.answers()


@pytest.mark.parametrize("victim", ["make", "supervisor"])
def test_killed_start_leaves_nothing_that_blocks_the_next(checkout: Checkout, victim: str) -> None:
    make, _ = checkout.start()
    os.kill(make.pid if victim == "make" else checkout.supervisor(make), signal.SIGKILL)
    make.wait(30)
    _, lines = checkout.start()
    assert lines[-1].startswith("Safeguard is ready")
    assert checkout.answers()


def test_killed_make_takes_everything_with_it(checkout: Checkout) -> None:
    make, _ = checkout.start()
    make.kill()
    make.wait(30)
    assert wait_for(lambda: not checkout.processes())


def test_second_run_in_the_same_folder_is_refused(checkout: Checkout) -> None:
    checkout.start()
    second = checkout.make_run(PORT=checkout.port + 1)
    output, _ = second.communicate(timeout=60)
    assert second.returncode != 0
    assert output.splitlines()[0] == (
        f"Safeguard cannot start: it is already running in this folder ({checkout.folder})."
    )
    assert checkout.answers()


def test_port_in_use_is_one_line(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", checkout.port)):
        make = checkout.make_run()
        output, _ = make.communicate(timeout=60)
    assert make.returncode != 0
    assert output.splitlines()[0] == (
        f"Safeguard cannot start: port {checkout.port} is in use; choose another with `make run PORT=...`."
    )
    assert checkout.processes() == []


def test_dead_child_is_started_again_with_one_line(checkout: Checkout) -> None:
    make, _ = checkout.start()
    worker = next(pid for pid in checkout.processes() if _command(pid) == "sleep 600")
    os.kill(worker, signal.SIGKILL)
    assert make.stdout is not None
    assert make.stdout.readline().startswith("worker ended with code -9; starting it again in 0.5 s")
    assert wait_for(lambda: any(_command(pid) == "sleep 600" for pid in checkout.processes() if pid != worker))


def test_dead_database_is_started_again(checkout: Checkout) -> None:
    make, _ = checkout.start()
    leader = int((checkout.local / "postgres/data/postmaster.pid").read_text().split()[0])
    os.kill(leader, signal.SIGKILL)
    assert make.stdout is not None
    assert make.stdout.readline() == "Postgres ended; starting it again.\n"
    pid_file = checkout.local / "postgres/data/postmaster.pid"
    assert wait_for(lambda: pid_file.exists() and "ready" in pid_file.read_text())


def test_second_start_finds_its_data_and_its_secrets(checkout: Checkout) -> None:
    make, _ = checkout.start()
    before = (checkout.local / "run.env").read_text()
    identity = (checkout.local / "postgres/data/global/pg_control").stat().st_ino
    make.terminate()
    make.communicate(timeout=60)
    checkout.start()
    assert (checkout.local / "run.env").read_text() == before
    assert (checkout.local / "postgres/data/global/pg_control").stat().st_ino == identity
    assert (checkout.local / "run.env").stat().st_mode & 0o777 == 0o600
    assert (checkout.local / "secrets.env").stat().st_mode & 0o777 == 0o600


def test_without_demo_nothing_is_loaded(checkout: Checkout) -> None:
    make = checkout.make_run(DEMO=0)
    assert make.stdout is not None
    lines = []
    for line in make.stdout:
        lines.append(line.rstrip())
        if "is ready at" in line:
            break
    assert "load_demo" not in (checkout.local / "log" / "setup.log").read_text()
    assert not any("safe-harbour" in line for line in lines)
    assert "DEMO=false" in (checkout.local / "run.env").read_text()
    # What the command for the first account says stands before the address, and stays in no file.
    assert lines[-2] == "['manage.py', 'set_up', '--code']"
    assert not any("set_up" in log.read_text() for log in (checkout.local / "log").glob("*.log"))


def _command(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/cmdline") as file:
            return file.read().replace("\0", " ").strip()
    except OSError:
        return ""
