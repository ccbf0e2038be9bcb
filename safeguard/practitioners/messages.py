"""What people who work here are told about their accounts, and about who answers for safeguarding."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from safeguard.lib.clock import LONDON
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import Outgoing
from safeguard.notifications.enums import Channel
from safeguard.practitioners.enums import SignInNews
from safeguard.practitioners.models import FactorReset, Organisation, User


def invitations_of(person: User) -> str:
    """What the dedupe key of every invitation of somebody begins with."""
    return f"invitation:{person.ref}:"


def invitation(person: User, now: datetime) -> Outgoing:
    """The link with which somebody chooses their first password: that of a forgotten one, so it opens once, and only
    for ``PASSWORD_RESET_TIMEOUT``. Sealed until it is sent."""
    organisation = Organisation.objects.get().name or _("Your organisation")
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    body = _(
        "%(organisation)s has set up an account for you in Safeguard.\n\n"
        "Choose your password here, within %(days)s days:\n%(link)s\n\n"
        "Then sign in with this email address at %(site)s/\n\n"
        "If you did not expect this, tell whoever looks after safeguarding where you work. Do not forward it."
    ) % {
        "organisation": organisation,
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        "link": settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key),
        "site": settings.SITE_URL,
    }
    return Outgoing(
        kind="account.invitation",
        channel=Channel.EMAIL,
        address=person.email,
        dedupe_key=f"{invitations_of(person)}{now:%Y%m%d%H%M}:{person.email}"[:200],
        title=_("Your account in Safeguard"),
        body=body,
        queue=Queue.ALERTS,
        recipient_id=person.pk,
        sealed=True,
    )


def posts_changed(person: User, now: datetime) -> Outgoing:
    """That somebody else answers for safeguarding now: not who, nor in which post (SEC-07)."""
    return _notice("account.posts_changed", person, now, _("Who holds a safeguarding post has changed"))


def administrator_named(person: User, now: datetime) -> Outgoing:
    """That somebody may name who holds safeguarding posts from now on: not who (SEC-07)."""
    return _notice("account.administrator_named", person, now, _("Somebody has been made an administrator"))


def sign_in_news(person: User, news: SignInNews, now: datetime) -> Outgoing:
    """What is new about how somebody signs in, when, and whom to ring. No place, no device, no secret (SEC-07)."""
    moment = now.astimezone(LONDON)
    words = {
        "news": news.label,
        "time": f"{moment:%H:%M}",
        "day": f"{moment.day} {moment:%B %Y}",
        "link": settings.SITE_URL + reverse("practitioners:own_sign_ins"),
        "ring": _ring(),
    }
    body = _(
        "At %(time)s on %(day)s %(news)s.\n\nWas this you? Then there is nothing to do.\n\nIf not: %(ring)s "
        "Say that somebody else may be in your account. If you can still sign in, sign out everywhere else here, and "
        "change your password:\n%(link)s"
    )
    return Outgoing(
        kind=f"account.{news.value}",
        channel=Channel.EMAIL,
        address=person.email,
        dedupe_key=f"account.{news.value}:{now.isoformat()}:{person.pk}",
        title=_("Something is new about how you sign in"),
        body=body % words,
        queue=Queue.ALERTS,
        recipient_id=person.pk,
    )


def _ring() -> str:
    if settings.DSL_PHONE:
        return _("ring %(phone)s at once, or any administrator.") % {"phone": settings.DSL_PHONE}
    return _("ring an administrator or the safeguarding lead at once.")


def factor_reset_asked(reset: FactorReset, told: Iterable[User], now: datetime) -> list[Outgoing]:
    """That a second factor is to be reset: its person by mail and text, the others by mail and without a name."""
    own = settings.SITE_URL + reverse("practitioners:own_sign_ins")
    to_person = _(
        "An administrator has been asked to reset your second step of signing in. It happens in an hour at the "
        "earliest. Was this you? Then there is nothing to do. If not: %(ring)s You can stop it here:\n%(link)s"
    ) % {"ring": _ring(), "link": own}
    to_others = _(
        "A second factor is to be reset. Sign in to see whose, and stop it if they did not ask for it.\n%(link)s"
    ) % {"link": settings.SITE_URL + reverse("practitioners:sign_ins", args=[reset.person.ref])}
    sent = [
        _reset_mail(
            reset, person, to_person if person.pk == reset.person_id else to_others, Channel.EMAIL, person.email
        )
        for person in told
    ]
    if reset.person.work_phone:
        text = _("Your second step of signing in is to be reset in an hour. If you did not ask for it: %(ring)s")
        phone = reset.person.work_phone
        sent.append(_reset_mail(reset, reset.person, text % {"ring": _ring()}, Channel.SMS, phone))
    return sent


def _reset_mail(reset: FactorReset, person: User, body: str, channel: Channel, address: str) -> Outgoing:
    return Outgoing(
        kind="account.factor_reset_asked",
        channel=channel,
        address=address,
        dedupe_key=f"account.factor_reset_asked:{reset.ref}:{person.pk}:{channel.value}",
        title=_("A second step of signing in is to be reset"),
        body=body,
        queue=Queue.ALERTS,
        recipient_id=person.pk,
    )


def _notice(kind: str, person: User, now: datetime, title: str) -> Outgoing:
    """It leads to a page that everybody may open."""
    words = {"title": title, "link": settings.SITE_URL + reverse("desk:help")}
    return Outgoing(
        kind=kind,
        channel=Channel.EMAIL,
        address=person.email,
        dedupe_key=f"{kind}:{now.isoformat()}:{person.pk}",
        title=title,
        body=_("%(title)s. Sign in to see.\n%(link)s\n\nIf you did not expect this, ask your administrators.") % words,
        queue=Queue.ALERTS,
        recipient_id=person.pk,
    )
