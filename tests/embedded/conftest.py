"""A checkout in miniature: the real Makefile, bootstrap and supervisor, with a site that does nothing."""

import hashlib
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from safeguard.embedded.local import ROOT, free_port
from safeguard.embedded.processes import processes_in, processes_marked

STUB_MANAGE = "import sys\nprint(sys.argv)\n"


def _signals_as_in_a_terminal() -> None:
    """Whoever runs the tests may ignore signals (nohup, a shell's background), and children inherit that."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Checkout:
    """A folder in which `make run` can be tried."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.local, self.port = folder, folder / ".local", free_port()
        self.makes: list[subprocess.Popen[str]] = []

    def build(self) -> None:
        """Everything that `make run` needs, and a web that answers at /health/live."""
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "safeguard" / "embedded", self.folder / "safeguard" / "embedded", ignore=ignore)
        for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
            shutil.copy(ROOT / name, self.folder / name)
        (self.folder / "safeguard" / "__init__.py").touch()
        (self.folder / "tests").mkdir()
        (self.folder / "tests" / "check.env").touch()
        (self.folder / "manage.py").write_text(STUB_MANAGE)
        (self.folder / "pages" / "health").mkdir(parents=True)
        (self.folder / "pages" / "health" / "live").write_text("ok")
        web = f"python -m http.server {self.port} --bind 127.0.0.1 --directory pages"
        (self.folder / "Procfile").write_text(f"web: {web}\nworker: sleep 600\n")
        (self.folder / "static" / "build").mkdir(parents=True)
        self.local.mkdir(mode=0o700)
        (self.local / "look.env").write_text(f"SOURCES={hashlib.sha256().hexdigest()}\n")  # no sources, built
        self.use_installed_packages()

    def use_installed_packages(self) -> None:
        """Take the packages of the checkout under test instead of installing them again."""
        from safeguard.embedded.local import fingerprint

        (self.folder / ".venv" / "bin").mkdir(parents=True)
        real = ROOT / ".venv"
        for name in ("lib", "pyvenv.cfg", "bin/python"):
            (self.folder / ".venv" / name).symlink_to(real / name)
        lock = fingerprint(ROOT / "requirements.txt")
        (self.folder / ".venv" / "installed.env").write_text(f"requirements.txt={lock}\n")

    def make_run(self, *, environment: Mapping[str, str] | None = None, **variables: object) -> subprocess.Popen[str]:
        """Start `make run` with these variables; its output is read by line."""
        words = [
            "make",
            "run",
            *(f"{name}={value}" for name, value in ({"PORT": self.port} | variables).items()),
        ]
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **(environment or {})}
        make = subprocess.Popen(
            words,
            cwd=self.folder,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=_signals_as_in_a_terminal,
        )
        self.makes.append(make)
        return make

    def start(self) -> tuple[subprocess.Popen[str], list[str]]:
        """Start and read until it is ready: make, and the lines that it printed."""
        make = self.make_run()
        assert make.stdout is not None
        lines = []
        for line in make.stdout:
            lines.append(line.rstrip())
            if "is ready at" in line:
                return make, lines
        pytest.fail("\n".join(lines))

    def processes(self) -> list[int]:
        """Whatever runs on behalf of this folder."""
        servers = processes_in(self.local / "postgres/data", "postgres")
        servers += processes_in(self.local / "redis/data", "redis-server")
        return servers + processes_marked("SAFEGUARD_RUN", str(self.local))

    def supervisor(self, make: subprocess.Popen[str]) -> int:
        """The process that make has started."""
        return int(Path(f"/proc/{make.pid}/task/{make.pid}/children").read_text().split()[0])

    def answers(self, host: str = "127.0.0.1") -> bool:
        """Whether the web answers now."""
        try:
            with urllib.request.urlopen(f"http://{host}:{self.port}/health/live", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def clear(self) -> None:
        """End everything, whatever the test has done to it."""
        for make in self.makes:
            if make.poll() is None:
                make.send_signal(signal.SIGTERM)
            make.communicate(timeout=60)
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """A small checkout, and nothing left of it afterwards."""
    made = Checkout(tmp_path / "checkout")
    made.folder.mkdir()
    made.build()
    yield made
    made.clear()


def wait_for(condition: Callable[[], object], seconds: float = 30) -> bool:
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
