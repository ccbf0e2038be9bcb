"""How who is involved, and what is known about kinds of harm, reads: on pages and in the chronology."""

from django.utils.translation import gettext as _

from incidents.enums import ASKED, Involved, Part
from incidents.models import Detail, InvolvedPerson
from incidents.rules import Answered


def involved_words(one: InvolvedPerson) -> str:
    """Who somebody is and what their part is, in words."""
    said = [
        str(Involved(one.kind).label) if one.kind else "",
        str(Part(one.part).label) if one.part else "",
        str(_("One of those we work with")) if one.person_id else "",
        one.note,
    ]
    return "\n".join(text for text in said if text) or str(_("Nobody has said who they are"))


def involved_title(one: InvolvedPerson) -> str:
    """What was said, as the title of a line."""
    if one.is_taken_out:
        return str(_("Not involved after all"))
    return str(_("Who is involved, corrected") if one.corrects_id else _("Who is involved"))


def answered_words(question: str, answered: Answered) -> str:
    """An answer about a kind of harm, in words."""
    choices = ASKED[question].choices
    if choices is None:
        return answered.words
    return "\n".join(str(choices(code).label) for code in answered.chosen)


def in_one_line(detail: Detail) -> str:
    """An answer about a kind of harm, in words, on one line."""
    answered = Answered(tuple(detail.chosen), detail.words)
    return answered_words(detail.question, answered).replace("\n", ", ")
