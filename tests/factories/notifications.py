"""Messages, written straight to the outbox."""

from typing import Any

import factory

from safeguard.lib import clock
from safeguard.lib.queue import Queue
from safeguard.notifications.enums import Channel
from safeguard.notifications.models import Message


class MessageFactory(factory.django.DjangoModelFactory[Message]):
    """An alert by e-mail that is due now."""

    class Meta:
        model = Message

    dedupe_key = factory.Sequence(lambda n: f"test:{n}")
    kind = "test.message"
    queue = Queue.ALERTS.value
    channel = Channel.EMAIL
    address = factory.Sequence(lambda n: f"reader{n}@harbour.example")
    title = "SG-00000-00000: somebody must act today"
    body = "Sign in to open it."
    is_persistent = True
    queued_at = factory.LazyFunction(clock.now)
    next_attempt_at: Any = factory.SelfAttribute("queued_at")
