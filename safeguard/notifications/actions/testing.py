"""Test messages: does what this installation sends reach a human, who says so?"""

import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib import links
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.lib.queue import Queue
from safeguard.notifications import rules
from safeguard.notifications.actions.queueing import Outgoing, queue_messages
from safeguard.notifications.enums import Channel, Reached, Verb
from safeguard.notifications.models import ChannelTest


@transaction.atomic
def send_test(
    *, by: Any, now: datetime, channel: Channel, recipient: Any, address: str, client_token: UUID
) -> ChannelTest:
    """Send somebody a test message, the way alerts go, with a code to be typed in after sign-in (practice A10, ORG-24).

    The same client token lands once. Raises Refused when there is no such channel, or no address for it.
    """
    if not (by.may(Permission.MANAGE_PEOPLE) or by.may(Permission.VERIFY_DIRECTORY)):
        raise Refused(_("Only an administrator, or whoever verifies the directory, may do this."))
    if channel == Channel.SMS and not settings.SMS_URL:
        raise Refused(_("No text messages are set up on this server."))
    if not address:
        raise Refused(_("They have no work mobile. Add one first."))
    test, is_new = ChannelTest.objects.get_or_create(
        client_token=client_token,
        defaults={"channel": channel, "recipient": recipient, "address": address, "sent_by": by, "sent_at": now},
    )
    if is_new:
        queue_messages([_message(test)], now=now)
        record(Verb.TEST_SENT, by=by, now=now, subject=test, fields=["channel", "recipient"])
    return test


@transaction.atomic
def confirm_reached(
    *, by: Any, now: datetime, recipient: Any, address: str, reached: Reached, client_token: UUID
) -> ChannelTest:
    """Somebody has rung another at their work mobile, or has had it shown to them: who, when and how is kept (ORG-24).

    Only where no text messages are set up: a test message says more, and the installation lacks one all the same
    (practice A10). The same client token lands once. Raises Refused where they are set up, for oneself, without a work
    mobile, and for whoever does not verify the directory.
    """
    if not by.may(Permission.VERIFY_DIRECTORY):
        raise Refused(_("Only whoever verifies the directory may do this."))
    if settings.SMS_URL:
        raise Refused(_("Text messages are set up here. Send a test."))
    if by.pk == recipient.pk:
        raise Refused(_("Nobody says of themselves that they can be reached. Somebody else rings you."))
    if not address:
        raise Refused(_("They have no work mobile. Add one first."))
    test, is_new = ChannelTest.objects.get_or_create(
        client_token=client_token,
        defaults={
            "channel": Channel.SMS,
            "recipient": recipient,
            "address": address,
            "reached": reached,
            "sent_by": by,
            "sent_at": now,
            "confirmed_at": now,
        },
    )
    if is_new:
        record(Verb.REACHED, by=by, now=now, subject=test, fields=["recipient", "reached"])
    return test


def _message(test: ChannelTest) -> Outgoing:
    body = _("This is a test. Nothing has happened. Your code is %(code)s. Sign in and enter it here: %(link)s") % {
        "code": links.place_digits("test", test.ref),
        "link": settings.SITE_URL + reverse("desk:test_message", args=[test.ref]),
    }
    return Outgoing(
        kind="notifications.test",
        channel=Channel(test.channel),
        address=test.address,
        dedupe_key=f"test:{test.ref}",
        title=_("Safeguard: a test message"),
        body=body,
        queue=Queue.ALERTS,
        recipient_id=test.recipient_id,
        subject_ref=str(test.ref),
    )


def confirm_test(*, by: Any, now: datetime, test: ChannelTest, code: str) -> ChannelTest:
    """The recipient says, by the code in it, that a test message has arrived. A second time changes nothing.

    Raises Refused for another person, a wrong code (which is counted), and a code that no longer counts.
    """
    with transaction.atomic():
        test = ChannelTest.objects.select_for_update().get(pk=test.pk)
        if test.recipient_id != by.pk:
            raise Refused(_("This message went to somebody else."))
        if test.confirmed_at is not None:
            return test
        if not rules.can_be_confirmed(test.sent_at, test.tries, now):
            raise Refused(_("This code no longer counts. Ask the administrator for another message."))
        is_right = hmac.compare_digest(links.digits_of("test", test.ref).encode(), code.encode())
        if is_right:
            test.confirmed_at = now
            record(Verb.TEST_CONFIRMED, by=by, now=now, subject=test, fields=["confirmed_at"])
        else:
            test.tries += 1
        test.save(update_fields=["confirmed_at", "tries"])
    if not is_right:
        raise Refused(_("This is not the code in the message. Look again."))
    return test
