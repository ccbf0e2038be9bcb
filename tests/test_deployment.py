"""What an installation behind TLS is like: Django's own list of what a deployment needs, asked of our settings."""

import os
import re
import subprocess
import sys
from typing import Any

import pytest

from tests.architecture.code import ROOT

# What stays open, and why.
LEFT_TO_THE_ORGANISATION = {
    "security.W005": "other names below its domain are its own affair",
    "security.W021": "to be preloaded is a promise for the whole domain",
}


def _check(*, well: bool = True, **over: str) -> subprocess.CompletedProcess[Any]:
    settings = dict(line.split("=", 1) for line in (ROOT / "tests" / "check.env").read_text().split())
    real = {"DEMO": "false", "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2, **over}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "CRITICAL"]
    environment = {"PATH": os.environ["PATH"], **settings, **real}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=well)


def _found(answer: subprocess.CompletedProcess[Any]) -> set[str]:
    return set(re.findall(r"\((security\.W\d+)\)", answer.stdout + answer.stderr))


def test_behind_tls_nothing_that_a_deployment_needs_is_missing() -> None:
    """Secure cookies, HSTS, the redirect, the referrer policy, no debug pages: each has a warning of its own."""
    assert _found(_check(SITE_URL="https://safeguard.example")) == set(LEFT_TO_THE_ORGANISATION)


def test_without_tls_it_is_said() -> None:
    """The list above is really asked: on this machine, without TLS, cookies and redirect are warned of."""
    assert {"security.W008", "security.W012", "security.W016"} <= _found(_check(SITE_URL="http://localhost"))


@pytest.mark.parametrize("name", ["MAIL_FROM", "MAIL_FROM_NEUTRAL"])
def test_nothing_starts_that_would_write_from_somebodys_personal_mailbox(name: str) -> None:
    """Neither to staff nor to families (SEC-08)."""
    refused = _check(well=False, SITE_URL="https://safeguard.example", **{name: "Us <us@GMail.com>"})
    assert refused.returncode != 0
    assert f"ImproperlyConfigured: {name}: messages leave from an address of the organisation" in refused.stderr
