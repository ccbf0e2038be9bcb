"""Steps about nude or semi-nude images (the tree, S-N). Pure."""

from django.utils.translation import gettext_lazy as _

from incidents.enums import Asked, Classified, OutsideBody, Track, YesNoUnsure
from incidents.rules.facts import NO, YES
from incidents.rules.steps.step import Step
from incidents.rules.steps.when import always, not_an_adult, not_under_18, under_18

NUDES = (
    Step(
        code="image_age",
        track=Track.NUDES,
        words=_("Is somebody in the image under 18?"),
        hint=_("From what was said, without anybody looking. An image made by a computer counts like any other."),
        source="INC-39; 002 §3.4.2; tree S-N 1",
        required=always,
        answers=YesNoUnsure,
        asks=(),
    ),
    Step(
        code="image_private",
        track=Track.NUDES,
        words=_("Was a private sexual image shared, or threatened to be, without consent?"),
        hint=_(
            "Source: 002 §3.4.5, which asks whether it was meant to distress. The law has since changed: sharing or "
            "threatening to share without consent may be an offence at any age, whatever was meant. "
            "Check with your local partnership."
        ),
        source="INC-46; 002 §3.4.5; practice D35",
        required=always,
        off=not_an_adult,
        answers=YesNoUnsure,
        say=frozenset({str(YES)}),
        asks=(),
    ),
    Step(
        code="image_maker",
        track=Track.NUDES,
        words=_("Did an adult make it, or ask for it?"),
        source="INC-39; 002 §3.4.2.1; tree S-N 2",
        required=lambda facts: bool(facts.answer("image_age")),
        off=lambda facts: _("Nobody in the image is under 18.") if facts.answer("image_age") == NO else "",
        answers=YesNoUnsure,
        asks=(),
    ),
    Step(
        code="image_other",
        track=Track.NUDES,
        words=_("Is it only adult pornography that under-18s passed on, or only text?"),
        hint=_("Then it goes the ordinary way, beside safeguarding."),
        source="INC-39; 002 §3.4.2.2, §3.4.2.3; tree S-N 3",
        required=lambda facts: bool(facts.answer("image_maker")),
        off=lambda facts: "" if facts.answer("image_other") == YES else not_under_18(facts),
        answers=YesNoUnsure,
        asks=(),
    ),
    Step(
        code="image_consent",
        track=Track.NUDES,
        words=_("Did the person in it agree to its being shared?"),
        hint=_("It is a safeguarding matter either way."),
        source="INC-40; 002 §3.4.6; tree S-N 4",
        required=under_18,
        off=not_under_18,
        answers=Asked,
        asks=(),
    ),
    Step(
        code="image_class",
        track=Track.NUDES,
        words=_("Aggravated or experimental?"),
        hint=_("Tick what there is. One factor is enough to make it aggravated."),
        source="INC-42; 002 §3.4.7; tree S-N 5; practice C31",
        required=under_18,
        off=not_under_18,
        answers=Classified,
        say=frozenset(str(one) for one in Classified),
        asks=("factors",),
    ),
    Step(
        code="image_police",
        track=Track.NUDES,
        words=_("The police, through the local safeguarding partnership"),
        hint=_("Where it is aggravated, or an adult made it: then the case cannot be closed without it."),
        source="INC-43; 002 §3.4.7",
        required=lambda facts: facts.is_aggravated or facts.is_adult_made,
        off=lambda facts: "" if facts.is_adult_made else not_under_18(facts),
        bodies=frozenset({str(OutsideBody.POLICE)}),
        must=True,
        is_settled=lambda facts: facts.is_police_told,
        asks=("when", "who", "reference"),
    ),
    Step(
        code="image_why",
        track=Track.NUDES,
        words=_("Why no police, and why that is in proportion"),
        hint=_("So that children are not made criminals without need."),
        source="INC-44; 002 §3.4.5, §3.4.7",
        required=lambda facts: facts.is_experimental,
        off=lambda facts: not_under_18(facts) or ("" if facts.is_experimental else _("Asked when it is experimental.")),
        say=frozenset({"done"}),
        asks=(),
    ),
    Step(
        code="image_risk",
        track=Track.NUDES,
        words=_("The situation and its risks are assessed"),
        source="INC-45; 002 §3.4.3.1",
        required=under_18,
        off=not_under_18,
        asks=("when",),
    ),
    Step(
        code="image_support",
        track=Track.NUDES,
        words=_("Each child is safeguarded and supported"),
        hint=_("The one in it, whoever shared it, and whoever was shown it."),
        source="INC-45; 002 §3.4.3.2",
        required=under_18,
        off=not_under_18,
        asks=("who",),
    ),
    Step(
        code="image_devices",
        track=Track.NUDES,
        words=_("Devices and images are handled, and nobody looks"),
        hint=_(
            "A family’s device stays with the family, as it is. Report Remove helps an under-18 to have it taken down."
        ),
        source="INC-45; 002 §3.4.3.3; practice C31, C32",
        required=under_18,
        off=not_under_18,
        asks=("when",),
    ),
    Step(
        code="image_record",
        track=Track.NUDES,
        words=_("It is recorded, with what other agencies do"),
        source="INC-45; 002 §3.4.3.4",
        required=under_18,
        off=not_under_18,
        asks=("who",),
    ),
)
