"""Turning referrals, answers, contacts and holds into the lines that pages show."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from incidents.enums import Consent, TalkedFirst
from incidents.models import Hold, OutsideContact, Referral, ReferralAnswer
from incidents.selectors import Outside
from safeguard.lib.clock import to_the_minute

NOT_WRITTEN = _("not written down")


def referral_rows(referral: Referral) -> list[dict[str, Any]]:
    """What is known of a call, as rows of a summary list; what may still be written is named."""
    entry = referral.entry
    rows = [
        (_("To"), f"{referral.get_body_display()}{f': {referral.authority.name}' if referral.authority else ''}"),
        (_("How"), referral.get_kind_display() if referral.kind else ""),
        (_("When"), entry.when_happened or to_the_minute(referral.made_at)),
        (_("Who rang"), referral.rung_by or referral.by.full_name),
        (_("Whom they spoke to"), referral.spoke_to),
        (_("Their reference"), entry.their_reference or NOT_WRITTEN),
        (_("What was said"), entry.text),
        (_("Agreement"), _consent(referral)),
        (_("Talked to the young person first"), _talked(referral)),
        (_("Made again after"), referral.follows.ref if referral.follows else ""),
    ]
    return [{"key": key, "value": value, "long": True} for key, value in rows if value]


def _consent(referral: Referral) -> str:
    if not referral.consent:
        return ""
    why = referral.consent_reason
    if referral.consent != Consent.AGREED and not why:
        why = str(_("Why it was referred all the same is not written down yet."))
    return f"{referral.get_consent_display()}\n{why}".strip()


def _talked(referral: Referral) -> str:
    if not referral.talked_first:
        return ""
    why = referral.talked_first_reason
    if referral.talked_first != TalkedFirst.YES and not why:
        why = str(_("Why not is not written down yet."))
    return f"{referral.get_talked_first_display()}\n{why}".strip()


def answer_entries(answers: Iterable[ReferralAnswer]) -> list[dict[str, Any]]:
    """What an authority answered, as a timeline, the newest first."""
    lines = []
    for one in answers:
        facts = [
            one.words,
            _said(_("Said by: %(it)s"), one.said_by),
            _said(_("When: %(it)s"), one.entry.when_happened),
            _said(_("What we may do now: %(it)s"), one.next_steps),
            _said(_("Their reference: %(it)s"), one.their_reference),
            _said(_("Their letter is kept at: %(it)s"), one.held_at),
        ]
        text = "\n".join(fact for fact in facts if fact)
        lines.append({"title": one.get_answer_display(), "at": one.written_at, "by": one.by.full_name, "text": text})
    return lines[::-1]


def contact_entries(contacts: Iterable[OutsideContact]) -> list[dict[str, Any]]:
    """The contact log as a timeline, in the order it comes; a step that was to be taken says where to go on."""
    return [_contact_entry(one) for one in contacts]


def _contact_entry(one: OutsideContact) -> dict[str, Any]:
    step = _said(_("Next: %(it)s"), one.next_step)
    if one.next_on:
        step += f" ({date_format(one.next_on, 'j F Y')})"
    facts = [
        f"{one.get_body_display()}{f', {one.person}' if one.person else ''}",
        _said(_("When: %(it)s"), one.entry.when_happened),
        one.entry.text,
        _said(_("Their reference: %(it)s"), one.entry.their_reference),
        _said(_("Kept at: %(it)s"), one.held_at),
        step,
    ]
    entry: dict[str, Any] = {
        "title": one.get_kind_display(),
        "at": one.written_at,
        "by": one.by.full_name,
        "text": "\n".join(fact for fact in facts if fact),
    }
    if one.next_step:
        entry["url"] = f"{reverse('incidents:outside', args=[one.incident.ref])}?after={one.ref}"
        entry["link_text"] = _("Write down what came of it")
    return entry


def hold_rows(hold: Hold) -> list[dict[str, Any]]:
    """What waits, as rows of a summary list, with how it ended."""
    rows = [
        (_("Waits"), "\n".join(hold.waits_words)),
        (_("Agreed with"), hold.agreed_with),
        (_("Their reference"), hold.their_reference),
        (_("Since"), f"{to_the_minute(hold.begun_at)}, {hold.begun_by.full_name}"),
        (_("They are asked again on"), "" if hold.ended_at else date_format(hold.chase_on, "j F Y")),
        (_("They finished on"), date_format(hold.concluded_on, "j F Y") if hold.concluded_on else ""),
        (_("What they found or decided"), hold.outcome),
        (_("What we may do now"), hold.next_steps),
    ]
    return [{"key": key, "value": value, "long": True} for key, value in rows if value]


def outlasting_rows(outside: Outside) -> list[dict[str, Any]]:
    """What still lies with authorities, and goes on being chased when a case is closed, as rows of a task list."""
    rows = [
        {
            "text": _("No answer yet: %(body)s") % {"body": one.get_body_display()},
            "url": one.get_absolute_url(),
            "hint": _("Referred %(at)s") % {"at": to_the_minute(one.made_at)},
            "status": _("Due %(at)s") % {"at": to_the_minute(one.answer_due_at)},
        }
        for one in outside.waiting
        if one.answer_due_at is not None
    ]
    return rows + [
        {
            "text": _("Waits for the authorities: %(what)s") % {"what": "; ".join(hold.waits_words)},
            "url": hold.get_absolute_url(),
            "hint": _("Agreed with %(who)s") % {"who": hold.agreed_with},
            "status": _("Ask again %(day)s") % {"day": date_format(hold.chase_on, "j M")},
        }
        for hold in outside.open_holds
    ]


def _said(words: Any, it: str) -> str:
    return str(words) % {"it": it} if it else ""
