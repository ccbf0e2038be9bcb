"""The forms whose typing is kept, and the kinds of files."""

from django.db import models


class DraftForm(models.TextChoices):
    """A closed list: nothing else is accepted at the address that saves drafts."""

    CONCERN = "concern", "A concern"
    CHRONOLOGY = "chronology", "An entry in a chronology"
    AFTERWARDS = "afterwards", "Something added to one's own report"
    REFERRAL = "referral", "A call to 999, social care or the police"
    BOARD_REPORT = "board_report", "The words of a board report"
    PLATFORM = "platform", "A proposed platform"
    PLATFORM_DECISION = "platform_decision", "A decision about a platform"
    POLICY = "policy", "The words of a policy"
    TRIAGE = "triage", "The answers of triage"
    REFER = "refer", "A referral by those who deal with a case"
    NOT_REFER = "not-refer", "A reason not to refer"
    CLOSING = "closing", "Closing a case"
    REOPENING = "reopening", "Opening a case again"
    SESSION_PLAN = "session_plan", "The plan of a session"
    SESSION_CHANGE = "session_change", "A change of a plan"
    SESSION_RISK = "session_risk", "The risk assessment of a session"
    PERSON = "person", "Somebody to be registered"
    RISK = "risk", "An individual risk assessment"
    RECORD = "record", "The record of a session"
    ADDENDUM = "addendum", "Something added to a record"
    ACTIVITY = "activity", "An activity to agree to"
    STATEMENT = "statement", "The consent statement"
    WITHDRAWAL = "withdrawal", "Why consent was taken back"
    HAND_OVER = "hand_over", "A young person handed over"
    HAND_OVER_SEVERAL = "hand_over_several", "Several young people handed over"
    NO_CONCERN = "no_concern", "Why no concern is raised"


class FileKind(models.TextChoices):
    """What a file is: made by us, never uploaded (INC-03)."""

    BOARD_REPORT = "board_report", "A board report"
