"""What an assessment of a platform asks, section by section. Pure: the form, the page and the gate read this one list.

A question that is *needed* has to be answered before a platform is approved; a *prompt* is asked, and may stay open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Answers = Mapping[str, Any]
YES, NO, NONE = "yes", "no", "none"
YES_NO = ((YES, _("Yes")), (NO, _("No")))
BUSINESS, CONSUMER, UNCLEAR = "business", "consumer", "unclear"
OFF = "off"
PASSED, WITH_ISSUES, FAILED = "passed", "issues", "failed"
REAL_TIME, DELAYED = "real_time", "delayed"


class Kind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    MANY = "many"
    TEXT = "text"
    LINE = "line"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True)
class Question:
    """``row``: the requirement it comes from. ``after``: the question and the answer that it follows, if it does.

    ``most``: the highest number that is an answer.
    """

    code: str
    row: str
    kind: Kind
    label: Words
    help: Words = ""
    choices: tuple[tuple[str, Words], ...] = ()
    after: tuple[str, str] | None = None
    needed: bool = True
    most: int = 0


@dataclass(frozen=True)
class Section:
    """Questions under one heading."""

    title: Words
    questions: tuple[Question, ...]
    hint: Words = ""


def _choice(
    code: str, row: str, label: Words, choices: tuple[tuple[str, Words], ...] = YES_NO, **more: Any
) -> Question:
    return Question(code, row, Kind.CHOICE, label, choices=choices, **more)


def _text(code: str, row: str, label: Words, **more: Any) -> Question:
    return Question(code, row, Kind.TEXT, label, **more)


SECTIONS: tuple[Section, ...] = (
    Section(
        _("What it is"),
        (
            _choice(
                "delivery",
                "PLT-15",
                _("When do people answer each other?"),
                (
                    (REAL_TIME, _("At once: video, telephone, instant chat")),
                    (DELAYED, _("Later: email, letter, text message")),
                    ("both", _("Both")),
                ),
            ),
            _choice("is_social_media", "PLT-03", _("Is it social media?")),
            _text(
                "social_media_examined",
                "PLT-03",
                _("What was examined before first use?"),
                help=_(
                    "Who can find and write to whom, what is public, what is advertised, how something is reported."
                ),
                after=("is_social_media", YES),
            ),
            _text(
                "online_safety_group",
                "PLT-03",
                _("What does the online safety group say?"),
                help=_("With the day of its meeting."),
                after=("is_social_media", YES),
            ),
            Question(
                "min_age",
                "PLT-07",
                Kind.NUMBER,
                _("How old must its users be?"),
                help=_("In years, as its own terms say. 0 if they say nothing."),
                most=25,
            ),
            _text("ages", "PLT-07", _("For which ages does it suit, and why?")),
        ),
    ),
    Section(
        _("Online safety risk"),
        (
            _text(
                "risks",
                "PLT-02",
                _("What may go wrong on it?"),
                help=_("With people, with what is shown, with what somebody does, with what is agreed to or paid for."),
            ),
            _text("measures", "PLT-02", _("What lowers the risk?")),
            _text(
                "joiners",
                "PLT-21",
                _("How do you make sure that whoever joins is who they say?"),
                help=_("Profiles may be fake or nameless, and an adult may pose as a child."),
                needed=False,
            ),
        ),
        _("Made before it is used for the first time, and again at every review."),
    ),
    Section(
        _("Terms and data protection"),
        (
            _choice(
                "terms",
                "PLT-04",
                _("Do its terms allow an organisation to use it?"),
                (
                    (BUSINESS, _("Yes")),
                    (CONSUMER, _("No, it is for private use only")),
                    (UNCLEAR, _("They do not say")),
                ),
            ),
            _text("terms_note", "PLT-04", _("Which terms were read, of which day?"), needed=False),
            _choice(
                "data_result",
                "PLT-05",
                _("What came of the data protection and privacy check?"),
                (
                    (PASSED, _("Nothing stands against it")),
                    (WITH_ISSUES, _("It may be used, and these issues are known")),
                    (FAILED, _("It must not be used")),
                ),
            ),
            Question("data_checker", "PLT-05", Kind.LINE, _("Who checked it?")),
            Question("data_checked_on", "PLT-05", Kind.DATE, _("When was it checked?")),
            _text("data_issues", "PLT-05", _("Which issues were found?"), after=("data_result", WITH_ISSUES)),
            _choice("in_ict_policy", "PLT-06", _("Do our ICT and privacy policies support it?"), needed=False),
            Question(
                "ict_clause", "PLT-06", Kind.LINE, _("In which clause?"), after=("in_ict_policy", YES), needed=False
            ),
        ),
    ),
    Section(
        _("What others can see"),
        (
            _choice(
                "exposes",
                "PLT-09",
                _("Does it show a place or other personal details to others who take part?"),
                ((NO, _("No")), (OFF, _("It can, and it is switched off")), (YES, _("Yes"))),
            ),
            _choice("first_name_only", "PLT-10", _("Can somebody show a first name only?")),
            _choice(
                "video_off",
                "PLT-10",
                _("Can somebody’s video stay off?"),
                (*YES_NO, (NONE, _("There is no video"))),
            ),
            _choice("has_chat", "PLT-11", _("Can people write to each other on it?"), needed=False),
            _choice("chat_moderated", "PLT-11", _("Can that be moderated?"), after=("has_chat", YES), needed=False),
            _choice("chat_off", "PLT-11", _("Can that be switched off?"), after=("has_chat", YES), needed=False),
            _choice(
                "cameras_off",
                "PLT-12",
                _("Can each camera be switched off?"),
                (*YES_NO, (NONE, _("There are none"))),
                needed=False,
            ),
            _choice(
                "microphones_off",
                "PLT-12",
                _("Can each microphone be switched off?"),
                (*YES_NO, (NONE, _("There are none"))),
                needed=False,
            ),
            _text("devices", "PLT-12", _("How safe are the devices that it runs on?"), needed=False),
        ),
    ),
    Section(
        _("Live streaming and recording"),
        (
            _choice("streams", "PLT-13", _("Can it stream live to an audience?")),
            _text("stream_accounts", "PLT-13", _("Which accounts does that need?"), after=("streams", YES)),
            _text("stream_data", "PLT-13", _("Which personal data does it ask for?"), after=("streams", YES)),
            _text("stream_privacy", "PLT-13", _("Who can see the stream, and is it kept?"), after=("streams", YES)),
            _choice(
                "recording",
                "PLT-18",
                _("Can it record?"),
                ((NO, _("No")), (OFF, _("It can, and it is switched off")), (YES, _("Yes"))),
            ),
            _text("recording_where", "PLT-18", _("Where is a recording kept?"), after=("recording", YES)),
        ),
        _("Where it streams live, the safeguarding lead adds a note before it is approved."),
    ),
    Section(
        _("For families"),
        (
            Question(
                "data_video",
                "PLT-14",
                Kind.NUMBER,
                _("How much mobile data does an hour of video use, in megabytes?"),
                help=_("Roughly. Families are told when a session is planned."),
                needed=False,
                most=20_000,
            ),
            Question(
                "data_audio",
                "PLT-14",
                Kind.NUMBER,
                _("And an hour without video, in megabytes?"),
                needed=False,
                most=20_000,
            ),
            Question(
                "access",
                "PLT-16",
                Kind.MANY,
                _("What does it offer those who need it?"),
                help=_("Tick all that apply. None of them is an answer too: say below what you do instead."),
                choices=(
                    ("captions", _("Captions")),
                    ("dial_in", _("Joining by phone")),
                    ("screen_reader", _("Works with a screen reader")),
                    ("low_bandwidth", _("Works on a slow connection")),
                ),
                needed=False,
            ),
            _text(
                "alternatives",
                "PLT-16",
                _("What is offered to those who cannot use it?"),
                help=_("And anything else about who can use it, and who cannot."),
            ),
        ),
    ),
    Section(
        _("Settings"),
        (
            _text(
                "settings",
                "PLT-08",
                _("What must be set before every session?"),
                help=_("A line each. Whoever starts a session confirms them."),
            ),
            Question("settings_checked_on", "PLT-08", Kind.DATE, _("When were the settings last checked?")),
        ),
        _("Against people from outside: who may come in, who may share a screen, who may write."),
    ),
)
USUAL_SETTINGS = (
    _("The waiting room is on: you let each person in"),
    _("A passcode is asked for, new for every session"),
    _("The room is locked once everybody is there"),
    _("Only you can share a screen"),
    _("Only those who were invited can come in"),
)


def questions() -> Iterator[Question]:
    """Every question, in order (PLT-02 to PLT-18)."""
    for section in SECTIONS:
        yield from section.questions


BY_CODE: Mapping[str, Question] = {question.code: question for question in questions()}


def is_asked(question: Question, answers: Answers) -> bool:
    """Whether a question is put at all: one that follows another's answer only after that answer (PLT-03, PLT-13)."""
    return question.after is None or answers.get(question.after[0]) == question.after[1]


def is_answered(question: Question, answers: Answers) -> bool:
    """Whether there is an answer: 0 is one (PLT-07)."""
    return answers.get(question.code) not in (None, "", [])
