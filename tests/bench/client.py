"""A client of one request a connection, as the bench's measurements are described: the server closes it."""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from safeguard.practitioners.models import User
from tests.bench.site.middleware import HEADER

CSRF = "a" * 32  # a token that the cookie and the form agree on, as a browser sends it
TIMEOUT = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its status, how long it took, statements, how long they took, processor time, and where it leads.

    All times in milliseconds.
    """

    status: int
    took: float
    queries: int
    in_database: float
    processor: float
    location: str


def signed_in(user: User) -> str:
    """The Cookie header of a browser in which somebody has signed in: a session in the database like any other."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return f"sessionid={store.session_key}; csrftoken={CSRF}"


def ask(port: int, cookie: str, path: str, form: Mapping[str, str] | None = None) -> Answer:
    """Connect, send one request, read the answer to its end."""
    head = [f"{'GET' if form is None else 'POST'} {quote(path, safe='/?=&%')} HTTP/1.1", f"Host: localhost:{port}"]
    head += [f"Cookie: {cookie}", "Connection: close", "Accept: text/html"]
    body = b""
    if form is not None:
        body = urlencode({**form, "csrfmiddlewaretoken": CSRF}).encode()
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    sent = "\r\n".join([*head, "", ""]).encode() + body
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as line:
        line.sendall(sent)
        parts = []
        while part := line.recv(65536):
            parts.append(part)
    took = (time.perf_counter() - began) * 1000
    return _read(b"".join(parts).partition(b"\r\n\r\n")[0].decode("latin-1"), took)


def _read(head: str, took: float) -> Answer:
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    queries, in_database, processor = headers.get(HEADER.lower(), "0;0;0").split(";")
    status, leads_to = int(first.split()[1]), headers.get("location", "")
    return Answer(status, took, int(queries), float(in_database), float(processor), leads_to)
