"""What staff and families are told of sessions.

To staff: no name, no detail (SEC-07). To families: who, when and how, and nothing of what it is about (practice B14);
whether, and how, they may be written to is decided by ``people.messages`` alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.lib import clock
from safeguard.lib.queue import Queue
from safeguard.lib.templatetags.ui import readable
from safeguard.notifications.actions import Outgoing
from safeguard.notifications.enums import Channel
from safeguard.notifications.selectors import key_for
from safeguard.people.enums import ContactChannel
from safeguard.people.messages import to_family
from safeguard.people.models import Adult, Person
from safeguard.platforms.enums import Method
from safeguard.platforms.rules import data_for
from safeguard.platforms.selectors import in_use
from safeguard.policies.rules import filled_in
from safeguard.policies.selectors import wordings_of
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import unnamed
from sessions_app.enums import SessionState
from sessions_app.models import Session, WelfareCall

WELFARE, SUPPORT = "sessions.welfare_call", "sessions.support"
PLAN, TOLD, REMINDER = "sessions.plan", "sessions.told", "sessions.reminder"


def welfare_call(call: WelfareCall, manager: User) -> list[Outgoing]:
    """Tells a line manager that somebody has not been reached: by e-mail, and by text where there is a number."""
    title = _("%(ref)s: a welfare call has not reached anybody") % {"ref": call.ref}
    return _to_staff(WELFARE, call, manager, title, key=str(call.tries), queue=Queue.ALERTS, also_by_text=True)


def may_need_support(session: Session, manager: User, *, has_ended: bool) -> list[Outgoing]:
    """Tells a line manager that whoever leads a session may need support, and nothing of why (ESC-09)."""
    words = {"ref": session.ref}
    title = (
        _("%(ref)s: a session of your team ended early. Whoever led it may need support") % words
        if has_ended
        else _("%(ref)s: whoever leads this session of your team may need support") % words
    )
    key = "ended" if has_ended else "now"
    return _to_staff(SUPPORT, session, manager, title, key=key, queue=Queue.ALERTS, also_by_text=not has_ended)


# --- To staff -------------------------------------------------------------------------------------------------------


def plan_waits(session: Session, people: Sequence[User], *, now: datetime, is_urgent: bool) -> list[Outgoing]:
    """Asks those who may approve a plan to look at it; by text too if there is little time (practice E43)."""
    by = clock.to_the_minute(session.starts_at)
    title = _("%(ref)s: a plan waits for your answer. It starts %(by)s") % {"ref": session.ref, "by": by}
    queue = Queue.ALERTS if is_urgent else Queue.REMINDERS
    return [
        message
        for person in people
        for message in _to_staff(PLAN, session, person, title, key=_asked(now), queue=queue, also_by_text=is_urgent)
    ]


def plan_answered(session: Session, worker: User, *, now: datetime) -> list[Outgoing]:
    """Tells the worker that the plan was approved, or has come back."""
    is_approved = session.state == SessionState.APPROVED
    text = _("%(ref)s: your plan has been approved") if is_approved else _("%(ref)s: your plan has come back")
    return _to_staff(PLAN, session, worker, text % {"ref": session.ref}, key=_asked(now))


def outside_hours(session: Session, manager: User) -> list[Outgoing]:
    """Tells a line manager that a session of their team is planned outside working hours (PLN-04)."""
    title = _("%(ref)s: a session of your team is planned outside working hours") % {"ref": session.ref}
    return _to_staff(PLAN, session, manager, title, key=f"hours:{session.version}")


def _asked(now: datetime) -> str:
    return now.isoformat()


def _to_staff(
    kind: str,
    about: Session | WelfareCall,
    person: User,
    title: str,
    *,
    key: str,
    queue: Queue = Queue.REMINDERS,
    also_by_text: bool = False,
) -> list[Outgoing]:
    addresses = [(Channel.EMAIL, person.email)]
    if also_by_text and person.work_phone and settings.SMS_URL:
        addresses.append((Channel.SMS, person.work_phone))
    return [
        Outgoing(
            kind=kind,
            channel=channel,
            address=address,
            recipient_id=person.pk,
            subject_ref=about.ref,
            dedupe_key=f"{kind}:{about.ref}:{key}:{person.pk}:{channel.value}",
            title=title,
            body=f"{title}.\n{settings.SITE_URL}{about.get_absolute_url()}",
            queue=queue,
        )
        for channel, address in addresses
    ]


# --- To families ----------------------------------------------------------------------------------------------------


def told(session: Session, whom: Person | Adult, channel: ContactChannel, *, waits: bool = False) -> Outgoing:
    """The message before a session (PLN-19); or that it cannot begin just now, or does not take place.

    Raises Refused where that channel has not been said to be safe.
    """
    title, body = told_words(session, whom, channel, waits=waits)
    what = "off" if session.state == SessionState.CANCELLED else "waits" if waits else "planned"
    key = f"{told_keys(session, whom.ref)}{channel.value}:{what}:{session.version}"
    message = to_family(whom, channel=channel, kind=TOLD, dedupe_key=key, title=title, body=body)
    return replace(message, dedupe_key=key_for(key, message.address))


def told_keys(session: Session, ref: str = "") -> str:
    """How the dedupe keys begin of what the family (or one of them, by reference) is told of a session."""
    return f"{TOLD}:{session.ref}:{ref}:" if ref else f"{TOLD}:{session.ref}:"


def reminder_keys(session: Session, ref: str = "") -> str:
    """How the dedupe keys begin of the reminders of a session (or of that of one person)."""
    return f"{REMINDER}:{session.ref}:{ref}:" if ref else f"{REMINDER}:{session.ref}:"


def session_of(key: str) -> str:
    """The reference of the session that a dedupe key of these is about."""
    return key.split(":")[1]


def told_words(
    session: Session, whom: Person | Adult, channel: ContactChannel, *, waits: bool = False
) -> tuple[str, str]:
    """Title and text of that message, as it is shown before it is sent. The same words do for a family member."""
    words = _words(session)
    if session.state == SessionState.CANCELLED:
        body = _("%(How)s with %(worker)s on %(when)s does not take place. %(worker)s will be in touch.") % words
        return _("It does not take place on %(day)s") % words, body
    if waits:
        body = _("%(How)s with %(worker)s cannot begin at %(time)s. %(worker)s will be in touch soon.") % words
        return _("It cannot begin just now"), body
    person = whom if isinstance(whom, Person) else whom.person
    lines = [_("%(How)s with %(worker)s is planned for %(when)s, for about %(minutes)s minutes.") % words]
    if channel != ContactChannel.TEXT and not person.is_flagged:
        lines += [_how_to_join(session.method) % words, *_of_the_platform(session, channel), _what_helps(session)]
    if session.practitioner.work_phone:
        lines.append(_("If it does not suit you, ring or text %(phone)s.") % words)
    return _("On %(day)s with %(worker)s") % words, "\n\n".join(lines)


def reminder(session: Session, person: Person) -> Outgoing:
    """The text on the morning (PLN-20). Raises Refused where texts have not been said to be safe."""
    body = _("A reminder: %(how)s with %(worker)s today at %(time)s.") % _words(session)
    return to_family(
        person,
        channel=ContactChannel.TEXT,
        kind=REMINDER,
        dedupe_key=f"{reminder_keys(session, person.ref)}{session.version}",
        title=_("A reminder"),
        body=body,
    )


_HOW = {
    Method.VIDEO: gettext_lazy("a video call"),
    Method.PHONE: gettext_lazy("a phone call"),
    Method.CHAT: gettext_lazy("a chat"),
}


def _words(session: Session) -> dict[str, str | int]:
    at = session.starts_at.astimezone(clock.LONDON)
    how = _HOW[Method(session.method)]
    return {
        "worker": session.practitioner.name_for_families,
        "how": str(how),
        "How": capfirst(str(how)),
        "platform": session.platform.name if session.platform else "",
        "day": date_format(at, "l j F"),
        "time": date_format(at, "H:i"),
        "when": _("%(day)s at %(time)s") % {"day": date_format(at, "l j F"), "time": date_format(at, "H:i")},
        "minutes": session.planned_minutes,
        "phone": readable(session.practitioner.work_phone),
    }


def _how_to_join(method: str) -> str:
    if method == Method.PHONE:
        return _("%(worker)s rings you.")
    return _("It is on %(platform)s. %(worker)s sends you the way in before it begins.")


def _of_the_platform(session: Session, channel: ContactChannel) -> list[str]:
    """Where its guide is (PLT-17), and what mobile data it uses (PLN-15); nothing of what nobody knows."""
    if session.platform is None:
        return []
    used = in_use(session.platform)
    lines = []
    if used.has_guide and channel != ContactChannel.CALL:  # nobody reads an address out
        link = f"{settings.SITE_URL}{reverse('guide', args=[session.platform.ref])}"
        lines.append(_("How it works: %(link)s") % {"link": link})
    video, audio = data_for(used.answers, session.planned_minutes)
    if session.method == Method.VIDEO and video is not None:
        lines.append(_data_in_words(video, audio))
    return lines


def _data_in_words(video: int, audio: int | None) -> str:
    said = _("With video it uses about %(video)s MB of mobile data.") % {"video": video}
    if audio is not None:
        said += " " + _("Without video it is about %(audio)s MB.") % {"audio": audio}
    return said + " " + _("If that costs you money, say so: we can leave the video off, or ring you.")


def _what_helps(session: Session) -> str:
    """The lines of the message before a session that hold for everybody, as the service words them (ORG-35).

    Nothing but the worker's first name can be filled in (practice B14).
    """
    words = {"worker": session.practitioner.name_for_families}
    said = filled_in("before_session", wordings_of(session.service_id)["before_session"], words)
    return unnamed(said)  # it is read out on the telephone too (ORG-18)
