"""The chronology of a person: their story, with what stands in the cases that the reader may see, as on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from incidents.access import cases_about
from incidents.enums import LineKind
from incidents.models import Incident
from incidents.selectors import SOURCES, Cases, Line, Wanted, whole_stream
from safeguard.desk.rules import Entry, page_of
from safeguard.desk.selectors.story import Kind, Span, story_within
from safeguard.people.models import Person
from safeguard.practitioners.models import User

MOST = 1000  # lines of one page
# Who was told, what was to be done and who reads it is read on the page of a case.
OF_A_CASE = (
    LineKind.REPORT,
    LineKind.NOTE,
    LineKind.DECISION,
    LineKind.REFERRAL,
    LineKind.TRIAGE,
    LineKind.ADDED,
    LineKind.CLOSING,
)


@dataclass(frozen=True)
class PersonChronology:
    """What happened, the oldest first; ``older_than``: the moment before which there is more (None: there is not);
    ``cases``: whose chronologies it shows, for the audit trail."""

    entries: Sequence[Entry]
    older_than: datetime | None
    cases: Sequence[Incident]


def chronology_of_person(user: User, person: Person, span: Span, kind: str = "") -> PersonChronology:
    """Everything that happened with a person within some days, as far as this user may see it; of one ``kind``, if it
    is named. Four queries, whatever happened. A case they may not read leaves no trace in it (practice B16)."""
    entries: list[Entry] = []
    cases: list[Incident] = []
    if kind != Kind.CONCERN:
        story = story_within(user, person, span, kind)
        own = {reverse("incidents:detail", args=[one.ref]) for one in story.concerns}  # told at length below
        entries += [entry for entry in story.entries if entry.url not in own]
    if kind in ("", Kind.CONCERN):
        cases = list(cases_about(user, person).only("ref"))
        wanted = Wanted(OF_A_CASE, span.since, span.until)
        lines = whole_stream(SOURCES, Cases.of(cases), wanted, newest=span.size + 1)
        entries += [_entry(line) for line in lines]
        cases = [one for one in cases if any(line.case == one.ref for line in lines)]
    shown, older_than = page_of(entries, span.size)
    return PersonChronology(list(reversed(shown)), older_than, cases)


def _entry(line: Line) -> Entry:
    url = reverse("incidents:detail", args=[line.case])
    return Entry(
        at=line.at,
        title=line.title,
        text=line.text,
        by=line.by,
        url=url,
        link_text=line.case,
        happened=line.happened,
        corrected=tuple((one.at, one.by, one.text) for one in line.corrected),
    )
