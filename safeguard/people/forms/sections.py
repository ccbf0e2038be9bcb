"""Parts of a record of which there is one: each a short form of its own."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeguard.people import rules
from safeguard.people.enums import FamilyMayKnow, YesNoNotAsked
from safeguard.people.forms.fields import (
    answer_field,
    begun_with,
    email_field,
    line_field,
    phone_field,
    stored,
    words_field,
)
from safeguard.people.forms.people import VersionedForm
from safeguard.people.models import AdultCare, Needs, Network, Person, Section


class SectionForm(VersionedForm):
    """One part of the record: its title, a line on what it is for, and the model it is kept in."""

    section: ClassVar[type[Section]]
    heading: ClassVar[str | Promise]
    intro: ClassVar[str | Promise] = ""

    def __init__(self, *args: Any, row: Section, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial=begun_with(row, self.base_fields), **kwargs)
        self.row, self.today = row, today

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """What the rules say."""
        return rules.wrong_around(cleaned, today=self.today)


class PlatformsForm(SectionForm):
    """What the family uses now and would like (PER-05, PER-06)."""

    section = Needs
    heading = _("Being in touch")
    intro = _("Asked at the first assessment. No way of being in touch is better than another: it is their choice.")

    platforms_used = words_field(
        _("Which apps and platforms does the family use now?"), help_text=_("In their words, for example: WhatsApp.")
    )
    preferences = words_field(_("How would they like to be in touch with us?"))
    future_options = words_field(
        _("What did you talk over for later?"), help_text=_("For example, a video call once the new phone is there.")
    )


class AccessForm(SectionForm):
    """What makes it easier to take part (PER-08)."""

    section = Needs
    heading = _("What makes it easier to take part")
    intro = _("Ask; do not guess. Leave blank what does not matter to them.")

    device = line_field(_("What device do they use, and is it theirs?"))
    connection = line_field(_("How good is the connection?"))
    disability = words_field(_("Is there a disability or a condition to think of?"))
    language = line_field(_("Which language do they like best? Is an interpreter needed?"))
    surroundings = words_field(_("What is the place like where they talk to us?"))
    adaptation = words_field(_("What was chosen with them to make it work?"))


class DataForm(SectionForm):
    """Mobile data (PER-09)."""

    section = Needs
    heading = _("Mobile data")
    intro = _("A video call uses much of it. Nobody should be surprised by a bill.")

    data_payer = line_field(_("Who pays for it?"))
    data_limit = line_field(_("Is there a limit?"))
    data_agreed = words_field(_("What have you agreed so that nothing costs them more than they expect?"))


class NetworkForm(SectionForm):
    """Social worker, school, doctor (practice C27)."""

    section = Network
    heading = _("Social worker, school and doctor")
    intro = _("Ring the social worker first where there is one.")

    worker_name = line_field(_("Who is the allocated social worker?"), 150)
    worker_team = line_field(_("Which team and authority?"), 150)
    worker_phone = phone_field(_("Their number"))
    worker_email = email_field(_("Their email address"))
    authority_consents = answer_field(
        _("Does the authority hold responsibility for consent?"),
        YesNoNotAsked.choices,
        help_text=_("Where somebody is looked after it may, alone or with the parents. Then its yes is asked for too."),
    )
    school = line_field(_("Which school or college?"), 150)
    school_dsl = line_field(_("Who is the safeguarding lead there?"), 150)
    school_phone = phone_field(_("The school’s number"))
    school_email = email_field(_("The school’s email address"))
    gp = line_field(_("Who is their doctor, or which practice?"), 150)
    gp_phone = phone_field(_("The practice’s number"))


class AdultCareForm(SectionForm):
    """An adult at risk in their own right (practice A12)."""

    section = AdultCare
    heading = _("What they want")
    intro = _("Their life, their words. Family is told only if they agree, or in their best interests.")

    wishes = words_field(_("What do they want to happen, and what should come of it?"))
    agrees_to_referral = answer_field(
        _("Do they agree that adult social care is told?"),
        YesNoNotAsked.choices,
        help_text=_("Without agreement somebody is told only for a reason, which is written down."),
    )
    override_reason = words_field(
        _("If somebody is told all the same: why?"),
        help_text=_("Others at risk, a serious crime, coercion, or they cannot make this decision now."),
    )
    family_may_know = answer_field(
        _("May their family be told when we meet?"),
        FamilyMayKnow.choices,
        help_text=_("Until somebody has asked them, no message is sent to their family."),
    )
    family_told = words_field(_("Whom do they want to know, and whom not?"))
    attorney = line_field(_("Is there an attorney or deputy? Who?"), 150)
    attorney_phone = phone_field(_("Their number"))
    attorney_for = line_field(_("For which decisions, and where is the paper held?"))


SECTIONS: Mapping[str, type[SectionForm]] = {
    "in-touch": PlatformsForm,
    "access": AccessForm,
    "data": DataForm,
    "network": NetworkForm,
    "wishes": AdultCareForm,
}


class RepresentationForm(VersionedForm):
    """How they want to be seen and named (PER-07)."""

    heading = _("How they want to be seen and named")
    intro = _("Chosen with them. It stands on the page of each session.")

    prefers_first_name_only = forms.BooleanField(label=_("First name only"), required=False)
    prefers_video_off = forms.BooleanField(label=_("Video off"), required=False)
    representation_note = line_field(_("Anything else?"), help_text=_("For example, a nickname on the screen."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, initial=stored(person, self.base_fields), **kwargs)

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """A wish cannot be wrong."""
        return []
