"""A concern from somebody without an account, by the public form (practice B26): it climbs like any other."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import rules
from incidents.access import lock_token
from incidents.actions.raising import Concern, write_concern
from incidents.actions.writing import tell_who_must_know, write_entry
from incidents.enums import EntryKind, Verb
from incidents.models import Incident, PublicReport
from safeguard.audit.actions import record
from safeguard.escalation.enums import Urgency
from safeguard.lib.errors import Refused

_DECISIVE = ("how_soon", "about_whom", "about_staff", "staff_named", "imagery")


@dataclass(frozen=True, kw_only=True)
class Outside:
    """What somebody without an account says of themselves: everything may be left blank."""

    teller: str = ""
    name: str = ""
    answering: str = ""
    contact: str = ""
    safe_times: str = ""
    never: str = ""


@transaction.atomic
def send_from_outside(
    *, by: None = None, now: datetime, concern: Concern, outside: Outside, is_slowed: bool = False
) -> Incident:
    """Keep what somebody outside wrote as a concern, and tell people of it; only the words have to be there.

    Whether it is about somebody who works for us counts as yes unless they say no (practice B17): their words are then
    searched for names too. ``is_slowed``: much comes from one place, so people are told of all of it together, soon;
    nothing is discarded (practice B26). The same token again gives the first one back. Raises Refused without words.
    """
    if not concern.exact_words.strip():
        raise Refused(_("Tell us what is happening. A few words are enough."))
    lock_token(concern.client_token)
    first = Incident.objects.filter(client_token=concern.client_token).first()
    if first is not None and _answers_otherwise(first, concern, outside):
        token = uuid5(concern.client_token, repr([*_answers(concern), outside]))
        again = replace(concern, client_token=token)
        return send_from_outside(now=now, concern=again, outside=outside, is_slowed=is_slowed)
    if first is not None:
        return _landed(now, first, concern)
    about_us = rules.is_about_staff(concern.about_staff, is_anybody_named=bool(concern.staff_named.strip()))
    incident = write_concern(
        by=None,
        now=now,
        concern=concern,
        about_us=about_us,
        searched=concern.exact_words if about_us else "",
        not_before=rules.told_not_before(now, is_slowed=is_slowed),
    )
    report = PublicReport(incident=incident, **vars(outside))
    report.save(force_insert=True)
    record(Verb.OUTSIDE_SENT, by=None, now=now, subject=report, fields=report.AUDIT_FIELDS)
    return incident


def _answers(said: Concern | Incident) -> list[object]:
    """What decides who is told, and how soon."""
    return [getattr(said, name) for name in (*_DECISIVE, "service_id")]


def _answers_otherwise(first: Incident, concern: Concern, outside: Outside) -> bool:
    """Whether the form came again with other answers: then it is another concern, and nothing is lost."""
    if first.raised_by_id is not None:
        return False
    before = PublicReport.objects.get(incident=first)
    of_them = any(getattr(before, name) != value for name, value in vars(outside).items())
    return of_them or _answers(first) != _answers(concern)


def _landed(now: datetime, first: Incident, concern: Concern) -> Incident:
    """The same form again: pressed twice, or with more words, which are then added to what was sent."""
    if first.raised_by_id is not None:
        raise Refused(_("This form was used for something else. Open a new one."))
    if concern.exact_words != first.exact_words:
        add_from_outside(now=now, incident=first, client_token=concern.client_token, text=concern.exact_words)
    return first


@transaction.atomic
def add_from_outside(
    *, by: None = None, now: datetime, incident: Incident, client_token: UUID, text: str, is_slowed: bool = False
) -> None:
    """Whoever sent it adds more, by the link they were given; those who deal with it are told, and what was to wait
    does not wait any longer; a closed case waits for an answer again. Raises Refused without words."""
    if not text.strip():
        raise Refused(_("Write what you want to add."))
    values = {"kind": EntryKind.AFTERWARDS, "text": text.strip()}
    entry, is_new = write_entry(by=None, now=now, incident=incident, client_token=client_token, values=values)
    if not is_new:
        return
    record(Verb.OUTSIDE_ADDED, by=None, now=now, subject=entry, fields=["kind", "text"])
    not_before = rules.told_not_before(now, is_slowed=is_slowed)
    tell_who_must_know(by=None, now=now, incident=incident, urgency=Urgency.TODAY, not_before=not_before)
