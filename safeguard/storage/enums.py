"""The forms whose typing is kept, the kinds of files, and how far an import is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class DraftForm(models.TextChoices):
    """A closed list: nothing else is accepted at the address that saves drafts."""

    CONCERN = "concern", "A concern"
    CHRONOLOGY = "chronology", "An entry in a chronology"
    AFTERWARDS = "afterwards", "Something added to one's own report"
    REFERRAL = "referral", "A call to 999, social care or the police"
    BOARD_REPORT = "board_report", "The words of a board report"
    PLATFORM = "platform", "A proposed platform"
    PLATFORM_DECISION = "platform_decision", "A decision about a platform"
    PLATFORM_ASSESSMENT = "platform_assess", "The assessment of a platform"
    PLATFORM_GUIDE = "platform_guide", "The how-to guide of a platform"
    POLICY = "policy", "The words of a policy"
    TRIAGE = "triage", "The answers of triage"
    REFER = "refer", "A referral by those who deal with a case"
    NOT_REFER = "not-refer", "A reason not to refer"
    REFERRAL_ANSWER = "referral_answer", "What an authority answered"
    OUTSIDE = "outside", "A contact with a body outside"
    HOLD = "hold", "Waiting for the authorities"
    HOLD_END = "hold_end", "That the authorities have finished"
    CLOSING = "closing", "Closing a case"
    NAMING = "naming", "Whom a case is about, of those who work here"
    STEPPING_BACK = "stepping_back", "Stepping back from a case"
    REOPENING = "reopening", "Opening a case again"
    CASE_STEP = "case-step", "A step of a case"
    CASE_STEPS = "case-steps", "Several steps of a case"
    CASE_LINK = "case-link", "A link between two cases"
    CASE_CHECK = "case-check", "A look at a closed case"
    SECOND_LOOK = "second-look", "A second look at a closed case"
    SUPPORT = "support", "Support offered to a colleague"
    INVOLVED = "involved", "Somebody involved in a concern"
    DETAILS = "details", "Details of a kind of harm"
    COMPLAINT = "complaint", "What a parent or carer said about a session"
    COMPLAINT_ANSWER = "complaint_answer", "The answer to a parent or carer"
    SESSION_PLAN = "session_plan", "The plan of a session"
    SESSION_CHANGE = "session_change", "A change of a plan"
    SESSION_RISK = "session_risk", "The risk assessment of a session"
    PERSON = "person", "Somebody to be registered"
    PERSON_CHANGE = "person_change", "Who somebody is"
    PERSON_CONTACT = "person_contact", "How somebody is reached"
    ADULT = "adult", "A parent or carer to be added"
    ADULT_CHANGE = "adult_change", "A parent or carer"
    AROUND = "around", "What surrounds somebody"
    ENTRY_CHANGE = "entry_change", "A change of what surrounds somebody"
    ADULTHOOD = "adulthood", "What was talked over before an 18th birthday"
    AGREED = "agreed", "What somebody has agreed to keep to"
    SIGNPOST = "signpost", "A service of the library"
    RISK = "risk", "An individual risk assessment"
    RECORD = "record", "The record of a session"
    ADDENDUM = "addendum", "Something added to a record"
    ACTIVITY = "activity", "An activity to agree to"
    STATEMENT = "statement", "The consent statement"
    WITHDRAWAL = "withdrawal", "Why consent was taken back"
    SUPERVISION = "supervision", "The record of a supervision"
    SKILLS = "skills", "A self-assessment"
    QUESTION = "question", "A question"
    ANSWER = "answer", "The answer to a question"
    AGREEMENT = "agreement", "An agreement on how a service is delivered"
    CONTACT = "contact", "Contact through somebody's own account"
    EDUCATION = "education", "Online safety that was taught"
    HAND_OVER = "hand_over", "A young person handed over"
    HAND_OVER_SEVERAL = "hand_over_several", "Several young people handed over"
    NO_CONCERN = "no_concern", "Why no concern is raised"
    REVIEW = "review", "A yearly review"
    CORRECTION = "correction", "The correction of an entry"
    READER = "reader", "Why somebody may read a case"
    INVITATION = "invitation", "A question to a colleague about a case"
    CONTRIBUTION = "contribution", "What somebody who was asked knows"
    LOCK = "lock", "Why a case is locked, or unlocked"
    LINK = "link", "Why a person is linked to a case, or is not"
    COPY = "copy", "A copy of a chronology"


class FileKind(models.TextChoices):
    """What a file is: made by us, never uploaded (INC-03)."""

    BOARD_REPORT = "board_report", "A board report"
    CHRONOLOGY = "chronology", "A copy of a chronology"


class ImportKind(models.TextChoices):
    """Whom a table is about."""

    STAFF = "staff", _("People who work here")
    YOUNG_PEOPLE = "young-people", _("Young people")


class ImportState(models.TextChoices):
    """How far an import is. It waits for a person when it has been checked."""

    READING = "reading", _("being read")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, nothing written yet")
    WRITING = "writing", _("being written")
    DONE = "done", _("done")
    REFUSED = "refused", _("not readable")
    FAILED = "failed", _("stopped by a fault")
    DISCARDED = "discarded", _("discarded, nothing written")


class RowState(models.TextChoices):
    """What is to become, or has become, of a row."""

    READ = "read", _("not checked yet")
    NEW = "new", _("to be written")
    HERE = "here", _("here already")
    DIFFERS = "differs", _("here already, and different: left as it is")
    ASK = "ask", _("may be here already: needs an answer")
    HIDDEN = "hidden", _("ask an administrator")
    WRONG = "wrong", _("something is wrong")
    WRITTEN = "written", _("written")
    SKIPPED = "skipped", _("left out")
    FAILED = "failed", _("could not be written")


class Answer(models.TextChoices):
    """What somebody says of a row that may be here already."""

    SKIP = "skip", _("Leave it out")
    SAME = "same", _("It is the same")
    NEW = "new", _("It is somebody else")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of imports."""

    IMPORT_UPLOADED = "storage.import.uploaded", _("chose a file to import")
    IMPORT_OPENED = "storage.import.opened", _("looked at the rows of")
    IMPORT_ANSWERED = "storage.import.answered", _("said of rows whether they are here already")
    IMPORT_CONFIRMED = "storage.import.confirmed", _("let be written")
    IMPORT_ENDED = "storage.import.ended", _("finished an import")
    IMPORT_DISCARDED = "storage.import.discarded", _("discarded")
    IMPORT_INVITED = "storage.import.invited", _("let invitations be sent after")
