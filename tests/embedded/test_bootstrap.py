"""What the set-up says on a machine that is not as it should be: one line, and an exit code that is not 0."""

import ast
import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from safeguard.embedded import install, local
from safeguard.embedded.bootstrap import check_python
from safeguard.embedded.errors import StartError, one_line
from safeguard.embedded.local import ROOT, load_secrets, prepare_folder, remembered_port
from safeguard.embedded.processes import trim_log
from tests.embedded.conftest import Checkout


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 6, 15), (2, 7, 18)])
def test_old_python_is_told_so(version: tuple[int, ...]) -> None:
    with pytest.raises(SystemExit, match=r"needs Python 3.11 or newer, this is \d\.\d+\."):
        check_python(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (4, 0, 0)])
def test_new_python_is_let_through(version: tuple[int, ...]) -> None:
    check_python(version)


def test_bootstrap_can_be_read_by_an_old_python() -> None:
    ast.parse((ROOT / "safeguard" / "embedded" / "bootstrap.py").read_text(), feature_version=(3, 5))
    for name in ("safeguard/__init__.py", "safeguard/embedded/__init__.py"):
        assert not [node for node in ast.walk(ast.parse((ROOT / name).read_text())) if isinstance(node, ast.Import)]


def test_embedded_needs_nothing_that_is_installed() -> None:
    modules = [path.stem for path in (ROOT / "safeguard" / "embedded").glob("*.py") if path.stem != "__init__"]
    code = "".join(f"import safeguard.embedded.{name}\n" for name in modules)
    done = subprocess.run([sys.executable, "-S", "-E", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""


def pip_asks(checkout: Checkout, registry: str) -> dict[str, str]:
    """Forget what is installed; the environment in which pip asks this registry and changes nothing real."""
    (checkout.folder / ".venv" / "installed.env").unlink()
    return {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": f"http://{registry}/simple",
        "PIP_FIND_LINKS": "",
        "PIP_DRY_RUN": "1",
        "PIP_IGNORE_INSTALLED": "1",
    }


def test_unreachable_registry_is_one_line(checkout: Checkout) -> None:
    make = checkout.make_run(environment=pip_asks(checkout, "127.0.0.1:9"))
    output, _ = make.communicate(timeout=60)
    assert make.returncode != 0
    assert output.splitlines()[:2] == [
        "Installing the packages of requirements.txt.",
        "Safeguard cannot start: the packages of requirements.txt cannot be installed: "
        "the package registry cannot be reached or does not have them (.local/install.log)",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at make in /proc")
@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sig: sig.name)
def test_signal_during_installation_leaves_no_installer(checkout: Checkout, sig: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host, port = silent.getsockname()
        make = checkout.make_run(environment=pip_asks(checkout, f"{host}:{port}"))
        silent.settimeout(60)
        asking, _ = silent.accept()  # pip is waiting for an answer now
        with asking:
            make.send_signal(sig)
            output, _ = make.communicate(timeout=60)
            asking.settimeout(30)
            while asking.recv(4096):  # its question, then the end of the connection: pip is gone
                pass
    assert make.returncode != 0
    assert "Traceback" not in output


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder of another user")
def test_folder_of_another_user_is_one_line(checkout: Checkout) -> None:
    os.chown(checkout.local, 12345, -1)
    make = checkout.make_run()
    output, _ = make.communicate(timeout=60)
    os.chown(checkout.local, 0, -1)
    assert make.returncode != 0
    assert "belongs to another user (uid 12345)" in output.splitlines()[0]
    assert "Traceback" not in output


def test_full_disk_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = type("Usage", (), {"free": 99})
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: free)
    with pytest.raises(SystemExit, match="the disk is full"), one_line():
        prepare_folder(tmp_path / "new", needs=100)
    with pytest.raises(SystemExit, match="the disk is full"), one_line():
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was locked"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for django", "registry cannot be reached"),
        ("npm error code ECONNREFUSED", "registry cannot be reached"),
        ("something new", "something new"),
    ],
)
def test_reason_in_a_few_words(said: str, told: str) -> None:
    assert told in install.reason(said)


def test_secrets_are_private_and_stay(tmp_path: Path) -> None:
    first = load_secrets(tmp_path)
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600
    assert load_secrets(tmp_path) == first
    assert len(set(first.values())) == len(first)


def test_port_is_remembered_until_somebody_takes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = remembered_port(tmp_path, "web")
    assert remembered_port(tmp_path, "web") == port
    monkeypatch.setattr(local, "is_free", lambda port: False)
    assert remembered_port(tmp_path, "web") != port


def test_log_is_kept_below_its_limit(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("a") as writer:
        writer.write("x" * 200)
        writer.flush()
        trim_log(log, limit=100)
        writer.write("y")
    assert log.read_text() == "y"
    assert log.with_suffix(".log.1").read_text() == "x" * 200


def test_errors_of_our_own_keep_their_traceback() -> None:
    with pytest.raises(ZeroDivisionError), one_line():
        raise ZeroDivisionError
    with pytest.raises(SystemExit, match="Safeguard cannot start: why"), one_line():
        raise StartError("why")
