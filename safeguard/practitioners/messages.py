"""What people who work here are told about their accounts, and about who answers for safeguarding."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
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
from safeguard.practitioners import rules
from safeguard.practitioners.enums import SignInNews
from safeguard.practitioners.models import Device, FactorReset, Organisation, User


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


def people_opened(person: User, now: datetime) -> Outgoing:
    """That somebody else may open every young person of a service now: not who, nor of which (SEC-07)."""
    title = _("Who may open the young people of a service has changed")
    return _notice("account.people_opened", person, now, title)


# What somebody is warned of also when their account has been closed meanwhile: it may have been closed for that.
WARNINGS = frozenset({"account.factor_reset_asked", "account.contact_changed"})


def account_reopened(person: User, now: datetime) -> Outgoing:
    """That somebody who had left may sign in again: not who (SEC-07)."""
    return _notice("account.reopened", person, now, _("An account that had been closed is open again"))


def news_of(roles: Collection[str]) -> Callable[[User, datetime], Outgoing]:
    """What is said when somebody gets, or gives up, roles that let them in."""
    return people_opened if rules.LETS_IN & set(roles) <= rules.MANAGERS else posts_changed


def administrator_named(person: User, now: datetime) -> Outgoing:
    """That somebody may name who holds safeguarding posts from now on: not who (SEC-07)."""
    return _notice("account.administrator_named", person, now, _("Somebody has been made an administrator"))


def manager_without_role(person: User, now: datetime) -> Outgoing:
    """That somebody is a line manager from now on whose roles do not say so: not who, nor whose (SEC-07)."""
    title = _("Somebody without the role of a line manager has been named somebody's line manager")
    return _notice("account.manager_without_role", person, now, title)


def administrator_manages(person: User, now: datetime) -> Outgoing:
    """That an administrator is somebody's line manager from now on: not who, nor whose (SEC-07)."""
    title = _("An administrator has been named somebody's line manager")
    return _notice("account.administrator_manages", person, now, title)


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


def factor_reset_asked(
    reset: FactorReset, told: Iterable[User], now: datetime, former: Iterable[str] = ()
) -> list[Outgoing]:
    """That a second factor is to be reset, or an address changed: its person by mail and text, at their ``former``
    addresses without anything to press; the others by mail and without a name."""
    own = settings.SITE_URL + reverse("practitioners:own_sign_ins")
    title = _what_is_to_be(reset)
    to_person = _(
        "%(title)s, in an hour at the earliest: an administrator has asked for it. Was this you? Then there is nothing "
        "to do. If not: %(ring)s You can stop it here:\n%(link)s"
    ) % {"title": title, "ring": _ring(), "link": own}
    to_others = _("%(title)s. Sign in to see whose, and stop it if they did not ask for it.\n%(link)s") % {
        "title": _what_is_to_be(reset, own=False),
        "link": settings.SITE_URL + reverse("practitioners:sign_ins", args=[reset.person.ref]),
    }
    sent = [
        _reset_mail(
            reset, person, to_person if person.pk == reset.person_id else to_others, Channel.EMAIL, person.email
        )
        for person in told
    ]
    at_former = _("%(title)s. If you did not ask for it: %(ring)s") % {"title": title, "ring": _ring()}
    for number, address in enumerate(sorted(set(former) - {reset.person.email})):
        mail = _reset_mail(reset, reset.person, at_former, Channel.EMAIL, address)
        sent.append(replace(mail, dedupe_key=f"{mail.dedupe_key}:{number}"))
    if reset.person.work_phone:
        sent.append(_reset_mail(reset, reset.person, at_former, Channel.SMS, reset.person.work_phone))
    return sent


def _what_is_to_be(reset: FactorReset, *, own: bool = True) -> str:
    if reset.email:
        return _("Your work email address is to be changed") if own else _("An email address is to be changed")
    return _("Your second step of signing in is to be reset") if own else _("A second factor is to be reset")


def _reset_mail(reset: FactorReset, person: User, body: str, channel: Channel, address: str) -> Outgoing:
    return Outgoing(
        kind="account.factor_reset_asked",
        channel=channel,
        address=address,
        dedupe_key=f"account.factor_reset_asked:{reset.ref}:{person.pk}:{channel.value}",
        title=_what_is_to_be(reset, own=False),
        body=body,
        queue=Queue.ALERTS,
        recipient_id=person.pk,
    )


def contact_changed(person: User, now: datetime, *, email: str = "", phone: str = "") -> list[Outgoing]:
    """That where somebody is reached was changed: where they were until now (``email``, ``phone``) and where they are.

    Not to what, and nothing to press: it may be read by another, and a thief of an administrator's account is noticed.
    """
    ways = [("before", Channel.EMAIL, email), ("now", Channel.EMAIL, person.email)]
    if settings.SMS_URL:
        ways.append(("text", Channel.SMS, phone))
    title = _("Your work contact details have been changed")
    body = _("%(title)s in Safeguard. If you did not expect this, ring your administrators at once.") % {"title": title}
    return [
        Outgoing(
            kind="account.contact_changed",
            channel=channel,
            address=address,
            dedupe_key=f"account.contact_changed:{now.isoformat()}:{person.pk}:{where}",
            title=title,
            body=body,
            queue=Queue.ALERTS,
            recipient_id=person.pk,
        )
        for where, channel, address in ways
        if address
    ]


def work_taken_over(person: User, now: datetime) -> Outgoing:
    """That work of somebody who has left is theirs now: not whose, nor about whom (SEC-07)."""
    title = _("Work has been handed over to you")
    return _notice("account.work_taken_over", person, now, title, to="desk:home", queue=Queue.REMINDERS)


def leaving_blocked(person: User, leaving_id: int, day: str, *, is_error: bool = False) -> Outgoing:
    """That an account should be closed and cannot be: it holds a post that is never empty (ORG-21), or an error."""
    title = _("An account should have been closed, and could not be")
    words = _("%(title)s: it holds a post that must not be empty. Name somebody else for the post.\n%(link)s")
    if is_error:
        words = _(
            "%(title)s, because of an error. It is tried again every minute. If it stays open: take its roles away and "
            "sign it out by hand, and ask whoever runs this system to look at its log.\n%(link)s"
        )
    body = words % {"title": title, "link": settings.SITE_URL + reverse("desk:organisation")}
    return Outgoing(
        kind="account.leaving_blocked",
        channel=Channel.EMAIL,
        address=person.email,
        dedupe_key=f"account.leaving_blocked:{leaving_id}:{day}:{person.pk}",
        title=title,
        body=body,
        queue=Queue.ALERTS,
        recipient_id=person.pk,
    )


def directory_waits(person: User, now: datetime, week: str) -> Outgoing:
    """That entries of the directory wait to be verified: not whose (ORG-24)."""
    title = _("The safeguarding directory waits to be verified")
    link = settings.SITE_URL + reverse("desk:directory")
    return Outgoing(
        kind="directory.waits",
        channel=Channel.EMAIL,
        address=person.email,
        dedupe_key=f"directory.waits:{week}:{person.pk}",
        title=title,
        body=f"{title}.\n{link}",
        recipient_id=person.pk,
    )


def device_lost(person: User, device: Device, now: datetime) -> Outgoing:
    """That a device of ours is lost or stolen, by its number: not who had it (SEC-07, SEC-09)."""
    title = _("A device is lost or stolen: %(number)s") % {"number": device.asset_number}
    return _notice("devices.lost", person, now, title, to="desk:devices")


def _notice(
    kind: str, person: User, now: datetime, title: str, *, to: str = "desk:help", queue: Queue = Queue.ALERTS
) -> Outgoing:
    """It leads to a page that whoever gets it may open."""
    words = {"title": title, "link": settings.SITE_URL + reverse(to)}
    return Outgoing(
        kind=kind,
        channel=Channel.EMAIL,
        address=person.email,
        dedupe_key=f"{kind}:{now.isoformat()}:{person.pk}",
        title=title,
        body=_("%(title)s. Sign in to see.\n%(link)s\n\nIf you did not expect this, ask your administrators.") % words,
        queue=queue,
        recipient_id=person.pk,
    )


# --- Training and support: in working time only (ORG-41), and nothing that says what it is about (SEC-07) ----------


def learning_reminder(kind: str, stage: str, person: User, title: str, page: str) -> Outgoing:
    """Something of one's own, or of one's team, is due: once for each stage. ``page``: the name of an address."""
    link = settings.SITE_URL + reverse(page)
    return Outgoing(
        kind=kind,
        channel=Channel.EMAIL,
        address=person.email,
        dedupe_key=f"{kind}:{person.pk}:{stage}"[:200],
        title=title,
        body=_("%(title)s\nSign in to see.\n%(link)s") % {"title": title, "link": link},
        queue=Queue.REMINDERS,
        recipient_id=person.pk,
    )


def something_to_read(kind: str, ref: str, path: str, person: User, title: str, due_at: datetime | None) -> Outgoing:
    """Somebody has written a record or a question: its reference and where it is, nothing of what it says."""
    return Outgoing(
        kind=kind,
        channel=Channel.EMAIL,
        address=person.email,
        dedupe_key=f"{kind}:{ref}:{person.pk}",
        title=title,
        body=_("%(title)s.\n%(link)s") % {"title": title, "link": settings.SITE_URL + path},
        queue=Queue.REMINDERS,
        recipient_id=person.pk,
        subject_ref=ref,
        due_at=due_at,
    )
