"""Choices about a case, its chronology, and what the audit trail says of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class IncidentState(models.TextChoices):
    """Where a case stands. Triage happens while it is acknowledged: what it asks is in TriageQuestion."""

    RAISED = "raised", _("Nobody has acknowledged it yet")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    CLOSED = "closed", _("Closed")


class ExclusionReason(models.TextChoices):
    """Why somebody is kept out of a matter (INC-16, ESC-07)."""

    NAMED = "named", _("named in it")
    FOUND = "found", _("it turned out that it is about them")  # not what its raiser said, nor shown to them
    LINE = "line", _("in the line of management of somebody named in it")
    TEAM = "team", _("works for the safeguarding lead, who is named in it")
    CONFLICT = "conflict", _("stands too near to it, as they said themselves")


class EntryKind(models.TextChoices):
    """What a line of a chronology is."""

    NOTE = "note", _("Note")
    CONTACT = "contact", _("Contact with somebody")
    DECISION = "decision", _("Decision and reason")
    REFERRAL = "referral", _("Referral or emergency call")
    AFTERWARDS = "afterwards", _("Added by the person who raised it")
    CORRECTION = "correction", _("Correction")
    NOT_REFERRED = "not_referred", _("Decided not to refer, and why")
    MONITORING = "monitoring", _("Checked again after closing")
    REOPENED = "reopened", _("Opened again, and why")
    ANSWERED = "answered", _("An authority answered")
    OUTSIDE = "outside", _("Contact with a body outside")
    HOLD = "hold", _("Waiting for the authorities")
    CONTRIBUTED = "contributed", _("Added by somebody who was asked")
    TOLD = "told", _("Somebody was told")


class OutsideBody(models.TextChoices):
    """Whom somebody has rung or written to (practice A4: anyone may refer, at any moment)."""

    EMERGENCY = "999", _("999")
    SOCIAL_CARE = "social_care", _("Children’s or adult social care")
    POLICE = "police", _("The police (101)")
    LADO = "lado", _("The local authority’s designated officer (LADO)")
    CEOP = "ceop", _("CEOP, about online sexual abuse")
    IWF = "iwf", _("Internet Watch Foundation, about images online")
    PREVENT = "prevent", _("Prevent, about radicalisation")
    HELPLINE = "helpline", _("A helpline, such as the NSPCC")
    OTHER = "other", _("Somebody else")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of incidents."""

    RAISED = "incidents.incident.raised", _("raised a concern")
    ACKNOWLEDGED = "incidents.incident.acknowledged", _("acknowledged")
    HANDED_OVER = "incidents.incident.handed_over", _("handed over to somebody else")
    URGENCY_RAISED = "incidents.incident.urgency_raised", _("made more urgent")
    ENTRY_ADDED = "incidents.entry.added", _("added to the chronology")
    REPORT_ADDED_TO = "incidents.report.added_to", _("added to their own report")
    OPENED = "incidents.incident.opened", _("opened")
    REPORT_OPENED = "incidents.report.opened", _("opened their own report")
    LISTED = "incidents.incident.listed", _("saw in a list")
    PEOPLE_NAMED = "incidents.incident.people_named", _("said whom it is about, of those who work for us")
    WAITS_AGAIN = "incidents.incident.waits_again", _("let it wait for another answer")
    STEPPED_BACK = "incidents.incident.stepped_back", _("stepped back, because they stand too near to it")
    READER_ADDED = "incidents.reader.added", _("let somebody read")
    TRIAGED = "incidents.triage.answered", _("answered a question of triage")
    CLOSED = "incidents.incident.closed", _("closed")
    SIGNED_OFF = "incidents.closure.signed_off", _("signed off how it ended")
    REOPENED = "incidents.incident.reopened", _("opened again")
    REFERRED = "incidents.referral.made", _("referred")
    REFERRAL_OPENED = "incidents.referral.opened", _("opened a referral")
    REFERRALS_LISTED = "incidents.referral.listed", _("saw referrals in a list")
    ANSWERED = "incidents.referral.answered", _("wrote down what an authority answered")
    OUTSIDE = "incidents.outsidecontact.added", _("wrote down a contact with a body outside")
    HOLD_BEGUN = "incidents.hold.begun", _("began to wait for the authorities")
    HOLD_MOVED = "incidents.hold.moved", _("goes on waiting for the authorities")
    HOLD_ENDED = "incidents.hold.ended", _("wrote down that the authorities have finished")
    FACTS_SHOWN = "incidents.incident.facts_shown", _("opened the facts for a referral")
    CRISIS_OPENED = "incidents.incident.crisis_opened", _("opened the crisis sheet of a case")
    OUTSIDE_SENT = "incidents.outside.sent", _("sent a concern by the public form")
    OUTSIDE_ADDED = "incidents.outside.added_to", _("added to what they had sent by the public form")
    PERSON_ADDED = "incidents.involved.added", _("said who is involved")
    PERSON_CORRECTED = "incidents.involved.corrected", _("corrected who is involved")
    DETAIL_ANSWERED = "incidents.detail.answered", _("answered a question about a kind of harm")
    IMAGERY_FOUND = "incidents.incident.imagery_found", _("said that pictures are part of it")
    COMPLAINT_LOGGED = "incidents.complaint.logged", _("wrote down what a parent or carer said about a session")
    COMPLAINT_OPENED = "incidents.complaint.opened", _("opened what a parent or carer said about a session")
    COMPLAINT_ANSWERED = "incidents.complaint.answered", _("answered a parent or carer about a session")
    COMPLAINT_RAISED = "incidents.complaint.raised", _("raised a concern from what a parent or carer said")
