"""What this software does of the guidance, and how hard (decision 0025): the rows that findings enforce or tests prove,
and no other. What is not here is not claimed. Pure.

Sources are those of ``requirements`` beside this file; a test holds both against the code and against the tests.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeguard.desk.rules.requirements import SOURCES

Words = str | Promise


class Does(StrEnum):
    """What the software does with a row."""

    STOP = "stop"
    REASON = "reason"
    NOTE = "note"
    RECORD = "record"


DOES: Mapping[Does, Words] = {
    Does.STOP: _("Stops it"),
    Does.REASON: _("Asks for a reason"),
    Does.NOTE: _("Says so"),
    Does.RECORD: _("Asks and keeps it"),
}
AREAS: Mapping[str, Words] = {
    "ORG": _("The organisation and its policies"),
    "PLT": _("Platforms"),
    "PER": _("People"),
    "CON": _("Consent"),
    "RA": _("Risk"),
    "PLN": _("Planning"),
    "RUN": _("During a session"),
    "LOG": _("Records and welfare calls"),
    "INC": _("Concerns"),
    "ESC": _("Who is told"),
    "RPT": _("Reports"),
    "SEC": _("Confidentiality"),
}


@dataclass(frozen=True)
class Row:
    """A row of the guidance: what the software does; ``setting``: the limit that changes it, if one does."""

    code: str
    does: Does
    text: Words
    setting: str = ""

    @property
    def area(self) -> str:
        """The letters before the number."""
        return self.code.partition("-")[0]

    @property
    def source(self) -> str:
        """The clauses it comes from."""
        return SOURCES[self.code]


_S, _R, _N, _K = Does.STOP, Does.REASON, Does.NOTE, Does.RECORD

ENFORCED: Sequence[Row] = (
    Row(
        "ORG-03", _K, _("A library of policies in versions: type, dates, marking, owner, what each takes the place of")
    ),
    Row("ORG-04", _K, _("Every page of planning, meeting and concerns leads to the two policies in force")),
    Row("ORG-05", _S, _("A plan is kept only with the word that it fits both; their versions stay with the session")),
    Row("ORG-06", _K, _("Acceptable use in variants; one signature per person and version, on screen or on paper")),
    Row("ORG-07", _R, _("A worker who has not signed the policy on acceptable use, or only an older version of it")),
    Row("ORG-08", _K, _("What a young person has agreed to keep to before using our equipment")),
    Row("ORG-10", _K, _("Online safety agreements, apart from consent")),
    Row("ORG-11", _K, _("The online behaviour code: who has signed which version")),
    Row("ORG-12", _K, _("The rules on phones, wearables, cameras and images: who has signed which version")),
    Row("ORG-17", _S, _("A group or event is advertised only once our policy on that was read")),
    Row("ORG-25", _R, _("Nobody answers for safeguarding in this service at that time")),
    Row("ORG-26", _S, _("A worker who was never trained; one whose training ran out asks for a reason")),
    Row("ORG-30", _K, _("A resource area: what words mean, risks, resilience, where to read on")),
    Row("ORG-34", _N, _("Nobody has agreed how this service is delivered")),
    Row("ORG-35", _K, _("Wordings that each service writes its own way, in versions")),
    Row("ORG-37", _K, _("A yearly review is scheduled, reminded of, and alerted to the lead when it is late")),
    Row("ORG-38", _K, _("A yearly risk assessment that addresses customers, learners and staff")),
    Row("PLT-01", _S, _("A platform nobody has assessed, or that was refused; a lapsed one asks for a reason")),
    Row("PLT-07", _R, _("Somebody is younger than the platform allows on that day")),
    Row("PLT-10", _N, _("The platform cannot do what a young person wishes: a first name only, video off")),
    Row("PLT-17", _N, _("No how-to guide for young people is held for the platform")),
    Row("PER-01", _K, _("Who somebody is: name, birthday, what they are called, service, who works with them")),
    Row("PER-02", _N, _("A birthday before the session changes what is asked")),
    Row("PER-03", _N, _("There is no second number, should the connection fail")),
    Row("PER-04", _K, _("Parents and carers, and for each channel whether it is safe")),
    Row("PER-15", _R, _("Nobody has asked which local authority is theirs")),
    Row("CON-01", _S, _("Somebody has not agreed to take part, refused, or took it back")),
    Row("CON-03", _K, _("Every purpose has its own answer")),
    Row(
        "CON-06",
        _R,
        _("No parent or carer has agreed, under this age, or nobody has asked who has to"),
        "countersign_under",
    ),
    Row("CON-07", _K, _("How consent was given, by whom, when, and where the evidence is held")),
    Row("CON-08", _K, _("The words that were sent and the answer that came, in versions")),
    Row("RA-01", _S, _("Somebody without an individual risk assessment")),
    Row("RA-03", _K, _("Actions agreed at referral: who does what by when")),
    Row("RA-04", _K, _("Low, moderate or high; there is no “no risk”")),
    Row("RA-05", _R, _("A moderate or high risk: online work may be unsuitable")),
    Row("RA-06", _R, _("The session itself has not been assessed")),
    Row("RA-08", _S, _("An assessment that does not say what is done if a concern arises is not kept")),
    Row("RA-10", _R, _("A one-to-one: a line manager approves it, with why and what makes it safer")),
    Row("RA-24", _R, _("A risk assessment that was to be looked at again"), "risk_review"),
    Row("PLN-01", _S, _("A plan without who, when, how, what for and with whom is not kept")),
    Row("PLN-03", _R, _("A session that is longer than usual"), "session_length"),
    Row("PLN-04", _R, _("A session outside working hours; the line manager is told"), "day_opens"),
    Row("PLN-19", _R, _("Nobody has told the family")),
    Row("PLN-20", _K, _("A text on the morning of a session, for those who asked for one"), "reminder_hour"),
    Row("PLN-30", _S, _("Two planned sessions of one worker at the same time"), "session_gap"),
    Row("PLN-33", _S, _("All of it is looked at once more when a session starts")),
    Row("RUN-01", _K, _("A checklist on the live page, each tick with its time")),
    Row("RUN-04", _K, _("Who they are, first of all")),
    Row("RUN-06", _R, _("No safe word, where there is a flag")),
    Row("RUN-07", _K, _("Who else is there")),
    Row("RUN-08", _K, _("Where they are now, confirmed each time")),
    Row("RUN-09", _K, _("The number to ring them on, and that they have the worker’s")),
    Row("RUN-24", _K, _("A lost connection: how soon to call back, every try with its time"), "call_back"),
    Row("RUN-30", _K, _("The safe word: stop, ask nothing, arrange another way to speak")),
    Row("RUN-31", _K, _("A welfare call follows, and cannot be skipped"), "welfare_call"),
    Row("RUN-34", _K, _("How somebody is when a session closes")),
    Row("RUN-35", _K, _("A concern from the live page, which stays open")),
    Row("RUN-36", _K, _("The crisis sheet: address, numbers, who stays and who rings")),
    Row("LOG-01", _K, _("A record of every meeting")),
    Row("LOG-02", _K, _("A reminder when a record is missing, then one to the line manager"), "record_due"),
    Row("LOG-04", _K, _("The facts of the live page stay with the record")),
    Row("LOG-08", _K, _("Welfare calls: agreed, made, or told to others when not"), "welfare_call"),
    Row("LOG-17", _K, _("A finished record is locked; what is added has its author and time")),
    Row("INC-01", _K, _("Anybody who can sign in raises a concern")),
    Row("INC-02", _K, _("What nobody does with imagery, before the form opens")),
    Row("INC-03", _S, _("No file can be sent with a concern")),
    Row("INC-15", _K, _("Who is involved, and as what")),
    Row("INC-16", _S, _("A concern about staff is hidden from them and from their line")),
    Row("INC-17", _K, _("How severe it is, with a reason")),
    Row("INC-18", _K, _("Whether it may be a criminal offence; “unsure” is handled as yes")),
    Row("INC-19", _R, _("Which offices are told, by how severe it is, and when each has read it")),
    Row("INC-20", _K, _("Safeguarding is told beside any other where somebody’s welfare is a concern")),
    Row("INC-21", _K, _("What the risk to the person is, first of all")),
    Row("INC-22", _R, _("Immediate risk: where evidence lies and who holds it, in words; nothing is sent on")),
    Row("INC-23", _K, _("Immediate risk: who was told, when, whom they spoke to, the reference")),
    Row("INC-24", _R, _("No immediate risk: each authority is told, or why it is not")),
    Row("INC-25", _R, _("While an authority has asked us to wait: who there agreed; help never waits")),
    Row("INC-26", _R, _("Sites blocked, by whom, or why not")),
    Row("INC-27", _R, _("What was posted is noted and removed; never imagery of under-18s")),
    Row("INC-28", _R, _("Warning or sanction, through the procedures, or why none")),
    Row("INC-29", _R, _("What was learned, and which policy was changed")),
    Row("INC-30", _R, _("Changes that make a repeat less likely: what, who, by when")),
    Row("INC-32", _K, _("When a closed case is looked at again; a repeat opens it or is linked"), "monitor_first"),
    Row("INC-33", _R, _("What was handed to an authority, in words")),
    Row("INC-34", _R, _("Training is looked at, or why not")),
    Row("INC-36", _R, _("A first meeting: who met, what was decided, or why none")),
    Row("INC-37", _R, _("A conversation with the child: whether, by whom, with whose support")),
    Row(
        "INC-38",
        _R,
        _("Parents or carers: told by whom and when, or why not, and when it is weighed again"),
        "recheck_parents",
    ),
    Row("INC-39", _K, _("Which way an image goes: made by under-18s, by an adult, or neither")),
    Row("INC-40", _K, _("Every nude image goes to the lead or deputy, whatever the consent")),
    Row("INC-42", _R, _("Aggravated or experimental, with the factors and the reason")),
    Row("INC-43", _S, _("An aggravated case is not closed before the police have been told")),
    Row("INC-44", _R, _("Without the police: why, and why that is in proportion")),
    Row("INC-45", _R, _("Nude images: risk, each child’s support, devices, other agencies, parents")),
    Row("INC-46", _K, _("A private image shared without consent is handled as a possible offence at any age")),
    Row("INC-47", _K, _("Misuse and safeguarding go on side by side")),
    Row("INC-48", _R, _("Those affected are told that it has been dealt with, or why not")),
    Row("INC-50", _K, _("Pictures of people nobody knows: CEOP or the Internet Watch Foundation")),
    Row("INC-51", _S, _("A case is closed by the lead or deputy, when each step is done or reasoned")),
    Row("INC-35", _K, _("When it was noticed, raised and acknowledged"), "answer_now"),
    Row(
        "ESC-02", _K, _("Referrals: which authority, who rang, whom they spoke to, the reference"), "answer_social_care"
    ),
    Row("ESC-03", _K, _("Where the authority is not known: the NSPCC’s number, and the call")),
    Row("ESC-04", _K, _("A referral and 999 are in every state of a case")),
    Row("ESC-05", _K, _("Every concern is sent to the officer and the lead until it is delivered")),
    Row("ESC-06", _K, _("The next person is told when nobody answers in time"), "answer_today"),
    Row("ESC-07", _S, _("Nobody who is named in a matter is told of it")),
    Row("ESC-08", _K, _("Contact with bodies outside, and the next step")),
    Row("ESC-10", _K, _("Whom to ring outside, and when somebody last checked it")),
    Row("ESC-11", _K, _("Whether the young person was talked to before it was passed on")),
    Row("ESC-12", _R, _("What the session’s risk assessment says was done, or why something else was")),
    Row("ESC-13", _K, _("What an authority found, and what may be done after it")),
    Row("ESC-17", _R, _("Support for whoever raised it, deals with it, or saw images"), "support_colleague"),
    Row("RPT-01", _K, _("A report to the board every quarter")),
    Row("RPT-03", _K, _("Figures of concerns")),
    Row("RPT-07", _K, _("Figures of sessions")),
    Row("RPT-11", _S, _("No names, and no small numbers, in a report"), "small_count"),
    Row("SEC-06", _S, _("A concern is seen by who raised it and who deals with it")),
    Row("SEC-07", _S, _("A message to staff holds no name and no detail")),
)


def found(rows: Iterable[Row], words: str, area: str) -> dict[str, list[Row]]:
    """The rows of an area (empty: every area) that hold all of these words, in what they say, their number or their
    source, by area (our own)."""
    wanted = words.casefold().split()
    by_area: dict[str, list[Row]] = {code: [] for code in AREAS}
    for row in rows:
        text = f"{row.code} {row.text} {row.source} {DOES[row.does]}".casefold()
        if (not area or row.area == area) and all(word in text for word in wanted):
            by_area[row.area].append(row)
    return {code: rows for code, rows in by_area.items() if rows}
