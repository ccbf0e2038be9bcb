"""Secrets from variables and from files; what is missing or ambiguous stops the start and names no value."""

import os
import re
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from safeguard.embedded.local import ROOT
from safeguard.lib.secrets import secret, secrets

VALUE = "canary-of-a-secret"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a_key"
    path.write_text(f"{VALUE}\n")
    return path


def test_from_the_variable(monkeypatch):
    monkeypatch.setenv("A_KEY", VALUE)
    assert secret("A_KEY") == VALUE


def test_from_a_file_without_the_line_end(monkeypatch, file):
    monkeypatch.setenv("A_KEY_FILE", str(file))
    assert secret("A_KEY") == VALUE


def test_spaces_inside_belong_to_it(monkeypatch, file):
    file.write_text(" a b \r\n")
    monkeypatch.setenv("A_KEY_FILE", str(file))
    assert secret("A_KEY") == " a b "


def test_default_is_for_neither(monkeypatch, file):
    assert secret("A_KEY", default="none") == "none"
    monkeypatch.setenv("A_KEY_FILE", str(file))
    assert secret("A_KEY", default="none") == VALUE


def test_empty_is_not_set(monkeypatch, file):
    monkeypatch.setenv("A_KEY", "")
    assert secret("A_KEY", default="none") == "none"
    with pytest.raises(ImproperlyConfigured, match="Set A_KEY"):
        secret("A_KEY")
    monkeypatch.setenv("A_KEY_FILE", str(file))
    assert secret("A_KEY") == VALUE


def both(monkeypatch, file):
    monkeypatch.setenv("A_KEY", VALUE)


def gone(monkeypatch, file):
    file.unlink()


def empty(monkeypatch, file):
    file.write_text("\n")


def a_folder(monkeypatch, file):
    monkeypatch.setenv("A_KEY_FILE", str(file.parent))


def no_text(monkeypatch, file):
    file.write_bytes(b"\xff\xfe" + VALUE.encode())


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (both, "both set"),
        (gone, "cannot be read"),
        (empty, "is empty"),
        (a_folder, "cannot be read"),
        (no_text, "read"),
    ],
)
def test_what_cannot_be_is_said_loudly_and_without_the_value(monkeypatch, file, harm, words):
    monkeypatch.setenv("A_KEY_FILE", str(file))
    harm(monkeypatch, file)
    with pytest.raises(ImproperlyConfigured, match=words) as raised:
        secret("A_KEY", default="a default is no way out")
    assert VALUE not in str(raised.value)


def test_neither_is_no_start():
    with pytest.raises(ImproperlyConfigured, match="Set A_KEY, or A_KEY_FILE"):
        secret("A_KEY")


@pytest.mark.parametrize("text", ["one,two", "one\ntwo\n", " one , two ,", "one,\ntwo"])
def test_several_keys(monkeypatch, text):
    monkeypatch.setenv("A_KEY_FALLBACKS", text)
    assert secrets("A_KEY_FALLBACKS") == ["one", "two"]


def test_several_keys_that_are_none():
    assert secrets("A_KEY_FALLBACKS") == []


def settings_with(environment):
    """What the settings say in a process of their own."""
    code = (
        "from safeguard import settings as s; "
        "print(s.SECRET_KEY, s.DATABASES['default']['USER'], s.ALLAUTH_TRUSTED_PROXY_COUNT, s.SECURE_PROXY_SSL_HEADER)"
    )
    return subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True)


def test_settings_read_every_secret_from_files(tmp_path):
    """As in a container: no secret is in the environment."""
    environment = dict(os.environ)
    for name in (
        "SECRET_KEY",
        "AUDIT_KEY",
        "LINK_KEY",
        "MAIL_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "EMAIL_URL",
        "SMS_URL",
    ):
        path = tmp_path / name.lower()
        path.write_text(environment.pop(name) + "\n")
        environment[f"{name}_FILE"] = str(path)
    done = settings_with(environment)
    assert done.stdout.split()[:2] == [os.environ["SECRET_KEY"], "safeguard_app"], done.stderr


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("DATABASE_URL", "ca/nary"),
        ("DATABASE_URL", "12#nary"),
        ("DATABASE_URL", "ca[nary"),
        ("DATABASE_OWNER_URL", "ca?nary"),
        ("EMAIL_URL", "ca/na@ry"),
        ("EMAIL_URL", "ca\u2100nary"),
    ],
)
def test_an_address_that_cannot_be_read_is_said_without_its_password(name, password):
    """Percent-encoding was forgotten; what reads addresses would quote some of the password."""
    scheme = "smtp+tls" if name == "EMAIL_URL" else "postgres"
    port = 587 if name == "EMAIL_URL" else 5432
    address = f"{scheme}://user:{password}@db.example.org:{port}/safeguard"
    refused = settings_with(dict(os.environ) | {"DATABASE_ROLE": "owner", name: address})
    assert f"ImproperlyConfigured: {name} cannot be read as an address." in refused.stderr.splitlines()[-1]
    assert not re.search(r"nary|\bca\b|'12'|user:|db\.example", refused.stderr)


@pytest.mark.parametrize("address", ["canary", "postgres://db.example.org/safeguard"])
def test_what_is_no_address_of_a_database_is_said_too(address):
    refused = settings_with(dict(os.environ) | {"DATABASE_URL": address})
    assert "ImproperlyConfigured: DATABASE_URL cannot be read" in refused.stderr.splitlines()[-1]
    assert "canary" not in refused.stderr


def test_a_password_that_is_percent_encoded_is_read():
    code = "from safeguard import settings as s; print(s._app_database['PASSWORD'], s.EMAIL_HOST_PASSWORD)"
    environment = dict(os.environ) | {
        "DATABASE_URL": "postgres://user:a%2F%40%23@db/safeguard?sslmode=require",
        "EMAIL_URL": "smtp+tls://user%40example.org:b%3A%25@mail.example.org:587",
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "a/@# b:%\n", done.stderr


def test_what_runs_all_day_need_not_know_the_owner(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    assert settings_with(environment).returncode == 0
    refused = settings_with(environment | {"DATABASE_ROLE": "owner"})
    assert refused.returncode != 0
    assert "Set DATABASE_OWNER_URL" in refused.stderr


@pytest.mark.parametrize("scheme", ["smtps", "smtp+tls"])
def test_mail_that_would_never_leave_is_no_start(scheme):
    """On port 465 a mail server waits for TLS, and STARTTLS waits for the mail server."""
    address = f"{scheme}://user:{VALUE}@mail.example.org"
    refused = settings_with(dict(os.environ) | {"EMAIL_URL": f"{address}:465"})
    assert "port 465 needs smtp+ssl://; smtp+tls:// and smtps:// are for port 587." in refused.stderr.splitlines()[-1]
    assert VALUE not in refused.stderr
    assert settings_with(dict(os.environ) | {"EMAIL_URL": f"{address}:587"}).returncode == 0


def test_tls_from_the_first_byte_is_read_as_that():
    code = "from safeguard import settings as s; print(s.EMAIL_PORT, s.EMAIL_USE_SSL, s.EMAIL_USE_TLS)"
    environment = dict(os.environ) | {"EMAIL_URL": "smtp+ssl://user:word@mail.example.org:465"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "465 True False\n", done.stderr
