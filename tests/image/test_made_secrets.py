"""What `make_secrets.py` writes, and that the settings start with it as in a container."""

import re
import stat
import subprocess
import sys

from safeguard.embedded.local import ROOT
from tests.image.test_compose import COMPOSE, SERVICES


def make_secrets(folder):
    command = [sys.executable, ROOT / "safeguard" / "deploy" / "make_secrets.py", folder]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_secrets_are_made_once_and_for_nobody_else(tmp_path):
    folder = tmp_path / "secrets"
    said = make_secrets(folder)
    made = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(COMPOSE["secrets"]) <= set(made)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o644}  # by the owner written again
    assert not any(text.strip() in said for text in made.values())
    (folder / "audit_key").unlink()
    assert make_secrets(folder) == f"wrote {folder}/audit_key\n"
    kept = {path.name: path.read_text() for path in folder.iterdir()}
    assert {name for name in made if made[name] != kept[name]} == {"audit_key"}
    assert made["owner_password"].strip() in made["database_owner_url"]
    assert made["redis_password"].strip() in made["redis_conf"]


def test_settings_start_with_what_was_made(tmp_path):
    """As in a container: the environment of the service, its files where they were made here."""
    make_secrets(tmp_path)
    given = {"PATH": "/usr/bin:/bin", "SITE_HOST": "safeguard.example.org"}
    for name, value in SERVICES["web"]["environment"].items():
        text = str(value).replace("/run/secrets", str(tmp_path))
        text = re.sub(r"\$\{SITE_HOST[^}]*\}", given["SITE_HOST"], text)
        given[name] = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
    code = (
        "import safeguard.settings as s; print(s.SITE_URL, s.DATABASES['default']['HOST'], s.SECURE_SSL_REDIRECT,"
        " s.SECOND_FACTOR_REQUIRED, s.SECRET_KEY_FALLBACKS, s.LOGGING['root']['level'], s.WATCHDOG_URL, s.RELEASE);"
        "import safeguard.gunicorn as g; print(g.logconfig_dict['root']['level'])"
    )
    done = subprocess.run([sys.executable, "-c", code], env=given, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "https://safeguard.example.org postgres True True [] INFO  \nINFO\n", done.stderr
