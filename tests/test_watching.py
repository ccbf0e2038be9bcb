"""Being watched from outside: pinged while alerts leave, silent otherwise; what is measured for the operations page."""

import contextlib
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from safeguard import watching
from safeguard.embedded.local import ROOT
from safeguard.jobs import RECONCILER, RELAY, SWEEPS, WATCHES
from safeguard.notifications.actions import record_pulse
from safeguard.notifications.enums import Part, lane_pulse
from safeguard.notifications.models import Pulse

pytestmark = pytest.mark.django_db
SOON = "the certificate ends soon"


class Outside:
    """A service outside: it remembers what it was asked, and answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.status, self.location, self.hangs = 200, "", threading.Event()
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outside.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                if outside.hangs.is_set():
                    time.sleep(3)
                    return
                self.send_response(outside.status)
                if outside.location:
                    self.send_header("Location", outside.location)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/ping/secret-id"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def outside(settings: Any) -> Iterator[Outside]:
    """The address that the settings name."""
    found = Outside()
    settings.WATCHDOG_URL = found.url
    yield found
    found.close()


@pytest.fixture
def well(now: datetime) -> None:
    """Relay and reconciler are alive and found nothing."""
    for name in (RELAY, RECONCILER):
        record_pulse(name, now=now)


def said() -> tuple[bool, list[str], str | None]:
    seen = Pulse.objects.get(name=Part.WATCHDOG)
    return seen.is_well, seen.findings, seen.facts["reached_at"]


@pytest.mark.usefixtures("well")
def test_pinged_while_all_is_well_and_told_nothing(outside: Outside) -> None:
    watching.watch()
    ((path, headers),) = outside.asked
    assert path == "/ping/secret-id"
    assert headers["user-agent"] == "Safeguard"
    assert not {"cookie", "referer", "authorization"} & headers.keys()
    is_well, findings, reached = said()
    assert (is_well, findings) == (True, [])
    assert reached


@pytest.mark.usefixtures("well")
def test_not_pinged_when_the_reconciler_found_something(outside: Outside, now: datetime) -> None:
    watching.watch()
    reached = said()[2]
    record_pulse(RECONCILER, now=now, findings=["alerts that have not left: 1"])
    watching.watch()
    assert len(outside.asked) == 1
    assert said() == (False, [watching.NOT_WELL], reached)  # when it was last reached is not forgotten


@pytest.mark.usefixtures("well")
@pytest.mark.parametrize("silent", [RELAY, RECONCILER, lane_pulse("e-mail"), lane_pulse("text"), lane_pulse("ladders")])
def test_not_pinged_when_a_part_is_silent(outside: Outside, now: datetime, silent: str) -> None:
    record_pulse(silent, now=now - timedelta(minutes=4))
    watching.watch()
    assert outside.asked == []
    assert said() == (False, [watching.NOT_WELL], None)


@pytest.mark.usefixtures("well")
def test_a_silent_lane_for_the_rest_is_no_alarm(outside: Outside, now: datetime) -> None:
    record_pulse(lane_pulse("reports"), now=now - timedelta(minutes=30))
    watching.watch()
    assert len(outside.asked) == 1


def test_not_pinged_before_anything_was_seen(outside: Outside) -> None:
    watching.watch()
    assert outside.asked == []


@pytest.mark.usefixtures("well")
def test_without_an_address_nothing_happens(settings: Any) -> None:
    settings.WATCHDOG_URL = ""
    watching.watch()
    assert not Pulse.objects.filter(name=Part.WATCHDOG).exists()


@pytest.mark.usefixtures("well")
def test_an_answer_that_is_no_yes_is_told_by_its_kind(outside: Outside) -> None:
    outside.status = 503
    watching.watch()
    assert said() == (False, ["HTTP 503"], None)


@pytest.mark.usefixtures("well")
def test_nobody_else_is_asked_whatever_the_address_answers(outside: Outside) -> None:
    elsewhere = Outside()
    try:
        outside.status, outside.location = 302, elsewhere.url
        watching.watch()
    finally:
        elsewhere.close()
    assert elsewhere.asked == []
    assert said()[1] == ["HTTP 302"]


@pytest.mark.usefixtures("well")
def test_an_address_where_nobody_is_and_one_that_hangs(outside: Outside, monkeypatch: Any) -> None:
    monkeypatch.setattr(watching, "LONGEST", 0.2)
    outside.hangs.set()
    watching.watch()
    assert said()[1] == ["TimeoutError"]
    outside.close()
    watching.watch()
    assert said()[1] == ["ConnectionRefusedError"]


# --- its lane -------------------------------------------------------------------------------------------


def test_a_lane_of_its_own_that_no_alert_shares() -> None:
    alert_lanes = {sweep.lane for sweep in SWEEPS}
    assert all(sweep.lane not in alert_lanes for sweep in WATCHES)
    assert next(sweep.every for sweep in WATCHES if sweep.run is watching.watch) == 60


# --- the certificate ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "findings"),
    [(90, []), (21.1, []), (20.9, ["the certificate ends soon"]), (-1, ["the certificate ends soon"])],
)
def test_how_long_the_certificate_is_good_for(
    now: datetime, settings: Any, monkeypatch: Any, days: float, findings: list[str]
) -> None:
    settings.SITE_URL = "https://safeguard.example:8443"
    asked = []
    ends_at = now + timedelta(days=days)
    monkeypatch.setattr(watching, "certificate_end", lambda *where: asked.append(where) or ends_at)
    watching.check_certificate()
    seen = Pulse.objects.get(name=Part.CERTIFICATE)
    assert (seen.findings, seen.facts) == (findings, {"ends_at": ends_at.isoformat()})
    assert asked == [("safeguard.example", 8443)]


def test_a_certificate_that_is_not_trusted_and_one_that_cannot_be_asked_for(settings: Any, monkeypatch: Any) -> None:
    settings.SITE_URL = "https://safeguard.example"
    untrusted = ssl.SSLCertVerificationError("for safeguard.example")
    untrusted.verify_code = 10
    for error, findings, facts in (
        (untrusted, ["the certificate is not trusted: 10"], {}),
        (TimeoutError(), [], {"error": "TimeoutError"}),
    ):
        monkeypatch.setattr(watching, "certificate_end", lambda *_, error=error: (_ for _ in ()).throw(error))
        watching.check_certificate()
        seen = Pulse.objects.get(name=Part.CERTIFICATE)
        assert (seen.findings, seen.facts) == (findings, facts)


def test_a_site_without_tls_has_none(settings: Any) -> None:
    settings.SITE_URL = "http://localhost:8000"
    watching.check_certificate()
    assert not Pulse.objects.exists()


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_real_certificate_is_read(tmp_path: Any, monkeypatch: Any, is_trusted: bool) -> None:
    ends_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=40)
    file = tmp_path / "both.pem"
    file.write_bytes(self_signed(ends_at))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    trusting = ssl.create_default_context(cafile=str(file) if is_trusted else None)
    monkeypatch.setattr(watching.ssl, "create_default_context", lambda: trusting)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            with contextlib.suppress(OSError):  # it is not trusted
                server.wrap_socket(listening.accept()[0], server_side=True).close()

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            if is_trusted:
                assert watching.certificate_end("localhost", listening.getsockname()[1]) == ends_at
            else:
                with pytest.raises(ssl.SSLCertVerificationError):
                    watching.certificate_end("localhost", listening.getsockname()[1])
        finally:
            thread.join(5)


def self_signed(ends_at: datetime) -> bytes:
    """A key and a certificate for localhost."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(ends_at - timedelta(days=90)).not_valid_after(ends_at)
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    signed = made.sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + signed.public_bytes(serialization.Encoding.PEM)


# --- measures -------------------------------------------------------------------------------------------


def test_measured_once_a_minute_for_whoever_looks() -> None:
    watching.measure()
    facts = Pulse.objects.get(name=Part.MEASURES).facts
    assert facts["database_bytes"] > 1_000_000
    assert 0 < facts["connections"] <= facts["connections_allowed"]
    assert facts["longest_transaction"] >= 0
    assert facts["redis"][0].isdigit()
    assert set(facts["wakes"]) == {"alerts", "reminders", "reports"}


def test_what_is_nearly_used_up_or_away_is_found(settings: Any, monkeypatch: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    monkeypatch.setattr(watching, "NEARLY_FULL", 0.0)
    monkeypatch.setattr(watching, "LONG_TRANSACTION", -1.0)
    watching.measure()
    seen = Pulse.objects.get(name=Part.MEASURES)
    assert seen.findings == [
        "the connections of the database are nearly used up",
        "a transaction has been open for long",
        "the broker does not answer",
    ]
    assert seen.facts["broker_error"] == "ConnectionError"


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("https://watch.example/1", True),
        ("http://127.0.0.1:9/1", True),
        ("http://watch.example/1", False),
        ("ftp://localhost/1", False),
        ("//localhost/1", False),
        ("x", False),
    ],
)
def test_only_an_https_address_outside_is_taken(address: str, is_taken: bool) -> None:
    code = "import django; from django.conf import settings; settings.WATCHDOG_URL"
    environment = os.environ | {"WATCHDOG_URL": address, "DJANGO_SETTINGS_MODULE": "safeguard.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode == 0) is is_taken
    assert ("WATCHDOG_URL must be an https address" in done.stderr) is not is_taken
