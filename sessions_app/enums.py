"""Choices of risk assessments, sessions, the live page and records."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class Rating(models.TextChoices):
    """How much risk. Nobody carries none (RA-04; 004 Risk b5)."""

    LOW = "low", _("Low")
    MODERATE = "moderate", _("Moderate")
    HIGH = "high", _("High")


class SessionKind(models.TextChoices):
    """What kind of contact it is (PLN-01)."""

    ONE_TO_ONE = "one_to_one", _("One-to-one")
    GROUP = "group", _("Group")
    WEBINAR = "webinar", _("Webinar or broadcast")
    DELAYED = "delayed", _("Messages that are not answered at once")
    UNPLANNED = "unplanned", _("Unplanned contact")


class Phase(models.TextChoices):
    """The first session has a longer list (RUN-01)."""

    INTRODUCTORY = "introductory", _("Introductory session")
    FOLLOW_UP = "follow_up", _("Follow-up session")


class SessionState(models.TextChoices):
    """Where a session is."""

    PLANNED = "planned", _("being planned")
    WITH_MANAGER = "with_manager", _("waiting for the line manager")
    APPROVED = "approved", _("approved")
    LIVE = "live", _("under way")
    ENDED = "ended", _("ended, no record yet")
    RECORDED = "recorded", _("recorded")
    CANCELLED = "cancelled", _("cancelled")


class Watch(models.TextChoices):
    """What of the sessions to come those who answer for safeguarding look at (RPT-15), what burns first on top."""

    DECISION = "decision", _("Plans at moderate or high risk that wait for a decision")
    CONSENT = "consent", _("Consent missing, in the next seven days")
    TRAINING = "training", _("Safeguarding training not in date, in the next seven days")
    ALONE = "alone", _("Groups without a second worker, in the next seven days")
    TODAY = "today", _("One-to-ones today")


class WhyOneToOne(models.TextChoices):
    """Why a one-to-one and not a group (RA-10)."""

    PRIVATE = "private", _("What is talked about is private")
    NEED = "need", _("Their needs cannot be met in a group")
    CHOICE = "choice", _("They asked for it")
    OTHER = "other", _("Another reason")


class Mitigation(models.TextChoices):
    """What makes a one-to-one safer (RA-10; 000 §2, 003 Transparency p3)."""

    ADULT_NEAR = "adult_near", _("A parent or carer is within hearing")
    SECOND_WORKER = "second_worker", _("A second worker joins")
    DROPS_IN = "drops_in", _("A manager may drop in at any moment")
    OPEN_PLACE = "open_place", _("The worker is in an office with others near")
    CHECKED_AFTER = "checked_after", _("A manager reads the record the same day")


class EventKind(models.TextChoices):
    """What is pressed on the live page. Each press is a row at once, with its moment (RUN-01)."""

    STARTED = "started", _("Session started")
    IDENTITY = "identity", _("Identity checked")
    PRESENT = "present", _("Who is present")
    LOCATION = "location", _("Where they are now")
    NUMBER = "number", _("Number to ring them")
    WORK_NUMBER = "work_number", _("Work number given to them")
    SAFE_WORD = "safe_word", _("Safe word or gesture agreed")
    GROUND_RULES = "ground_rules", _("How we talk with each other")
    NOTES_TOLD = "notes_told", _("Told what is written down")
    CONSENT_TOLD = "consent_told", _("Went through consent")
    FORMAT_TOLD = "format_told", _("Explained how sessions go")
    CONNECTION_LOST = "connection_lost", _("Connection lost")
    CALL_TRIED = "call_tried", _("Called back")
    CONNECTION_BACK = "connection_back", _("Connection is back")
    SAFE_WORD_USED = "safe_word_used", _("Safe word used")
    CONCERN = "concern", _("Concern raised")
    CRISIS = "crisis", _("Crisis sheet opened")
    NOTE = "note", _("Note")
    CLOSING = "closing", _("Closing step")
    ENDED = "ended", _("Session ended")
    NO_CONCERN = "no_concern", _("Why no concern was raised")


class EndedHow(models.TextChoices):
    """How it came to an end (RPT-07, practice E44)."""

    AS_PLANNED = "as_planned", _("As planned")
    LEFT_BY_CHOICE = "left_by_choice", _("They left early, by choice")
    NOT_SURE = "not_sure", _("They left early, and I am not sure why")
    CONNECTION_LOST = "connection_lost", _("The connection was lost")
    SAFE_WORD = "safe_word", _("Ended early after the safe word")
    CONCERN = "concern", _("Ended early because of a concern")
    DID_NOT_COME = "did_not_come", _("They did not come")


class CallResult(models.TextChoices):
    """What came of a welfare call (LOG-08)."""

    SAFE = "safe", _("Reached, and they are safe")
    NOT_REACHED = "not_reached", _("Not reached")
    CONCERN = "concern", _("Reached, and I am worried")


class TryResult(models.TextChoices):
    """What came of one try to call back (RUN-24)."""

    REACHED = "reached", _("They answered")
    NO_ANSWER = "no_answer", _("No answer")
    OTHER_ANSWERED = "other_answered", _("Somebody else answered")


class Match(models.TextChoices):
    """Whether the name and date of birth they say are the ones we have (RUN-04, practice E43)."""

    YES = "yes", _("Both match")
    OTHER_PROOF = "other_proof", _("I know it in another way")
    NO = "no", _("They do not match")


class SafeWordKind(models.TextChoices):
    """How they would say that something is wrong (RUN-06)."""

    WORD = "word", _("A word")
    GESTURE = "gesture", _("A gesture")


class Promotion(models.TextChoices):
    """Whether an online event is advertised, and what was looked at before (ORG-17)."""

    NONE = "none", _("It is not advertised")
    CHECKED = "checked", _("It is advertised, and I have checked our policy on promoting events")


class DeclaredAt(models.TextChoices):
    """When the versions of policies in force were kept with a session (ORG-05)."""

    PLAN = "plan", _("When it was planned")
    START = "start", _("When it began")


class Calm(models.TextChoices):
    """How somebody is when a session closes (RUN-34)."""

    YES = "yes", _("Calm")
    NO = "no", _("Distressed")
    NOT_KNOWN = "not_known", _("I could not tell: they have gone")


class ClosingActivity(models.TextChoices):
    """How a session was closed (RUN-34)."""

    RELAXATION = "relaxation", _("Relaxation")
    MINDFULNESS = "mindfulness", _("Mindfulness")
    REFOCUS = "refocus", _("Talked about something ordinary")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of sessions."""

    RISK_ASSESSED = "sessions_app.risk.assessed", _("made a risk assessment")
    RISK_OPENED = "sessions_app.risk.opened", _("looked at the risk assessment of")
    AGREED_ACTION_DONE = "sessions_app.agreed_action.done", _("did an agreed action")
    AGREED_ACTION_HANDED_OVER = "sessions_app.agreed_action.handed_over", _("gave an agreed action to somebody else")
    PLANNED = "sessions_app.session.planned", _("planned a session")
    CHANGED = "sessions_app.session.changed", _("changed the plan of a session")
    HANDED_OVER = "sessions_app.session.handed_over", _("gave a session to another practitioner")
    ASSESSED = "sessions_app.session.assessed", _("assessed the risk of a session")
    SENT_TO_MANAGER = "sessions_app.session.sent_to_manager", _("asked the line manager")
    APPROVED = "sessions_app.session.approved", _("approved a session")
    SENT_BACK = "sessions_app.session.sent_back", _("sent a plan back")
    REASON_GIVEN = "sessions_app.session.reason_given", _("gave a reason to go on")
    CANCELLED = "sessions_app.session.cancelled", _("cancelled a session")
    FAMILY_TOLD = "sessions_app.session.family_told", _("told the family about a session")
    STARTED = "sessions_app.session.started", _("started a session")
    STARTED_UNPLANNED = "sessions_app.session.started_unplanned", _("started an unplanned contact")
    PRESSED = "sessions_app.event.pressed", _("noted on the live page")
    ENDED = "sessions_app.session.ended", _("ended a session")
    OPENED = "sessions_app.session.opened", _("opened a session")
    LISTED = "sessions_app.session.listed", _("saw sessions in a list")
    CRISIS_OPENED = "sessions_app.session.crisis_opened", _("opened the crisis sheet of")
    RECORDED = "sessions_app.record.written", _("wrote the record of a session")
    ADDED_TO_RECORD = "sessions_app.record.added_to", _("added to the record of a session")
    WORRY_OPENED = "sessions_app.worry.opened", _("opened what worried somebody in")
    WORRY_TAKEN_ON = "sessions_app.worry.taken_on", _("took on what worried somebody in")
    CALL_OPENED = "sessions_app.call.opened", _("opened a welfare call")
    CALL_SET = "sessions_app.call.set", _("agreed on a welfare call")
    CALL_HANDED_OVER = "sessions_app.call.handed_over", _("gave a welfare call to somebody else")
    CALL_MADE = "sessions_app.call.made", _("made a welfare call")
    CALL_TAKEN_ON = "sessions_app.call.taken_on", _("took on a welfare call")
    DECLARED = "sessions_app.declaration.made", _("said that a session fits the policies in force")
    REMINDED = "sessions_app.session.reminded", _("sent the morning reminder")
