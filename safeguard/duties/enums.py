"""Choices of duties."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class DutyKind(models.TextChoices):
    """What somebody has to do. The label is what *My work* shows."""

    FIRST_ENTRY = "first_entry", _("Write the first entry in the chronology")
    WELFARE_CALL = "welfare_call", _("Make the welfare call")
    RECORD = "record", _("Write the record")
    APPROVE = "approve", _("Approve a plan, or send it back")
    REARRANGE = "rearrange", _("Arrange another time")
    AGREED_ACTION = "agreed_action", _("Do what was agreed")
    RAISE_CONCERN = "raise_concern", _("Raise the concern, or say why not")
    MONITOR = "monitor", _("Check again, as agreed when it was closed")
    REVIEW_PLATFORM = "review_platform", _("Look at the platform again")
    CLOSE_GROUP = "close_group", _("Close the group, or extend it with a reason")
    NAME_KEEPER = "name_keeper", _("Name a second adult for the group")
    TURNS_18 = "turns_18", _("Talk over what changes at 18")
    TAKE_OVER = "take_over", _("Take over, and meet")
    CASE_STEP = "case_step", _("Do the next step of a case")
    TELL_LADO = "tell_lado", _("Tell the designated officer (LADO), or write why not")
    SECOND_LOOK = "second_look", _("Look at a closed case as the second person")
    SUPPORT_COLLEAGUE = "support_colleague", _("Offer support to a colleague")
    AUTHORITY_ANSWER = "authority_answer", _("Get the authority’s answer")
    NEXT_STEP = "next_step", _("Take the next step with a body outside")
    CHASE_HOLD = "chase_hold", _("Ask the authorities whether they have finished")
    ANSWER_COMPLAINT = "answer_complaint", _("Answer a parent or carer")


class Escalation(models.TextChoices):
    """Who is told when a duty is not done."""

    LADDER_TODAY = "ladder_today", _("the safeguarding officer and everybody above, until somebody answers")
    LADDER_CAN_WAIT = "ladder_can_wait", _("the same people, in working time")
    LINE_MANAGER = "line_manager", _("the line manager, once; the safeguarding officer where there is none")


class DutyState(models.TextChoices):
    """Open until done; handed over, it stays open with another owner."""

    OPEN = "open", _("to do")
    DONE = "done", _("done")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of duties."""

    OPENED = "duties.duty.opened", _("gave somebody something to do")
    DONE = "duties.duty.done", _("did what was to be done")
    HANDED_OVER = "duties.duty.handed_over", _("handed it over to somebody else")
    CHANGED = "duties.duty.changed", _("changed when something was to be done")
    LISTED = "duties.duty.listed", _("saw what others have to do")
    ESCALATED = "duties.duty.escalated", _("told others that it had not been done")
