"""Choices about people who work for the organisation. Titles of posts are settings; the codes are not."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class PersonKind(models.TextChoices):
    """Who somebody is to the organisation (ORG-02)."""

    STAFF = "staff", _("member of staff")
    VOLUNTEER = "volunteer", _("volunteer")
    SUBCONTRACTOR = "subcontractor", _("subcontractor")
    BOARD = "board", _("board member")


class Role(models.TextChoices):
    """What somebody does. A role grants permissions (rules.PERMISSIONS_OF)."""

    PRACTITIONER = "practitioner", _("Practitioner")
    LINE_MANAGER = "line_manager", _("Line manager")
    DSO = "dso", _("Designated Safeguarding Officer")
    DEPUTY_DSL = "deputy_dsl", _("Deputy Designated Safeguarding Lead")
    DSL = "dsl", _("Designated Safeguarding Lead")
    STRATEGIC_LEAD = "strategic_lead", _("Strategic lead for safeguarding")
    HR_DSO = "hr_dso", _("Safeguarding officer for staff matters")
    BOARD = "board", _("Board member")
    ICT = "ict", _("ICT")
    ADMINISTRATOR = "administrator", _("Administrator")


class PostCode(models.TextChoices):
    """The posts that alerts are addressed to. Who holds one is a question of the moment."""

    DSO = "dso", _("Designated Safeguarding Officer")
    DEPUTY_DSL = "deputy_dsl", _("Deputy Designated Safeguarding Lead")
    DSL = "dsl", _("Designated Safeguarding Lead")
    STRATEGIC_LEAD = "strategic_lead", _("Strategic lead for safeguarding")
    HR_DSO = "hr_dso", _("Safeguarding officer for staff matters")
    CHAIR = "chair", _("Chair of trustees")


class CoverReason(models.TextChoices):
    """Why somebody stands in for the holder of a post."""

    ABSENCE = "absence", _("stands in while the holder is away")
    ON_DUTY = "on_duty", _("on duty out of hours")


class TrainingKind(models.TextChoices):
    """Which training is recorded (ORG-26)."""

    SAFEGUARDING_ONLINE = "safeguarding_online", _("Safeguarding in online sessions")


class TrainingState(models.TextChoices):
    """Where somebody stands with their training on a day."""

    NEVER = "never", _("Never done")
    EXPIRED = "expired", _("Run out")
    CURRENT = "current", _("In date")


class SignInNews(models.TextChoices):
    """What somebody is told of how they sign in, so that they notice what they did not do."""

    NEW_DEVICE = "new_device", _("somebody signed in as you in a browser that is new to us")
    PASSWORD = "password", _("your password was changed")
    FACTOR = "factor", _("your authenticator app or a passkey was added or removed")
    RECOVERY_CODES = "recovery_codes", _("new recovery codes were made")
    RECOVERY_USED = "recovery_used", _("a recovery code was used to sign in as you")
    WORK_IDENTITY = "work_identity", _("your work account was linked: you can sign in with it")
    FACTOR_RESET = "factor_reset", _("your second step was reset: you are asked to set up another when you sign in")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of people."""

    ORGANISATION_DESCRIBED = "practitioners.organisation.described", _("said what the organisation is called")
    WENT_LIVE = "practitioners.organisation.went_live", _("let real people be recorded from now on")
    USER_CREATED = "practitioners.user.created", _("set up an account")
    USER_INVITED = "practitioners.user.invited", _("sent somebody a link to choose their password")
    USER_CORRECTED = "practitioners.user.corrected", _("corrected an account that nobody had signed in with")
    USER_CHANGED = "practitioners.user.changed", _("changed somebody's work mobile")
    ROLE_GRANTED = "practitioners.role.granted", _("gave a role")
    ROLE_TAKEN = "practitioners.role.taken", _("took a role away")
    POST_FILLED = "practitioners.post.filled", _("named the holder of a post")
    COVER_ARRANGED = "practitioners.cover.arranged", _("arranged cover")
    COVER_ENDED = "practitioners.cover.ended", _("ended cover")
    SERVICE_CREATED = "practitioners.service.created", _("set up a service")
    SERVICE_CHANGED = "practitioners.service.changed", _("changed what a service is called")
    TRAINING_RECORDED = "practitioners.training.recorded", _("recorded a training")
    TRAINING_OPENED = "practitioners.training.opened", _("opened somebody's record of training")
    TEAM_LISTED = "practitioners.user.listed", _("saw who is trained and has signed")
    SIGN_INS_ENDED = "practitioners.sign_in.ended", _("signed somebody out")
    SIGN_IN_CHANGED = "practitioners.sign_in.changed", _("changed how they sign in")
    SIGN_INS_LISTED = "practitioners.sign_in.listed", _("saw how somebody signs in")
    WORK_IDENTITY_LINKED = "practitioners.work_identity.linked", _("linked a work account")
    FACTOR_RESET_ASKED = "practitioners.factor_reset.asked", _("asked to reset a second factor")
    FACTOR_RESET_AGREED = "practitioners.factor_reset.agreed", _("agreed to reset a second factor")
    FACTOR_RESET_STOPPED = "practitioners.factor_reset.stopped", _("stopped the reset of a second factor")
    FACTOR_RESET_DONE = "practitioners.factor_reset.done", _("reset a second factor")
