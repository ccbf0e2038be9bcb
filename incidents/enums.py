"""Choices of concerns and incidents."""

from collections.abc import Mapping

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
    """Where a case stands. Triage happens while it is acknowledged: what it asks is in TriageQuestion."""

    RAISED = "raised", _("Nobody has acknowledged it yet")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    CLOSED = "closed", _("Closed")


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
    NOT_REFERRED = "not_referred", _("Decided not to refer, and why")
    MONITORING = "monitoring", _("Checked again after closing")
    REOPENED = "reopened", _("Opened again, and why")


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
    """Whom somebody has rung or written to (practice A4: anyone may refer, at any moment)."""

    EMERGENCY = "999", _("999")
    SOCIAL_CARE = "social_care", _("Children’s or adult social care")
    POLICE = "police", _("The police (101)")
    LADO = "lado", _("The local authority’s designated officer (LADO)")
    CEOP = "ceop", _("CEOP, about online sexual abuse")
    IWF = "iwf", _("Internet Watch Foundation, about images online")
    HELPLINE = "helpline", _("A helpline, such as the NSPCC")
    OTHER = "other", _("Somebody else")


# Asked of whoever raised it: what they may have rung in a hurry. The rest is for those who deal with it.
RUNG_BY_ANYBODY = (
    OutsideBody.EMERGENCY,
    OutsideBody.SOCIAL_CARE,
    OutsideBody.POLICE,
    OutsideBody.HELPLINE,
    OutsideBody.OTHER,
)


class TriageQuestion(models.TextChoices):
    """What triage asks, in its order: safe first (practice A2), then the tree's questions."""

    RISK = "risk", _("Risk to the person")
    WISHES = "wishes", _("What they want")
    OTHERS = "others", _("Others at risk")
    ONLINE = "online", _("Online material or an act")
    OFFENCE = "offence", _("May be a criminal offence")
    SEVERITY = "severity", _("Severity")
    CATEGORY = "category", _("Kind of harm")


class Risk(models.TextChoices):
    """The tree's Q5, asked first for every concern (practice A2)."""

    IMMEDIATE = "immediate", _("Immediate")
    NOT_IMMEDIATE = "not_immediate", _("Not immediate")
    NOT_SURE = "not_sure", _("I am not sure")


class Wishes(models.TextChoices):
    """Whether the person was asked what they want to happen (practice C28, A12)."""

    SAID = "said", _("They have said what they want")
    NOT_YET = "not_yet", _("Not asked yet, or not possible")


class Severity(models.TextChoices):
    """How severe it is, lowest first (INC-17; the scale is ours)."""

    LOW = "low", _("Low")
    MODERATE = "moderate", _("Moderate")
    SERIOUS = "serious", _("Serious")
    CRITICAL = "critical", _("Critical")


class Category(models.TextChoices):
    """The four Cs of online harm, and what is not online (INC-09; 002 §1.4)."""

    CONTENT = "content", _("Content")
    CONTACT = "contact", _("Contact")
    CONDUCT = "conduct", _("Conduct")
    COMMERCE = "commerce", _("Commerce")
    NOT_ONLINE = "not_online", _("Not online")


class SubType(models.TextChoices):
    """The kind of harm; each belongs to one category (``rules.category_of``), whose name its value begins with."""

    CONTENT_PORNOGRAPHY = "content_pornography", _("Pornography")
    CONTENT_RACISM = "content_racism", _("Racism")
    CONTENT_MISOGYNY = "content_misogyny", _("Misogyny")
    CONTENT_ANTISEMITISM = "content_antisemitism", _("Antisemitism")
    CONTENT_SELF_HARM = "content_self_harm", _("Content about self-harm")
    CONTENT_SUICIDE = "content_suicide", _("Content about suicide")
    CONTENT_EXTREMISM = "content_extremism", _("Extremism")
    CONTENT_MISINFORMATION = "content_misinformation", _("Misinformation")
    CONTENT_OTHER = "content_other", _("Other content")
    CONTACT_CHILD_ON_CHILD = "contact_child_on_child", _("Abuse by another child or young person")
    CONTACT_GROOMING_SEXUAL = "contact_grooming_sexual", _("Sexual grooming")
    CONTACT_GROOMING_CRIMINAL = "contact_grooming_criminal", _("Grooming for crime")
    CONTACT_GROOMING_FINANCIAL = "contact_grooming_financial", _("Grooming for money")
    CONTACT_SEXTORTION = "contact_sextortion", _("Threats to share images (sextortion)")
    CONTACT_COMMUNITY = "contact_community", _("An unsafe community, such as an extremist or criminal group")
    CONTACT_COMMERCIAL = "contact_commercial", _("Commercial contact")
    CONTACT_OTHER = "contact_other", _("Other contact")
    CONDUCT_NUDES = "conduct_nudes", _("Nude or semi-nude images of somebody under 18")
    CONDUCT_IMAGES = "conduct_images", _("Other explicit images, AI-made ones too")
    CONDUCT_BULLYING = "conduct_bullying", _("Bullying online")
    CONDUCT_OTHER = "conduct_other", _("Other conduct")
    COMMERCE_GAMBLING = "commerce_gambling", _("Gambling")
    COMMERCE_ADVERTISING = "commerce_advertising", _("Advertising")
    COMMERCE_PHISHING = "commerce_phishing", _("Phishing")
    COMMERCE_SCAM = "commerce_scam", _("Scams")
    COMMERCE_OTHER = "commerce_other", _("Other commerce")
    NOT_ONLINE_NEGLECT = "not_online_neglect", _("Neglect")
    NOT_ONLINE_PHYSICAL = "not_online_physical", _("Physical abuse")
    NOT_ONLINE_EMOTIONAL = "not_online_emotional", _("Emotional abuse")
    NOT_ONLINE_SEXUAL = "not_online_sexual", _("Sexual abuse")
    NOT_ONLINE_EXPLOITATION = "not_online_exploitation", _("Exploitation")
    NOT_ONLINE_SELF_HARM = "not_online_self_harm", _("Self-harm, or thoughts of suicide")
    NOT_ONLINE_DOMESTIC = "not_online_domestic", _("Domestic abuse")
    NOT_ONLINE_BULLYING = "not_online_bullying", _("Bullying")
    NOT_ONLINE_RADICALISATION = "not_online_radicalisation", _("Radicalisation")
    NOT_ONLINE_OTHER = "not_online_other", _("Other harm")


ANSWERS: Mapping[str, type[models.TextChoices]] = {
    TriageQuestion.RISK: Risk,
    TriageQuestion.WISHES: Wishes,
    TriageQuestion.OTHERS: YesNoUnsure,
    TriageQuestion.ONLINE: YesNoUnsure,
    TriageQuestion.OFFENCE: YesNoUnsure,
    TriageQuestion.SEVERITY: Severity,
    TriageQuestion.CATEGORY: SubType,
}


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
    READER_ADDED = "incidents.reader.added", _("let somebody read")
    TRIAGED = "incidents.triage.answered", _("answered a question of triage")
    CLOSED = "incidents.incident.closed", _("closed")
    SIGNED_OFF = "incidents.closure.signed_off", _("signed off how it ended")
    REOPENED = "incidents.incident.reopened", _("opened again")
