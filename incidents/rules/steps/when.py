"""Which facts ask for a step, and which switch it off with a reason. Pure."""

from django.utils.translation import gettext_lazy as _

from incidents.rules.facts import NO, YES, CaseFacts
from incidents.rules.steps.step import Words


def always(_facts: CaseFacts) -> bool:
    """In every case (our own)."""
    return True


def never(_facts: CaseFacts) -> bool:
    """In no case: only offered (our own)."""
    return False


def matters(facts: CaseFacts) -> bool:
    """Judged more than low (practice E45)."""
    return facts.matters


def serious(facts: CaseFacts) -> bool:
    """Serious or critical (INC-19)."""
    return facts.is_serious


def online(facts: CaseFacts) -> bool:
    """Something online is part of it, and it is more than low (practice A2)."""
    return facts.is_online and facts.matters


def allegation(facts: CaseFacts) -> bool:
    """It may meet the harm threshold (practice C30)."""
    return facts.is_allegation


def not_staff(facts: CaseFacts) -> Words:
    """Why steps about staff are switched off (practice C30)."""
    return "" if facts.is_staff_after_all else _("It is not about somebody who works for us.")


def not_under_18(facts: CaseFacts) -> Words:
    """Why the track of nude images has been left (INC-39)."""
    if facts.answer("image_age") == NO:
        return _("Nobody in the image is under 18.")
    if facts.answer("image_maker") == YES:
        return _("An adult made it: it goes to the police.")
    if facts.answer("image_other") == YES:
        return _("It is adult pornography, or text only: it goes the ordinary way.")
    return ""


def not_an_adult(facts: CaseFacts) -> Words:
    """Why it is not asked about a private image of an adult (INC-46)."""
    return "" if facts.answer("image_age") == NO else _("Asked when nobody in the image is under 18.")


def imagery_is_left_as_it_is(facts: CaseFacts) -> Words:
    """INC-27: what may show somebody under 18 is neither looked for, nor copied, nor removed by us."""
    if facts.may_be_under_18:
        return _("Imagery of somebody under 18: nobody copies, keeps or deletes it. The police and the IWF do.")
    return ""


def under_18(facts: CaseFacts) -> bool:
    """On the track of nude images (INC-39)."""
    return facts.is_on_nudes_track


def adults_were_harmed(facts: CaseFacts) -> Words:
    """Why the LADO is not asked about (practice A12)."""
    return _("Adults were harmed: the adult lead is told.") if facts.is_adult_harmed else ""
