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
    # A volunteer, a subcontractor, a trustee: signs in to raise a concern, and sees their own reports.
    RAISER = "raiser", _("Raises concerns only")


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
    """The courses that rules ask for by their code (ORG-26); an administrator adds others as rows."""

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
    WORK_IDENTITY_GONE = "work_identity_gone", _("your work account was unlinked: you sign in with your password")
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
    POST_LEFT = "practitioners.post.left", _("left a post without a holder")
    USER_DESCRIBED = "practitioners.user.described", _("changed what is said of somebody who works here")
    OWN_CHANGED = "practitioners.user.own_changed", _("changed what is said of themselves")
    USERS_LISTED = "practitioners.user.all_listed", _("saw people who work here in a list")
    USER_OPENED = "practitioners.user.opened", _("opened what is said of somebody who works here")
    LEAVING_ARRANGED = "practitioners.leaving.arranged", _("arranged when somebody leaves")
    LEAVING_CANCELLED = "practitioners.leaving.cancelled", _("took back when somebody was to leave")
    ACCOUNT_CLOSED = "practitioners.user.closed", _("closed an account")
    ACCOUNT_REOPENED = "practitioners.user.reopened", _("opened a closed account again")
    COVERAGE_GIVEN = "practitioners.coverage.given", _("let somebody cover a brand, a region or a contract")
    COVERAGE_ENDED = "practitioners.coverage.ended", _("ended that somebody covers a brand, a region or a contract")
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
    SIGN_INS_ENDED = "practitioners.sign_in.ended", _("signed somebody out")
    SIGN_IN_CHANGED = "practitioners.sign_in.changed", _("changed how they sign in")
    SIGN_INS_LISTED = "practitioners.sign_in.listed", _("saw how somebody signs in")
    WORK_IDENTITY_LINKED = "practitioners.work_identity.linked", _("linked a work account")
    WORK_IDENTITY_UNLINKED = "practitioners.work_identity.unlinked", _("unlinked a work account")
    ADDRESS_ASKED = "practitioners.address.asked", _("asked to change the address of somebody without a second factor")
    ADDRESS_AGREED = "practitioners.address.agreed", _("agreed to a new address")
    ADDRESS_STOPPED = "practitioners.address.stopped", _("stopped the change of an address")
    ADDRESS_DONE = "practitioners.address.done", _("changed the address of somebody without a second factor")
    FACTOR_RESET_ASKED = "practitioners.factor_reset.asked", _("asked to reset a second factor")
    FACTOR_RESET_AGREED = "practitioners.factor_reset.agreed", _("agreed to reset a second factor")
    FACTOR_RESET_STOPPED = "practitioners.factor_reset.stopped", _("stopped the reset of a second factor")
    FACTOR_RESET_DONE = "practitioners.factor_reset.done", _("reset a second factor")


class Standing(models.TextChoices):
    """Where somebody stands with a course that their roles need, on a day (ORG-28)."""

    MISSING = "missing", _("Never done")
    EXPIRED = "expired", _("Run out")
    SOON = "soon", _("Runs out soon")
    LATER = "later", _("Not due yet")
    DONE = "done", _("In date")


class Topic(models.TextChoices):
    """What young people and learners are taught of online safety (ORG-31; 002 §2.6, §2.8, §2.9, §8.4)."""

    SAFE_USE = "safe_use", _("Safe and respectful use")
    ADULT_MATERIAL = "adult_material", _("Adult material")
    GAMBLING = "gambling", _("Gambling")
    DRUGS = "drugs", _("Drugs")
    DISCRIMINATION = "discrimination", _("Discrimination and racism")
    VIOLENCE = "violence", _("Violence")
    PEERS = "peers", _("Harm between young people")
    SEXUAL = "sexual", _("Sexual violence and harassment")
    EXTREMISM = "extremism", _("Extremism, and Prevent")
    FOOTPRINT = "footprint", _("What stays online for good")
    PROFILES = "profiles", _("What a profile gives away")
    OTHER = "other", _("Something else")


class Audience(models.TextChoices):
    """Whom it was given to."""

    YOUNG_PEOPLE = "young_people", _("Young people")
    LEARNERS = "learners", _("Customers and adult learners")
    FAMILIES = "families", _("Parents and carers")


class CheckKind(models.TextChoices):
    """What somebody says of themselves, again and again (ORG-09, ORG-14, ORG-15, ORG-25)."""

    ACCOUNTS = "accounts", _("Accounts for work")
    PRIVACY = "privacy", _("Your own accounts")
    ICT = "ict", _("ICT: up to date")
    OFFICER = "officer", _("Your safeguarding officer")


class OfficerKnown(models.TextChoices):
    """Whether somebody has said that they know who their safeguarding officer is (ORG-25)."""

    KNOWN = "known", _("Knows their officer")
    NEVER = "never", _("Never said")
    CHANGED = "changed", _("The officer has changed")
    NOBODY = "nobody", _("No officer is named")


class CheckIn(models.TextChoices):
    """Whom somebody has talked with (ORG-40)."""

    COLLEAGUE = "colleague", _("A colleague")
    MANAGER = "manager", _("My manager")


class AskedOf(models.TextChoices):
    """Who is to answer a question (ORG-43)."""

    MANAGER = "manager", _("My line manager")
    GROUP = "group", _("The online safety group")


class QuestionKind(models.TextChoices):
    """Why a question is there: somebody asked, or a low answer about one's own skills asks for help (ORG-33)."""

    ADVICE = "advice", _("A question")
    HELP = "help", _("Help after a self-assessment")


class Side(models.TextChoices):
    """The two who agree on how a service is delivered (ORG-34)."""

    MANAGER = "manager", _("for the management")
    PRACTITIONER = "practitioner", _("for the practitioners")


@registers_verbs
class LearningVerb(models.TextChoices):
    """What the audit trail says of training and support."""

    COURSE_DESCRIBED = "practitioners.course.described", _("said what a course is, and who needs it")
    EDUCATION_RECORDED = "practitioners.education.recorded", _("recorded what people were taught of online safety")
    SELF_CHECKED = "practitioners.self_check.made", _("said something of themselves")
    BACKGROUND_RECORDED = "practitioners.background.recorded", _("recorded a background check")
    CHECKED_IN = "practitioners.check_in.made", _("noted that they had talked with somebody")
    SUPERVISION_RECORDED = "practitioners.supervision.recorded", _("recorded a supervision")
    SUPERVISION_OPENED = "practitioners.supervision.opened", _("opened the record of a supervision")
    SKILLS_ASSESSED = "practitioners.skills.assessed", _("assessed their own skills")
    QUESTION_ASKED = "practitioners.question.asked", _("asked a question")
    QUESTION_ANSWERED = "practitioners.question.answered", _("answered a question")
    QUESTION_OPENED = "practitioners.question.opened", _("opened a question")
    AGREEMENT_WRITTEN = "practitioners.agreement.written", _("wrote an agreement on how a service is delivered")
    AGREEMENT_SIGNED = "practitioners.agreement.signed", _("signed an agreement on how a service is delivered")
    CONTACT_RECORDED = "practitioners.contact.recorded", _("recorded that a young person reached their own account")
    CONTACT_OPENED = "practitioners.contact.opened", _("opened a record of contact through somebody's own account")
    CONTACTS_LISTED = "practitioners.contact.listed", _("saw records of contact through people's own accounts")
