"""Choices about reading a case: the parts of its chronology, copies of it, and what the audit trail says of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.enums.cases import EntryKind
from safeguard.audit.enums import registers_verbs


class LineKind(models.TextChoices):
    """The parts of a chronology, each of which may be read alone or left out of a copy."""

    REPORT = "report", _("What was reported")
    NOTE = "note", _("Notes and contacts")
    DECISION = "decision", _("Decisions")
    REFERRAL = "referral", _("Referrals, authorities, and why not")
    TRIAGE = "triage", _("Triage")
    STEP = "step", _("Steps that were taken, or not needed")
    ADDED = "added", _("Added by others")
    CLOSING = "closing", _("Closing, monitoring, opening again")
    TOLD = "told", _("Who was told")
    DUTY = "duty", _("What was to be done")
    ACCESS = "access", _("Readers, questions, locks and copies")
    OPENED = "opened", _("Who has opened it")


# The part of a chronology that an entry stands in. A correction stands in the part of what it corrects.
LINE_OF_ENTRY = {
    EntryKind.NOTE: LineKind.NOTE,
    EntryKind.CONTACT: LineKind.NOTE,
    EntryKind.CORRECTION: LineKind.NOTE,
    EntryKind.DECISION: LineKind.DECISION,
    EntryKind.REFERRAL: LineKind.REFERRAL,
    EntryKind.NOT_REFERRED: LineKind.REFERRAL,
    EntryKind.ANSWERED: LineKind.REFERRAL,
    EntryKind.OUTSIDE: LineKind.REFERRAL,
    EntryKind.HOLD: LineKind.REFERRAL,
    EntryKind.TOLD: LineKind.TOLD,
    EntryKind.AFTERWARDS: LineKind.ADDED,
    EntryKind.CONTRIBUTED: LineKind.ADDED,
    EntryKind.MONITORING: LineKind.CLOSING,
    EntryKind.REOPENED: LineKind.CLOSING,
}


class CopyFor(models.TextChoices):
    """Who reads a copy."""

    COURT = "court", _("A court")
    AUTHORITY = "authority", _("An authority, such as social care or the police")
    FAMILY = "family", _("The young person or their family, who ask for what is kept about them")
    PARTNER = "partner", _("A partner organisation")
    OURSELVES = "ourselves", _("Ourselves, such as a meeting about the case")


class CopyState(models.TextChoices):
    """How far a copy is."""

    CHOSEN = "chosen", _("being chosen")
    ASKED = "asked", _("being made")
    FAILED = "failed", _("could not be made yet")
    MADE = "made", _("made")


@registers_verbs
class ReadingVerb(models.TextChoices):
    """What the audit trail says of who may read a case and of what was taken out of it."""

    READER_CHANGED = "incidents.reader.changed", _("changed how long somebody may read")
    READER_ENDED = "incidents.reader.ended", _("ended that somebody may read")
    INVITED = "incidents.invitation.sent", _("asked somebody to add what they know")
    INVITATION_OPENED = "incidents.invitation.opened", _("opened what they were asked")
    INVITATION_ENDED = "incidents.invitation.ended", _("ended a question to somebody")
    LOCKED = "incidents.lock.locked", _("locked to named people")
    LIFTED = "incidents.lock.lifted", _("lifted a lock")
    LINKED = "incidents.link.linked", _("linked a person to a case")
    UNLINKED = "incidents.link.unlinked", _("took a person out of a case")
    CHRONOLOGY_OPENED = "incidents.chronology.opened", _("opened the chronology")
    READERS_OPENED = "incidents.readers.opened", _("looked at who may read and has read")
    COPY_BEGUN = "incidents.copy.begun", _("began a copy")
    COPY_CHOSEN = "incidents.copy.chosen", _("chose what a copy shows")
    COPY_OPENED = "incidents.copy.opened", _("looked at a copy")
    COPY_ASKED = "incidents.copy.asked", _("confirmed a copy")
    COPY_MADE = "incidents.copy.made", _("made the document of a copy")
    COPY_FAILED = "incidents.copy.failed", _("could not make the document of a copy")
    COPY_DOWNLOADED = "incidents.copy.downloaded", _("downloaded a copy")
