"""Child processes that never outlive us, and what an earlier run left behind."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safeguard.embedded.local import write_private

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 5 * 1024 * 1024  # bytes per log file; one older file is kept beside it
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """Who a server runs as: its user and group, and the arguments of subprocess for it."""

    uid: int
    gid: int

    @property
    def arguments(self) -> dict[str, Any]:
        """Empty unless the account differs from ours: only root may change."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account() -> Account:
    """Ourselves, or `nobody` when we are root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    import pwd  # noqa: PLC0415 - absent on Windows, where we are never root

    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)
    return Account(entry.pw_uid, entry.pw_gid)


def reachable(binary: Path, account: Account) -> bool:
    """Whether that account can start this program: a checkout below a private folder is closed to it."""
    try:
        done = subprocess.run([binary, "--version"], capture_output=True, cwd="/", **account.arguments)
    except PermissionError:
        return False
    return done.returncode == 0


def copy_for(account: Account, *, program: str, sources: Mapping[str, Path], note: Path) -> Path:
    """Copy a program's files and folders to where `account` can read them; the place is remembered in `note`.

    `sources` maps each place in the copy to what is copied there; `program` is the path of the program in it.

    The copy is made in a folder of our own with a random name, so nobody else can put a program there.
    """
    if note.exists():
        known = Path(note.read_text())
        if (known / program).exists() and known.stat().st_uid == os.geteuid() and reachable(known / program, account):
            return known
        shutil.rmtree(known, ignore_errors=True)
    place = Path(tempfile.mkdtemp(prefix="safeguard-"))
    write_private(note, str(place))
    place.chmod(0o755)
    for target, source in sources.items():
        if source.is_dir():
            shutil.copytree(source, place / target, symlinks=True)
        else:
            shutil.copy2(source, place / target)
    return place


def dies_with_parent(sig: int = signal.SIGKILL) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends `sig` when the parent is gone, kill -9 included (Linux)."""

    def arrange() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, sig, 0, 0, 0)

    return arrange


class Child:
    """One process in a group of its own, its output in a log file."""

    def __init__(
        self,
        command: list[str],
        *,
        log: Path,
        env: dict[str, str] | None = None,
        stop_signal: int = signal.SIGTERM,
        **options: Any,
    ) -> None:
        """Start it. `options` go to Popen; `preexec_fn` replaces the tie to our own life."""
        self.stop_signal = stop_signal
        self.log = log
        options.setdefault("preexec_fn", dies_with_parent())
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                env=env,
                stdin=options.pop("stdin", subprocess.DEVNULL),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **options,
            )

    @property
    def pid(self) -> int:
        """The process's id, which is also its group's."""
        return self.process.pid

    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def signal(self, sig: int) -> None:
        """Send to the leader only: it tells its own children."""
        if self.running():
            self.process.send_signal(sig)

    def stop(self, *, wait: float = 10) -> None:
        """Ask, wait up to `wait` seconds, then kill the whole group."""
        self.signal(self.stop_signal)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(wait)
        self.kill()

    def kill(self) -> None:
        """Kill the group with -9, its orphans included."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()


def stop_all(children: Iterable[Child], *, wait: float) -> None:
    """Stop several at once: all are asked first, and share the same `wait` seconds."""
    children = list(children)
    for child in children:
        child.signal(child.stop_signal)
    end = time.monotonic() + wait
    for child in children:
        child.stop(wait=max(0.0, end - time.monotonic()))


def trim_log(path: Path, limit: int = LOG_LIMIT) -> None:
    """Keep a log below its limit: its writer appends, so the file can be emptied under it."""
    if path.exists() and path.stat().st_size > limit:
        shutil.copyfile(path, path.with_suffix(".log.1"))
        os.truncate(path, 0)


def tail(path: Path, lines: int = 3) -> str:
    """The last lines of a log, for an error's text."""
    return " | ".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""


def _proc_entries() -> Iterable[Path]:
    proc = Path("/proc")
    return (entry for entry in proc.iterdir() if entry.name.isdigit()) if proc.is_dir() else ()


def processes_in(folder: Path, name: str) -> list[int]:
    """Processes called `name` whose working folder is this one (Linux; empty elsewhere)."""
    found = []
    for entry in _proc_entries():
        try:
            if (entry / "comm").read_text().strip() == name and os.readlink(entry / "cwd") == str(folder):
                found.append(int(entry.name))
        except OSError:
            continue  # ended meanwhile, or somebody else's
    return found


def processes_marked(name: str, value: str) -> list[int]:
    """Processes that were started with this variable in their environment (Linux; empty elsewhere)."""
    wanted = f"{name}={value}".encode()
    found = []
    for entry in _proc_entries():
        try:
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def end_processes(pids: Iterable[int], *, signals: Iterable[int], wait: float = 5) -> None:
    """Send each signal in turn until all of them have ended, `wait` seconds for each."""
    left = set(pids)
    for sig in signals:
        for pid in left:
            _send(pid, sig)
        end = time.monotonic() + wait
        while left and time.monotonic() < end:
            left = {pid for pid in left if _alive(pid)}
            time.sleep(0.02)
        if not left:
            return


def _send(pid: int, sig: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, sig)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"
