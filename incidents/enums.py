"""Choices of concerns and incidents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class HowSoon(models.TextChoices):
    """What the person raising a concern says (practice A1)."""

    NOW = "now", _("Now: somebody is at risk and cannot wait")
    TODAY = "today", _("Today")
    CAN_WAIT = "can_wait", _("It can wait until working hours")
    NOT_SURE = "not_sure", _("I am not sure")


class YesNoUnsure(models.TextChoices):
    """Unsure is always an answer, and counts as yes for whom to tell."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_SURE = "not_sure", _("I am not sure")


class IncidentState(models.TextChoices):
    """The states of the decision tree that exist so far: S1 and S2."""

    RAISED = "raised", _("Nobody has acknowledged it yet")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")


class Involved(models.TextChoices):
    """Who the people involved are (INC-15); those who work for us are asked about apart."""

    CHILD = "child", _("A child or young person")
    ADULT_AT_RISK = "adult_at_risk", _("An adult at risk")
    LEARNER = "learner", _("A learner or apprentice")
    STAFF = "staff", _("A member of staff")
    VOLUNTEER = "volunteer", _("A volunteer")
    SUBCONTRACTOR = "subcontractor", _("A subcontractor")
    OUTSIDER = "outsider", _("Somebody from outside")


class ExclusionReason(models.TextChoices):
    """Why somebody is kept out of a matter (INC-16, ESC-07)."""

    NAMED = "named", _("named in it")
    LINE = "line", _("in the line of management of somebody named in it")
    TEAM = "team", _("works for the safeguarding lead, who is named in it")


class EntryKind(models.TextChoices):
    """What a line of a chronology is."""

    NOTE = "note", _("Note")
    CONTACT = "contact", _("Contact with somebody")
    DECISION = "decision", _("Decision and reason")
    REFERRAL = "referral", _("Referral or emergency call")
    AFTERWARDS = "afterwards", _("Added by the person who raised it")
    CORRECTION = "correction", _("Correction")


# What was asked in words, in the order of the form; a page shows those that were answered.
QUESTIONS = {
    "about_whom": _("Who it is about"),
    "exact_words": _("Their exact words"),
    "seen_and_done": _("What was seen, asked and done"),
    "opinion": _("What the person who raised it thinks"),
    "when_happened": _("When it happened"),
    "when_learned": _("When the person who raised it learned of it"),
    "who_knows": _("Who else knows"),
    "staff_named": _("Who it is about, of those who work for us"),
    "emergency_rung_at": _("999 was rung at"),
    "emergency_rung_by": _("999 was rung by"),
    "emergency_number": _("Their number for the call"),
}


class AlreadyHappened(models.TextChoices):
    """Asked after the report is sent, never before, and never blocking (practice A6; INC-04 to INC-06)."""

    TOLD = "told", _("Somebody else was told")
    DELETED = "deleted", _("Something was deleted")
    SEEN = "seen", _("Somebody saw it")
    ASKED_TO_SHOW = "asked_to_show", _("Somebody was asked to show it")


class OutsideBody(models.TextChoices):
    """Whom somebody has already rung (practice A4: anyone may refer, at any moment)."""

    EMERGENCY = "999", _("999")
    SOCIAL_CARE = "social_care", _("Children’s or adult social care")
    POLICE = "police", _("The police (101)")
    HELPLINE = "helpline", _("A helpline, such as the NSPCC")
    OTHER = "other", _("Somebody else")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of incidents."""

    RAISED = "incidents.incident.raised", _("raised a concern")
    ACKNOWLEDGED = "incidents.incident.acknowledged", _("acknowledged")
    URGENCY_RAISED = "incidents.incident.urgency_raised", _("made more urgent")
    ENTRY_ADDED = "incidents.entry.added", _("added to the chronology")
    REPORT_ADDED_TO = "incidents.report.added_to", _("added to their own report")
    OPENED = "incidents.incident.opened", _("opened")
    REPORT_OPENED = "incidents.report.opened", _("opened their own report")
    LISTED = "incidents.incident.listed", _("saw in a list")
    READER_ADDED = "incidents.reader.added", _("let somebody read")
