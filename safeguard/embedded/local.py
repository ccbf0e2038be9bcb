"""The `.local/` folder: secrets, remembered ports, and who may own it."""

import base64
import hashlib
import json
import os
import secrets
import shutil
import socket
from pathlib import Path

from safeguard.embedded.errors import StartError

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
MEGABYTE = 1024 * 1024


def prepare_folder(folder: Path, *, owner: int | None = None, needs: int = 0) -> Path:
    """Make a private folder (0700) and hand it to `owner` (a uid; ours when not given).

    `needs` is the free space in bytes below which a start is refused.
    Raises StartError when it belongs to somebody else or the disk is full.
    """
    expected = os.geteuid() if owner is None else owner
    fresh = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if fresh and expected != os.geteuid():
        os.chown(folder, expected, -1)
    if (uid := folder.stat().st_uid) != expected:
        raise StartError(f"{folder} belongs to another user (uid {uid}); start as that user or move it away.")
    if shutil.disk_usage(folder).free < needs:
        raise StartError(f"the disk is full: {folder} needs {needs // MEGABYTE} MB free.")
    return folder


def read_env(path: Path) -> dict[str, str]:
    """Read NAME=value lines; a file that is not there is an empty one."""
    if not path.exists():
        return {}
    lines = (line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, value in lines}


def write_private(path: Path, text: str) -> None:
    """Replace a file by one that only we can read, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def write_env(path: Path, values: dict[str, str]) -> None:
    """Write NAME=value lines that only we can read."""
    write_private(path, "".join(f"{name}={value}\n" for name, value in sorted(values.items())))


def load_secrets(folder: Path) -> dict[str, str]:
    """Read `secrets.env`, adding what is missing; a value once made is never changed."""
    path = folder / "secrets.env"
    known = read_env(path)
    fresh = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "AUDIT_KEY": secrets.token_urlsafe(48),
        "LINK_KEY": secrets.token_urlsafe(48),
        "MAIL_KEY": base64.urlsafe_b64encode(os.urandom(32)).decode(),  # the form of a Fernet key
        "OWNER_PASSWORD": secrets.token_hex(24),
        "APP_PASSWORD": secrets.token_hex(24),
        "REDIS_PASSWORD": secrets.token_hex(24),
    }
    if fresh.keys() - known.keys():
        known = fresh | known
        write_env(path, known)
    return known


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def remembered_port(folder: Path, name: str) -> int:
    """The port this server had last time if it is still free, else a new one, remembered in `ports.json`."""
    path = folder / "ports.json"
    ports: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
    if name not in ports or not is_free(ports[name]):
        taken = set(ports.values())
        ports[name] = next(port for port in iter(free_port, None) if port not in taken)
        write_private(path, json.dumps(ports))
    return ports[name]


def fingerprint(*paths: Path) -> str:
    """Changes whenever a file among these, or in these folders, does."""
    digest = hashlib.sha256()
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path])]
    for file in sorted(file for file in files if file.is_file()):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
