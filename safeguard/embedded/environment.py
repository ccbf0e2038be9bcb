"""What a process of ours is told: settings by environment variables, and the commands of the Procfile."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from safeguard.embedded.local import ROOT, is_free

SECRETS = ("SECRET_KEY", "AUDIT_KEY", "MAIL_KEY", "LINK_KEY")
# What a process may take over from the person who starts it; everything else is said here.
INHERITED = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TERM",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "HTTPS_PROXY",
    "NO_PROXY",
)
# Settings that an organisation may name beside those of site_environment().
OPTIONAL = (
    "MAIL_FROM",
    "MAIL_FROM_NEUTRAL",
    "SMS_URL_NEUTRAL",
    "DSL_PHONE",
    "LOG_LEVEL",
    "LOG_FORMAT",
    "WATCHDOG_URL",
    "SECRET_KEY_FALLBACKS",
    "AUDIT_KEY_FALLBACKS",
    "LINK_KEY_FALLBACKS",
    "MAIL_KEY_FALLBACKS",
    "SECOND_FACTOR_REQUIRED",
    "BEHIND_PROXY",
    "PROXY_COUNT",
    "OIDC_ISSUER",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_NAME",
    "OIDC_TRUST_MFA",
    "OIDC_MFA_ACR",
)
DEMO_DSL_PHONE = "+447700900106"


def site_environment(
    *,
    port: int,
    database: str,
    owner_database: str,
    redis: str,
    mail_port: int,
    sms_port: int,
    secrets: Mapping[str, str],
    demo: bool,
) -> dict[str, str]:
    """The settings of one site on this machine, reached at http://localhost:PORT/."""
    return {
        **{name: secrets[name] for name in SECRETS},
        "DATABASE_URL": database,
        "DATABASE_OWNER_URL": owner_database,
        "REDIS_URL": redis,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "SMS_URL": f"json://127.0.0.1:{sms_port}/sms/{{to}}",
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DEMO": "true" if demo else "false",
        "DEBUG": "false",
        # The page for faults asks no database, so the demonstration's lead stands here too; a test holds them equal.
        **({"DSL_PHONE": DEMO_DSL_PHONE} if demo else {}),
    }


def named_outside(settings: Mapping[str, str]) -> dict[str, str]:
    """What the person who starts us has set: it wins over ours. DEMO comes from make alone."""
    names = (settings.keys() | set(OPTIONAL)) - {"DEMO", "DEBUG"}
    return {name: os.environ[name] for name in names if os.environ.get(name)}


def process_environment(settings: Mapping[str, str], *, port: int) -> dict[str, str]:
    """The whole environment of a process: ours, the settings, and where the web is to listen."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    scripts = ROOT / ".venv" / "bin"
    # A browser may take localhost for ::1 or for 127.0.0.1: the web answers on both where there are both.
    hosts = [host for host in ("127.0.0.1", "::1") if is_free(0, host)]
    binds = " ".join(f"--bind [{host}]:{port}" if ":" in host else f"--bind {host}:{port}" for host in hosts)
    return {
        **kept,
        **settings,
        "PATH": f"{scripts}{os.pathsep}{kept.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "GUNICORN_CMD_ARGS": binds,
    }


def read_procfile(path: Path) -> dict[str, list[str]]:
    """The processes by name, each as the words of its command; no shell takes part."""
    lines = (line.strip() for line in path.read_text().splitlines())
    named = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    return {name.strip(): shlex.split(command) for name, command in named}
