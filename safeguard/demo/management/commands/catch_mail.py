import logging
import signal
import threading
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from safeguard.demo.catching import Catcher

logger = logging.getLogger(__name__)
LOCAL = ("127.0.0.1", "localhost")


class Command(BaseCommand):
    """Receives the e-mail and text messages of a demonstration, until it is told to stop."""

    help = "Take what is sent to EMAIL_URL and SMS_URL on this machine, and show it at /demo/mail/."

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen on the ports that the settings name; end on INT and TERM."""
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        if settings.EMAIL_HOST not in LOCAL:
            raise CommandError("EMAIL_URL names another machine: mail would not come here.")
        try:
            catcher = Catcher(settings.EMAIL_PORT, sms_port())
            catcher.start()
        except OSError as error:
            raise CommandError(f"cannot listen ({error.strerror}): is another one running?") from None
        logger.info("taking e-mail and text messages")
        stop.wait()
        catcher.stop()


def sms_port() -> int | None:
    """The port of SMS_URL if text messages are to come here, else None."""
    address = urlsplit(settings.SMS_URL.replace("{to}", ""))
    return address.port if address.scheme == "json" and address.hostname in LOCAL else None
