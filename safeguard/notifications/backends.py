"""Django's mail goes into the outbox too, so that a mail server that is down breaks no sign-in page."""

import uuid
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from safeguard.lib import clock
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import Outgoing, queue_messages
from safeguard.notifications.enums import Channel


class OutboxBackend(BaseEmailBackend):
    """The EMAIL_BACKEND: each recipient gets a row of their own, sealed until it is sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the messages; the answer counts rows, because nothing has been sent yet."""
        outgoing = [
            Outgoing(
                kind="account.mail",
                channel=Channel.EMAIL,
                address=address,
                dedupe_key=f"mail:{uuid.uuid4()}",
                title=str(message.subject),
                body=str(message.body),
                queue=Queue.ALERTS,
                sealed=True,
            )
            for message in email_messages
            for address in message.recipients()
        ]
        queue_messages(outgoing, now=clock.now())
        return len(outgoing)
