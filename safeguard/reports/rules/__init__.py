"""Pure decisions about board reports: which quarter, what may be shown, in which tables, and when one may be issued."""

from safeguard.reports.rules.figures import Figures, Shown, shown_figures
from safeguard.reports.rules.hiding import Division, Tally
from safeguard.reports.rules.issuing import LONGEST_TEXT, why_not_issue
from safeguard.reports.rules.layout import Section, Words, build_sections, shown_values, values_of
from safeguard.reports.rules.paper import HEADINGS, as_document, how_to_read, paragraphs, title
from safeguard.reports.rules.quarters import Quarter, quarter_of, quarters_until

__all__ = [
    "HEADINGS",
    "LONGEST_TEXT",
    "Division",
    "Figures",
    "Quarter",
    "Section",
    "Shown",
    "Tally",
    "Words",
    "as_document",
    "build_sections",
    "how_to_read",
    "paragraphs",
    "quarter_of",
    "quarters_until",
    "shown_figures",
    "shown_values",
    "title",
    "values_of",
    "why_not_issue",
]
