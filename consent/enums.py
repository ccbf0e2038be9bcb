"""Choices of consent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class Purpose(models.TextChoices):
    """What may be agreed to, each on its own line: no bundled tick (CON-03)."""

    TAKE_PART = "take_part", _("Take part in sessions online or by phone")
    WORK = "work", _("Use work they make, such as writing or drawings")
    IMAGE = "image", _("Use their picture")
    RECORDING = "recording", _("Record a session")
    SHARING = "sharing", _("Share information with a named organisation")
    MESSAGES = "messages", _("Send follow-up messages after a session")


class Party(models.TextChoices):
    """Whose answer it is."""

    YOUNG_PERSON = "young_person", _("the young person")
    PARENT_CARER = "parent_carer", _("a parent or carer")
    AUTHORITY = "authority", _("the local authority")  # where it holds responsibility for consent (practice C27)


class Decision(models.TextChoices):
    """An answer to one purpose. Withdrawing is an answer too, given later."""

    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Did not agree")
    WITHDRAWN = "withdrawn", _("Took it back")


class Method(models.TextChoices):
    """How an answer was given (CON-07)."""

    LINK = "link", _("Through a link we sent")
    SIGNED_FORM = "signed_form", _("On a signed form")
    EMAIL = "email", _("In an email reply")
    TEXT = "text", _("In a text reply")
    RECORDED_CALL = "recorded_call", _("In a recorded video call")
    PHONE = "phone", _("On the phone")


class RequestState(models.TextChoices):
    """Where a request is. Whether it has expired is a question of the moment, not a state."""

    SENT = "sent", _("sent, not answered yet")
    ANSWERED = "answered", _("answered")
    REVOKED = "revoked", _("taken back: another was sent, or contact is no longer safe")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of consent."""

    ACTIVITY_SET_UP = "consent.activity.set_up", _("set up an activity")
    STATEMENT_ISSUED = "consent.statement.issued", _("issued a consent statement")
    ASKED = "consent.request.asked", _("asked for consent")
    LINK_OPENED = "consent.request.link_opened", _("somebody opened the link")
    IDENTIFIED = "consent.request.identified", _("somebody gave the right date of birth")
    WRONG_BIRTHDAY = "consent.request.wrong_birthday", _("somebody gave a wrong date of birth")
    ANSWERED = "consent.request.answered", _("answered")
    HANDED_OVER = "consent.request.handed_over", _("handed a request over to somebody else")
    REVOKED = "consent.request.revoked", _("took a request back")
    ALARMED = "consent.request.alarmed", _("said that somebody is unsafe")
    CONCERN_RAISED = "consent.request.concern_raised", _("raised a concern from it")
    NO_CONCERN = "consent.request.no_concern", _("said why no concern is raised from it")
    RECORDED = "consent.decision.recorded", _("recorded an answer given another way")
    WITHDRAWN = "consent.decision.withdrawn", _("recorded that consent was taken back")
    OPENED = "consent.request.opened", _("looked at the answers of")
