"""A mail server and a text-message provider of our own that can fail in every way that real ones do.

The product's own sender talks to them over real sockets; every message taken is noted with its moment.
"""

import re
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

HANG = 20.0  # seconds a hanging server keeps a client waiting; the sender gives up long before
ADDRESS = re.compile(rb"<([^>]*)>")


class Mode(StrEnum):
    """What the mail server does to whoever connects."""

    OK = "ok"
    REFUSE = "refuse"  # nothing listens
    HANG = "hang"  # the connection is taken and nothing is ever said
    BUSY = "451"  # try later
    DROP = "drop"  # the message is taken, and the line goes dead before the answer


@dataclass(frozen=True)
class Taken:
    """One copy that a provider took: its Message-ID (or the text message's recipient), to whom, when (epoch)."""

    message_id: str
    recipient: str
    at: float
    title: str
    answered: bool  # False: taken, but the sender was not told (F18)


class MailSink:
    """The mail server. ``mode`` may change at any moment; ``refused`` addresses are answered 550."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.refused: set[str] = set()
        self.attempts = 0  # conversations begun
        self._mode = Mode.OK
        self._server: _SmtpServer | None = None
        self._holder: socket.socket | None = _bound(0)
        self.port = int(self._holder.getsockname()[1])
        self._open()

    @property
    def mode(self) -> Mode:
        """What it does now."""
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._mode = mode
        if mode is Mode.REFUSE:
            self._shut()
        elif self._server is None:
            self._open()

    @contextmanager
    def doing(self, mode: Mode) -> Iterator[None]:
        """Fail in one way, then be well again."""
        self.mode = mode
        try:
            yield
        finally:
            self.mode = Mode.OK

    def close(self) -> None:
        """Stop for good."""
        self._shut()
        if self._holder:
            self._holder.close()

    def _open(self) -> None:
        if self._holder:
            self._holder.close()
            self._holder = None
        self._server = _SmtpServer(("127.0.0.1", self.port), _SmtpConversation)
        self._server.sink = self
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def _shut(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
            # Bound but not listening: connections are refused, and nobody else can take the port meanwhile.
            self._holder = _bound(self.port)


def _bound(port: int) -> socket.socket:
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", port))
    return holder


class _SmtpServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    sink: MailSink

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that vanish are part of the test."""


class _SmtpConversation(socketserver.StreamRequestHandler):
    server: _SmtpServer

    def handle(self) -> None:
        """Speak enough SMTP for one message after another."""
        sink = self.server.sink
        sink.attempts += 1
        if self._hangs():
            return
        self._say("220 sink")
        recipient = ""
        while line := self.rfile.readline():
            if self._hangs():
                return
            word = line[:4].upper()
            if word == b"RCPT":
                recipient = ADDRESS.findall(line)[0].decode()
                self._say(self._verdict(recipient))
            elif word == b"DATA":
                if not self._take(recipient):
                    return
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _verdict(self, recipient: str) -> str:
        if recipient in self.server.sink.refused:
            return "550 no such person"
        return "451 try later" if self.server.sink.mode is Mode.BUSY else "250 ok"

    def _take(self, recipient: str) -> bool:
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False  # the sender died in the middle: nothing was taken
            lines.append(line)
        if self._hangs():
            return False
        sink, mail = self.server.sink, message_from_bytes(b"".join(lines))
        dropped = sink.mode is Mode.DROP
        sink.taken.append(Taken(str(mail["Message-ID"]), recipient, time.time(), str(mail["Subject"]), not dropped))
        if not dropped:
            self._say("250 taken")
        return not dropped

    def _hangs(self) -> bool:
        if self.server.sink.mode is not Mode.HANG:
            return False
        time.sleep(HANG)
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class TextSink:
    """A provider of text messages: takes what Apprise posts."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                to = unquote(self.path.rpartition("/")[2])
                sink.taken.append(Taken("", to, time.time(), "", answered=True))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Stop for good."""
        self._server.shutdown()
        self._server.server_close()
