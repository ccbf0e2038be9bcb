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
    CUSTOMER = "customer", _("customer")
    LEARNER = "learner", _("learner or apprentice")
    EMPLOYER = "employer", _("employer")
    STAKEHOLDER = "stakeholder", _("other stakeholder")


class Role(models.TextChoices):
    """What somebody does. A role grants permissions (rules.PERMISSIONS_OF)."""

    PRACTITIONER = "practitioner", _("Practitioner")
    LINE_MANAGER = "line_manager", _("Line manager")
    SERVICE_MANAGER = "service_manager", _("Service manager")
    DSO = "dso", _("Designated Safeguarding Officer")
    DEPUTY_DSL = "deputy_dsl", _("Deputy Designated Safeguarding Lead")
    DSL = "dsl", _("Designated Safeguarding Lead")
    STRATEGIC_LEAD = "strategic_lead", _("Strategic lead for safeguarding")
    HR_DSO = "hr_dso", _("Safeguarding officer for staff matters")
    POLICY_DSO = "policy_dso", _("Safeguarding officer for policy")
    OSG_MEMBER = "osg_member", _("Member of the Online Safety Group")
    BOARD = "board", _("Board member")
    CHAMPION = "champion", _("Safeguarding Champion of the board")
    ICT = "ict", _("ICT")
    CIO = "cio", _("Chief Information Officer")
    OPS = "ops", _("Operations")
    COMMS = "comms", _("Communications")
    ADMINISTRATOR = "administrator", _("Administrator")


class PostCode(models.TextChoices):
    """The posts that answer for safeguarding; to most of them alerts are addressed. Who holds one is a question of the
    moment."""

    DSO = "dso", _("Designated Safeguarding Officer")
    DEPUTY_DSL = "deputy_dsl", _("Deputy Designated Safeguarding Lead")
    DSL = "dsl", _("Designated Safeguarding Lead")
    STRATEGIC_LEAD = "strategic_lead", _("Strategic lead for safeguarding")
    HR_DSO = "hr_dso", _("Safeguarding officer for staff matters")
    CHAIR = "chair", _("Chair of trustees")
    CHAMPION = "champion", _("Safeguarding Champion of the board")
    POLICY_DSO = "policy_dso", _("Safeguarding officer for policy")


class CoverReason(models.TextChoices):
    """Why somebody stands in for the holder of a post."""

    ABSENCE = "absence", _("stands in while the holder is away")
    ON_DUTY = "on_duty", _("on duty out of hours")


class DeviceKind(models.TextChoices):
    """What a device of the organisation is."""

    LAPTOP = "laptop", _("Laptop")
    PHONE = "phone", _("Mobile phone")
    TABLET = "tablet", _("Tablet")
    DESKTOP = "desktop", _("Desktop computer")


class DeviceState(models.TextChoices):
    """What became of a device (SEC-09)."""

    IN_USE = "in_use", _("In use")
    LOST = "lost", _("Lost or stolen")
    RETIRED = "retired", _("Not used any more")


class GroupSeat(models.TextChoices):
    """As what somebody sits in the Online Safety Group (ORG-22)."""

    LEAD = "lead", _("leads it")
    DESIGNATED = "designated", _("designated person")
    FUNCTION_HEAD = "function_head", _("head of a senior function")
    MANAGER = "manager", _("functional manager")


class Verified(models.TextChoices):
    """Whether what the directory says of somebody has been shown to reach them (ORG-24)."""

    NEVER = "never", _("Never verified")
    STALE = "stale", _("To be verified again")
    YES = "yes", _("Verified")


class TrainingKind(models.TextChoices):
    """Which training is recorded (ORG-26)."""

    SAFEGUARDING_ONLINE = "safeguarding_online", _("Safeguarding in online sessions")


class TrainingState(models.TextChoices):
    """Where somebody stands with their training on a day."""

    NEVER = "never", _("Never done")
    EXPIRED = "expired", _("Run out")
    CURRENT = "current", _("In date")


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
    POST_LEFT = "practitioners.post.left", _("left a post without a holder")
    USER_DESCRIBED = "practitioners.user.described", _("changed what is said of somebody who works here")
    OWN_CHANGED = "practitioners.user.own_changed", _("changed what is said of themselves")
    USERS_LISTED = "practitioners.user.all_listed", _("saw people who work here in a list")
    USER_OPENED = "practitioners.user.opened", _("opened what is said of somebody who works here")
    LEAVING_ARRANGED = "practitioners.leaving.arranged", _("arranged when somebody leaves")
    LEAVING_CANCELLED = "practitioners.leaving.cancelled", _("took back when somebody was to leave")
    ACCOUNT_CLOSED = "practitioners.user.closed", _("closed an account")
    ACCOUNT_REOPENED = "practitioners.user.reopened", _("opened a closed account again")
    SERVICE_CLOSED = "practitioners.service.closed", _("closed a service")
    BRAND_CREATED = "practitioners.brand.created", _("set up a brand")
    CONTRACT_KEPT = "practitioners.contract.kept", _("wrote down a contract")
    GROUP_JOINED = "practitioners.group.joined", _("took somebody into the Online Safety Group")
    GROUP_CHANGED = "practitioners.group.changed", _("changed what somebody does in the Online Safety Group")
    GROUP_LEFT = "practitioners.group.left", _("ended a seat in the Online Safety Group")
    DEVICE_REGISTERED = "practitioners.device.registered", _("entered a device in the register")
    DEVICE_CHANGED = "practitioners.device.changed", _("changed what the register says of a device")
    DEVICE_LOST = "practitioners.device.lost", _("said that a device is lost or stolen")
    TRAINING_RECORDED = "practitioners.training.recorded", _("recorded a training")
    TRAINING_OPENED = "practitioners.training.opened", _("opened somebody's record of training")
    TEAM_LISTED = "practitioners.user.listed", _("saw who is trained and has signed")
