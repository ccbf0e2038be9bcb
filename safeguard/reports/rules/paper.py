"""What a report says on paper: the same words and tables as on the page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.lib.worktime import london_day
from safeguard.reports.rules.quarters import Quarter

# What is written beside the figures, in its order.
HEADINGS = {
    "summary": gettext_lazy("What matters most"),
    "learning": gettext_lazy("What we learned and changed"),
    "asks": gettext_lazy("What we ask of the board"),
}


def title(quarter: Quarter) -> str:
    """What a report is called."""
    return _("Online safety report, %(quarter)s") % {"quarter": quarter.label}


def how_to_read(small: int) -> list[str]:
    """How the numbers were made, for a reader who has nobody to ask. Counts below ``small`` are hidden."""
    return [
        _(
            "No young person and no member of staff is named. A number from 1 to %(last)d is not shown, because it "
            "could point at somebody. Every other number is rounded to the nearest %(step)d, each on its own, so the "
            "lines of a table may not add up to its total."
        )
        % {"last": small - 1, "step": small},
        _(
            "A share is worked out of the rounded numbers, of all sessions or concerns, or of the line above those "
            "that are set in; there is none where there are too few. Where it says “not shown”, a number would give "
            "away a smaller one."
        ),
        _(
            "A session counts in the quarter in which it was to begin, a concern in the quarter in which it was "
            "raised, as it stood when the figures were counted. Times and working hours are those of London."
        ),
    ]


def as_document(
    *,
    ref: str,
    quarter: Quarter,
    revision: int,
    prepared_at: datetime,
    issued_at: datetime | None,
    texts: Mapping[str, str],
    sections: Sequence[Mapping[str, Any]],
    small: int,
) -> dict[str, Any]:
    """Everything the printed report says (``templates/reports/board_report.typ``). It names nobody, its author too.

    ``revision``: 1 for the first; counts below ``small`` are hidden.
    """
    return {
        "ref": ref,
        "title": title(quarter),
        "author": _("Safeguarding"),
        "lang": "en",
        "region": "GB",
        "status": status(revision=revision, prepared_at=prepared_at, issued_at=issued_at),
        "warning": "" if issued_at else _("This is a draft. It has not been issued to the board."),
        "page_words": _("Page # of @"),
        "commentary": [
            {"title": str(heading), "texts": paragraphs(texts[name])}
            for name, heading in HEADINGS.items()
            if texts.get(name, "").strip()
        ],
        "sections": list(sections),
        "how": {"title": _("How to read the figures"), "texts": how_to_read(small)},
    }


def status(*, revision: int, prepared_at: datetime, issued_at: datetime | None) -> str:
    """Whether it is issued, since when, and which correction it is (``revision`` 1: none)."""
    facts = [_("Issued on %(day)s") % {"day": _day(issued_at)} if issued_at else _("Draft, not issued")]
    if revision > 1:
        facts.append(_("correction %(number)d") % {"number": revision - 1})
    facts.append(_("figures counted on %(day)s") % {"day": _day(prepared_at)})
    return ", ".join(facts)


def paragraphs(text: str) -> list[str]:
    """A typed text as its paragraphs; a single line end begins one too."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _day(moment: datetime) -> str:
    day = london_day(moment)
    return f"{day.day} {day:%B %Y}"
