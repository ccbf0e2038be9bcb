"""The demonstration's own receiver: mail by SMTP, text messages as Apprise's ``json://`` posts them.

It listens on 127.0.0.1 only. While the database is away it answers "try again later", so nothing is lost.
"""

import asyncio
import email
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

# Real SMTP for a demonstration; we write no mail server of our own.
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from safeguard.demo.models import CaughtMessage
from safeguard.lib import clock
from safeguard.notifications.enums import Channel

logger = logging.getLogger(__name__)
HOST = "127.0.0.1"
LARGEST = 1_000_000  # bytes of one message
# At INFO it writes the addresses of every message.
logging.getLogger("mail.log").setLevel(logging.WARNING)


def clean(text: str, longest: int | None = None) -> str:
    """A text that PostgreSQL can hold: without NUL or broken characters, and no longer than its column."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")[:longest]


def keep(channel: Channel, to: list[str], title: str, body: str, message_id: str = "") -> None:
    """Store a message once for each recipient, all or none. Raises DatabaseError while the database is away."""
    now = clock.now()
    CaughtMessage.objects.bulk_create(
        CaughtMessage(
            channel=channel,
            to=clean(address, 254),
            title=clean(title, 300),
            body=clean(body),
            message_id=clean(message_id, 200),
            received_at=now,
        )
        for address in to
    )
    logger.info("caught a message by %s", channel)


class Keeper:
    """One thread with one connection, which stores what both servers take."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeper")

    def __call__(self, *message: Any) -> bool:
        """Whether the message is stored; if not, its sender is to try again."""
        return self.thread.submit(self._keep, *message).result()

    @staticmethod
    def _keep(*message: Any) -> bool:
        close_old_connections()
        try:
            keep(*message)
        except DatabaseError as error:
            logger.warning("a message was not stored (%s): its sender tries again", type(error).__name__)
            connection.close()
            return False
        return True

    def close(self) -> None:
        """Let go of the connection and end the thread."""
        self.thread.submit(_let_go)  # each thread has a connection of its own: this one's is closed there
        self.thread.shutdown()


def _let_go() -> None:
    connection.close()


class MailHandler:
    """What aiosmtpd asks about each message."""

    def __init__(self, keeper: Callable[..., bool]) -> None:
        self.keeper = keeper

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """250 once the message is on disk, 451 if it is not."""
        title, body, message_id = read_mail(envelope.original_content or b"")
        stored = await asyncio.to_thread(self.keeper, Channel.EMAIL, envelope.rcpt_tos, title, body, message_id)
        return "250 Message accepted" if stored else "451 Not stored, try again later"


def read_mail(content: bytes) -> tuple[str, str, str]:
    """Title, text and Message-ID of a mail; whatever cannot be decoded is shown as well as it can be."""
    mail = email.message_from_bytes(content, policy=default)
    return str(mail["Subject"] or ""), _text_of(mail), str(mail["Message-ID"] or "")


def _text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        text: str = part.get_content()
    except (LookupError, ValueError):  # a character set that nobody knows
        raw = part.get_payload(decode=True)
        text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
    return text.replace("\r\n", "\n")


def make_text_handler(keeper: Callable[..., bool]) -> type[BaseHTTPRequestHandler]:
    """The handler of posts such as ``/sms/+447700900104``: the number is the last part of the path."""

    class TextHandler(BaseHTTPRequestHandler):
        timeout = 10  # seconds for a sender that says nothing

        def do_POST(self) -> None:
            """204 once it is stored, 503 if it is not, 4xx for what is no message."""
            self.send_response(self._answer())
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _answer(self) -> int:
            length = self.headers.get("Content-Length", "")
            if not (length.isascii() and length.isdigit()) or len(length) > len(str(LARGEST)):
                return 400
            if int(length) > LARGEST:
                return 413
            message = read_text_message(self.path, self.rfile.read(int(length)))
            if message is None:
                return 400
            return 204 if keeper(Channel.SMS, *message) else 503

        def log_message(self, *args: Any) -> None:
            """Nothing: its line would hold the number."""

    return TextHandler


def read_text_message(path: str, content: bytes) -> tuple[list[str], str, str] | None:
    """Number, title and text of a post, or None if it is not in the form of Apprise's JSON."""
    to = unquote(urlsplit(path).path).rstrip("/").rpartition("/")[2]
    try:
        posted = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(posted, dict):
        return None
    return [to], str(posted.get("title", "")), str(posted.get("message", ""))


class Catcher:
    """Both receivers. ``sms_port`` None: there is no second channel."""

    def __init__(self, mail_port: int, sms_port: int | None) -> None:
        """Raises OSError if the port for text messages is in use."""
        self.keeper = Keeper()
        self.texts = ThreadingHTTPServer((HOST, sms_port), make_text_handler(self.keeper)) if sms_port else None
        self.mail = Controller(
            MailHandler(self.keeper),
            hostname=HOST,
            port=mail_port,
            server_hostname="localhost",  # its own look-up of a name may take seconds
            ident="Safeguard demonstration",
            data_size_limit=LARGEST,
        )

    def start(self) -> None:
        """Listen. Raises OSError if the port for mail is in use."""
        self.mail.start()
        if self.texts:
            Thread(target=self.texts.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def stop(self) -> None:
        """Listen no longer and let go of the database."""
        self.mail.stop()
        if self.texts:
            self.texts.shutdown()
            self.texts.server_close()
        self.keeper.close()
