"""Handing one message to a provider. Touches no database; an error says only its kind and code."""

import smtplib
from urllib.parse import quote

# One address per provider of text messages and chat; we write no client of our own.
import apprise
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from safeguard.lib import links
from safeguard.notifications.enums import Channel
from safeguard.notifications.models import Message
from safeguard.notifications.sealing import unseal


class DeliveryError(Exception):
    """The provider did not take the message. ``is_permanent``: the same attempt will not succeed later."""

    def __init__(self, code: str, *, is_permanent: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_permanent = is_permanent


def send(message: Message) -> str:
    """Hand the message over and return the provider's id for it. Raises DeliveryError."""
    if message.channel == Channel.EMAIL:
        return _send_email(message)
    return _send_sms(message)


def _send_email(message: Message) -> str:
    title, body = _content(message)
    message_id = f"<{message.key}@{settings.SITE_URL.partition('://')[2].partition(':')[0]}>"
    mail = EmailMessage(
        title,
        body,
        from_email=settings.NEUTRAL_FROM_EMAIL if message.is_neutral else None,
        to=[message.address],
        # The row's key: an attempt that was accepted but not seen to be can be told from a second message.
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
    try:
        EmailBackend().send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise DeliveryError(f"SMTP {code}", is_permanent=code >= 500) from None
    except smtplib.SMTPAuthenticationError as error:
        # The password has changed, or is being changed: that is no fault of the message.
        raise DeliveryError(f"SMTP {error.smtp_code} at sign-in") from None
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(f"SMTP {error.smtp_code}", is_permanent=error.smtp_code >= 500) from None
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise DeliveryError(type(error).__name__) from None
    return message_id


def _content(message: Message) -> tuple[str, str]:
    if not message.is_sealed:
        return message.title, links.fill(message.body)
    try:
        return unseal(message.body)
    except InvalidToken:
        raise DeliveryError("sealed with another key", is_permanent=True) from None


def _send_sms(message: Message) -> str:
    provider = apprise.Apprise()
    ours = settings.NEUTRAL_SMS_URL if message.is_neutral else settings.SMS_URL
    if not provider.add(ours.replace("{to}", quote(message.address, safe=""))):
        raise DeliveryError("SMS address not understood", is_permanent=True)
    if not provider.notify(body=links.fill(message.body), title=message.title):
        raise DeliveryError("SMS refused")
    return str(message.key)
