"""What ICT sees without anybody waiting for it: measured here again and again, read by the operations page.

All of it may hang on something outside, so it has lanes of its own in the relay (``jobs.WATCHES``); no alert waits.
"""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.db import connection
from redis import Redis, RedisError

from safeguard.lib import clock
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import record_pulse
from safeguard.notifications.enums import Part
from safeguard.notifications.selectors import alert_problems, pulse

LONGEST = 5.0  # seconds for somebody outside to answer
BROKER_LONGEST = 2.0  # seconds
CERTIFICATE_SOON = timedelta(days=21)
NEARLY_FULL = 0.8  # of the connections that the database allows
LONG_TRANSACTION = 300.0  # seconds
NOT_WELL = "not pinged: something is wrong here"

MEASURES = """
SELECT pg_database_size(current_database()),
       (SELECT sum(numbackends) FROM pg_stat_database),
       current_setting('max_connections')::int,
       (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid())
"""


def watch() -> None:
    """Ping the outside address if alerts leave, by the judgement of the health address; be silent if they do not.

    Whoever is silent is missed: that is how the loss of the whole machine is noticed. Without an address, nothing.
    """
    if not settings.WATCHDOG_URL:
        return
    now, before = clock.now(), pulse(Part.WATCHDOG)
    outcome = NOT_WELL if alert_problems(now) else ping(settings.WATCHDOG_URL)
    reached = now.isoformat() if not outcome else (before.facts.get("reached_at") if before else None)
    findings = [outcome] if outcome else []
    record_pulse(Part.WATCHDOG, now=clock.now(), findings=findings, facts={"reached_at": reached})


class _NoRedirect(HTTPRedirectHandler):
    """An address that sends us elsewhere was not reached: we ask nobody whom the settings do not name."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""
        return


def ping(address: str) -> str:
    """GET an address, telling it nothing. Empty if it took it, else the kind of what went wrong."""
    asking = Request(address, headers={"User-Agent": "Safeguard"})  # noqa: S310 - https, held by the settings
    try:
        with build_opener(_NoRedirect).open(asking, timeout=LONGEST):
            return ""
    except HTTPError as error:
        error.close()
        return f"HTTP {error.code}"
    except (OSError, HTTPException, ValueError) as error:
        return type(getattr(error, "reason", None) or error).__name__


def check_certificate() -> None:
    """Ask our own address for its certificate, and how long it is good for."""
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https" or not site.hostname:
        return
    findings: list[str] = []
    facts: dict[str, Any] = {}
    now = clock.now()
    try:
        ends_at = certificate_end(site.hostname, site.port or 443)
        facts["ends_at"] = ends_at.isoformat()
        if ends_at - now < CERTIFICATE_SOON:
            findings.append("the certificate ends soon")
    except ssl.SSLCertVerificationError as error:
        findings.append(f"the certificate is not trusted: {error.verify_code}")
    except (OSError, ValueError) as error:
        facts["error"] = type(error).__name__  # not every machine can reach itself from outside
    record_pulse(Part.CERTIFICATE, now=now, findings=findings, facts=facts)


def certificate_end(host: str, port: int) -> datetime:
    """Until when the certificate of a server is good. Raises OSError if it cannot be asked or is not trusted."""
    asked = socket.create_connection((host, port), timeout=LONGEST)
    with asked, ssl.create_default_context().wrap_socket(asked, server_hostname=host) as line:
        found = line.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)


def measure() -> None:
    """How full the database is, how long its longest transaction runs, and whether the broker answers."""
    with connection.cursor() as cursor:
        cursor.execute(MEASURES)
        size, connections, allowed, longest = cursor.fetchone()
    facts = {
        "database_bytes": int(size),
        "connections": int(connections),
        "connections_allowed": int(allowed),
        "longest_transaction": float(longest),
    }
    findings = []
    if connections > allowed * NEARLY_FULL:
        findings.append("the connections of the database are nearly used up")
    if longest > LONG_TRANSACTION:
        findings.append("a transaction has been open for long")
    broker = _broker()
    if "broker_error" in broker:
        findings.append("the broker does not answer")
    record_pulse(Part.MEASURES, now=clock.now(), findings=findings, facts=facts | broker)


def _broker() -> dict[str, Any]:
    """The version of Redis and how many wake-ups lie in it, or the kind of what went wrong."""
    try:
        with Redis.from_url(
            settings.CELERY_BROKER_URL, socket_timeout=BROKER_LONGEST, socket_connect_timeout=BROKER_LONGEST
        ) as redis:
            version = redis.info("server")["redis_version"]
            return {"redis": version, "wakes": {queue.value: redis.llen(queue.value) for queue in Queue}}
    except (RedisError, OSError) as error:
        return {"broker_error": type(error).__name__}
