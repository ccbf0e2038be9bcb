"""The tables of a report: the same on the page, in the PDF and in the CSV. Built once, of what may be shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.enums import Category, Risk, Severity, SubType, YesNoUnsure
from safeguard.platforms.enums import Method
from safeguard.reports.rules.figures import NO_SERVICE, UNDECIDED, YES, Shown
from safeguard.reports.rules.hiding import share
from sessions_app.enums import EndedHow

Text = str | Promise
BAR_STEP = 5  # per cent
NOT_EARLY = (EndedHow.AS_PLANNED, EndedHow.DID_NOT_COME)
HELD = "sessions"
CALLS = "welfare_calls"
CALLS_MADE = "welfare_calls_made"
CONCERNS = "incidents"
ANSWERED = "incidents.answer.answered"
REFERRED = "incidents.referred.yes"
CLOSED = "incidents.answer.answered.state.closed"


@dataclass(frozen=True)
class Line:
    """One line of a table. ``cells`` stand under the heads after the first; ``value`` is what a later report compares
    itself with; ``level`` 1 is part of the line of level 0 above it; ``share`` and ``bar`` go with the first cell: in
    words, and as a length in per cent (0 for none)."""

    code: str
    label: str
    cells: Sequence[str]
    value: str
    level: int = 0
    share: str = ""
    bar: int = 0


@dataclass(frozen=True)
class Table:
    """``heads`` begins with that of the labels. Without lines, ``note`` says why."""

    code: str
    caption: str
    heads: Sequence[str]
    lines: Sequence[Line]
    note: str = ""


@dataclass(frozen=True)
class Section:
    """Some tables under a heading."""

    title: str
    tables: Sequence[Table]


@dataclass(frozen=True)
class Row:
    """A line that a table may have. ``if_any``: left out where it is shown to be nothing in both quarters."""

    code: str
    label: Text
    level: int = 0
    if_any: bool = False


@dataclass(frozen=True)
class Words:
    """What is named in the tables and stands in no list of choices: services by reference, limits in minutes."""

    services: Mapping[str, str]
    longest_minutes: int
    call_back_minutes: int


def build_sections(
    now: Shown, before: Mapping[str, str], words: Words, *, small: int, heads: tuple[str, str]
) -> list[Section]:
    """The tables of a quarter beside the one before it (values by the codes of lines). ``heads``: their names.

    Counts below ``small`` are hidden.
    """
    page = _Page(now, before, small, heads)
    return [
        Section(
            _("Sessions"),
            [
                page.counts("held", _("Sessions held, by method"), _methods()),
                page.counts("how", _("How sessions went"), _how(words)),
                page.counts("early", _("Sessions ended early, by reason"), _early()),
            ],
        ),
        Section(
            _("Concerns and incidents"),
            [
                page.counts("state", _("Concerns raised, and where they stand"), _states()),
                page.counts("category", _("Kind of harm"), _categories()),
                page.counts("severity", _("Severity"), _of("incidents.severity", Severity)),
                page.counts("offence", _("May be a criminal offence"), _of("incidents.offence", YesNoUnsure, _OFFENCE)),
                page.counts("risk", _("Risk to the person"), _of("incidents.risk", Risk, _NOT_SURE)),
                page.counts("service", _("Service and region"), _services(words)),
            ],
        ),
        Section(_("How quickly we acted"), [page.times("times", _("From when a concern was raised"), _STEPS)]),
    ]


class _Page:
    """The tables of one report, which share the two quarters."""

    def __init__(self, now: Shown, before: Mapping[str, str], small: int, heads: tuple[str, str]) -> None:
        self.now, self.before, self.small, self.heads = now, before, small, heads

    def counts(self, code: str, caption: str, rows: Sequence[Row]) -> Table:
        """Counts with their shares, and those of the quarter before."""
        heads = (_("What"), *self.heads)
        lines = [self._count(row) for row in rows if self._is_told(row)]
        note = "" if all(row.code in self.now.cells for row in rows) else _left_out()
        return Table(code, caption, heads, lines, note)

    def times(self, code: str, caption: str, rows: Sequence[Row]) -> Table:
        """Medians: half of the cases were as quick or quicker."""
        heads = (_("What"), _("Concerns"), *self.heads)
        note = _("Half of them were as quick as this, or quicker. A time over fewer than %(count)d is not shown.")
        return Table(code, caption, heads, [self._time(row) for row in rows], note % {"count": self.small})

    def _is_told(self, row: Row) -> bool:
        """Lines that say nothing are left out, where that is itself known from what is shown."""
        values = [self.now.cells[row.code].text] if row.code in self.now.cells else []
        values += [self.before[row.code]] if row.code in self.before else []
        return any(value not in ("0", not_shown()) for value in values) if row.if_any else bool(values)

    def _count(self, row: Row) -> Line:
        cell = self.now.cells.get(row.code)
        value = cell.text if cell else not_shown()
        part = ""
        whole = self.now.cells.get(_whole(row.code))
        if cell and whole and row.code != _whole(row.code):
            part = share(cell, whole, self.small)
        cells = (value, self.before.get(row.code, not_shown()))
        return Line(row.code, str(row.label), cells, value, row.level, part, self._bar(row.code))

    def _time(self, row: Row) -> Line:
        cell = self.now.cells.get(row.code)
        value = self.now.medians.get(row.code, not_shown())
        code = f"{row.code}.median"
        cells = (cell.text if cell else not_shown(), value, self.before.get(code, not_shown()))
        return Line(code, str(row.label), cells, value)

    def _bar(self, code: str) -> int:
        total = code.partition(".")[0]
        cell, whole = self.now.cells.get(code), self.now.cells.get(total)
        if code == total or not cell or not whole or not cell.rounded or not whole.rounded:
            return 0
        return min(100, max(BAR_STEP, round(100 * cell.rounded / whole.rounded / BAR_STEP) * BAR_STEP))


def not_shown() -> str:
    """What stands where a number would point at somebody, or was not counted."""
    return _("not shown")


def _left_out() -> str:
    return _("Some numbers are left out: they are too small to be shown without pointing at somebody.")


def values_of(sections: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What the tables of an earlier report (as kept) say, by the codes of their lines."""
    return {line["code"]: line["value"] for table in tables_of(sections) for line in table["lines"]}


def shown_values(shown: Shown) -> dict[str, str]:
    """The same of figures that no report has shown yet."""
    medians = {f"{code}.median": words for code, words in shown.medians.items()}
    return {code: cell.text for code, cell in shown.cells.items()} | medians


def tables_of(sections: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """All tables, in their order."""
    for section in sections:
        yield from section["tables"]


def as_json(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """The tables as they are kept: what was shown stays as it was shown, whatever is called otherwise later."""
    return [asdict(section) for section in sections]


def as_rows(title: str, sections: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[str]]:
    """The tables as rows of one sheet: one fact a row, with its table beside it."""
    yield (title,)
    for table in tables_of(sections):
        yield ()
        what, *others = table["heads"]
        yield (table["caption"],)
        yield (what, others[0], _("Share, about"), *others[1:])
        for line in table["lines"]:
            first, *rest = line["cells"]
            yield (line["label"], first, line["share"], *rest)
        if table["note"]:
            yield (table["note"],)


def _whole(code: str) -> str:
    """What a count is a part of: ``incidents`` for ``incidents.category.contact``."""
    return ".".join(code.split(".")[:-2]) or code


_NOT_SURE = {"not_sure": gettext_lazy("Not sure")}
_OFFENCE = {**_NOT_SURE, "not_asked": gettext_lazy("Nothing online, so not asked")}
# What the worker says of themselves, a table says of nobody.
_REASONS: dict[str, Text] = {
    EndedHow.NOT_SURE: gettext_lazy("They left early, and it is not sure why"),
    EndedHow.SAFE_WORD: gettext_lazy("After the safe word"),
    EndedHow.CONCERN: gettext_lazy("Because of a concern"),
}
_STEPS = (
    Row(ANSWERED, gettext_lazy("Until somebody acknowledged it")),
    Row(REFERRED, gettext_lazy("Until the first referral")),
    Row(CLOSED, gettext_lazy("Until it was closed")),
)


def _methods() -> list[Row]:
    return [Row(HELD, _("All sessions")), *(Row(f"{HELD}.method.{one.value}", one.label, 1) for one in Method)]


def _how(words: Words) -> list[Row]:
    return [
        Row(f"{HELD}.one_to_one.{YES}", _("One-to-one")),
        Row(f"{HELD}.second_adult.{YES}", _("A second adult was present")),
        Row(f"{HELD}.over_length.{YES}", _("Longer than %(count)d minutes") % {"count": words.longest_minutes}),
        Row(f"{HELD}.out_of_hours.{YES}", _("Began outside working hours")),
        Row(f"{HELD}.lost.{YES}", _("The connection was lost")),
        Row(
            f"{HELD}.lost.{YES}.called_back.{YES}",
            _("Rung back within %(count)d minutes") % {"count": words.call_back_minutes},
            1,
        ),
        Row(f"{HELD}.safe_word.{YES}", _("The safe word was used")),
        Row(CALLS, _("Welfare calls promised")),
        Row(CALLS_MADE, _("Welfare calls made")),
    ]


def _early() -> list[Row]:
    early = f"{HELD}.early.{YES}"
    reasons = [one for one in EndedHow if one not in NOT_EARLY]
    return [
        Row(early, _("Ended early")),
        *(Row(f"{early}.reason.{one.value}", _REASONS.get(one, one.label), 1) for one in reasons),
    ]


def _states() -> list[Row]:
    return [
        Row(CONCERNS, _("All concerns")),
        Row(f"{CONCERNS}.answer.waiting", _("Nobody has acknowledged it yet"), 1),
        Row(ANSWERED, _("Acknowledged"), 1),
        Row(f"{ANSWERED}.state.open", _("Still open"), 1),
        Row(CLOSED, _("Closed"), 1),
        Row(REFERRED, _("Referred to somebody outside")),
        Row(f"{CONCERNS}.repeat.{YES}", _("About somebody with an earlier concern")),
    ]


def _categories() -> list[Row]:
    rows = []
    for category in Category:
        code = f"{CONCERNS}.category.{category.value}"
        kinds = [one for one in SubType if one.value.startswith(f"{category.value}_")]
        rows += [Row(code, category.label), *(Row(f"{code}.kind.{one.value}", one.label, 1, True) for one in kinds)]
    return [*rows, Row(f"{CONCERNS}.category.{UNDECIDED}", _("Not decided yet"))]


def _of(code: str, choices: type[TextChoices], other_words: Mapping[str, Text] | None = None) -> list[Row]:
    """The answers of a question of triage. Staff answer "I am not sure"; a table says "not sure"."""
    labels: dict[str, Text] = {one.value: one.label for one in choices}
    labels |= other_words or {}
    return [Row(f"{code}.{key}", label) for key, label in [*labels.items(), (UNDECIDED, _("Not decided yet"))]]


def _services(words: Words) -> list[Row]:
    known = [Row(f"{CONCERNS}.service.{ref}", name, if_any=True) for ref, name in words.services.items()]
    return [*known, Row(f"{CONCERNS}.service.{NO_SERVICE}", _("No service named"), if_any=True)]
