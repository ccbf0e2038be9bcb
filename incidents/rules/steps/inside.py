"""Steps of the organisation: authorities, whom to tell inside, the response, support (S5 to S9). Pure."""

from django.utils.translation import gettext_lazy as _

from incidents.enums import OutsideBody, Severity, Track, Waits, YesNoUnsure
from incidents.rules.facts import NO, POLICE
from incidents.rules.steps.step import Step
from incidents.rules.steps.when import always, imagery_is_left_as_it_is, matters, never, online, serious

AUTHORITIES = tuple(
    Step(
        code=code,
        track=Track.AUTHORITIES,
        words=words,
        hint=hint,
        source="INC-24; 002 A1 No immediate risk",
        required=lambda facts: facts.is_risk_calm,
        bodies=bodies,
        asks=(),
    )
    for code, words, hint, bodies in (
        ("to_police", _("The police"), _("101, or 999 in danger."), POLICE),
        ("to_ceop", _("CEOP, about online sexual abuse"), "", frozenset({str(OutsideBody.CEOP)})),
        ("to_iwf", _("Internet Watch Foundation, about images online"), "", frozenset({str(OutsideBody.IWF)})),
        ("to_social_care", _("Social care"), "", frozenset({str(OutsideBody.SOCIAL_CARE)})),
    )
)

TOLD = {"tell_ops": "ops", "tell_cio": "cio", "tell_comms": "comms"}
TELL = (
    Step(
        code="welfare",
        track=Track.TELL,
        words=_("Is anybody’s welfare a concern?"),
        hint=_("Then safeguarding is always told, whoever else is. Not answered, or not sure, counts as yes."),
        source="INC-20; 002 A1 Report box; tree S3 Q2",
        required=never,
        off=lambda facts: "" if facts.is_online else _("Nothing online is part of it: welfare is the concern."),
        answers=YesNoUnsure,
        say=frozenset({str(NO)}),
        asks=(),
    ),
    Step(
        code="tell_safeguarding",
        track=Track.TELL,
        words=_("Safeguarding"),
        hint=_("Told when it was raised; who and when stands in the case."),
        source="INC-20; 002 A1 Report box",
        required=lambda facts: facts.is_welfare,
        elsewhere=True,
        is_settled=lambda facts: facts.is_taken,
        asks=("when", "who"),
    ),
    *(
        Step(
            code=code,
            track=Track.TELL,
            words=words,
            hint=hint,
            source="INC-19; 002 A1 Report box; our own by severity",
            required=required,
            sends=True,
        )
        for code, words, hint, required in (
            ("tell_ops", _("Operations Manager"), _("Asked for when it is serious or critical."), serious),
            ("tell_cio", _("Chief Information Officer"), _("Asked for when it is serious, and something is online."),
             lambda facts: facts.is_serious and facts.is_online),
            ("tell_comms", _("Communications Manager"), _("Asked for when it is critical."),
             lambda facts: facts.severity == Severity.CRITICAL),
        )
    ),
)  # fmt: skip

RESPONSE = (
    Step(
        code="block_sites",
        track=Track.RESPONSE,
        words=_("Sites blocked"),
        hint=_("Which, and by whom in ICT."),
        source="INC-26; 002 A1 Responses a",
        required=online,
    ),
    Step(
        code="remove_content",
        track=Track.RESPONSE,
        words=_("What a user posted is noted as evidence, and removed"),
        source="INC-27; 002 A1 Responses b",
        required=online,
        off=imagery_is_left_as_it_is,
        after_hold=Waits.REMOVAL,
    ),
    Step(
        code="agreement_route",
        track=Track.RESPONSE,
        words=_("The agreement on use was talked over"),
        hint=_("Misuse and safeguarding can both be true of one case: this goes on beside it."),
        source="INC-47; 002 §7.1, §6.5.2",
        required=lambda facts: facts.is_conduct and facts.matters,
        after_hold=Waits.CONVERSATIONS,
    ),
    Step(
        code="sanction",
        track=Track.RESPONSE,
        words=_("Warning or sanction"),
        hint=_("Through the procedures for behaviour or discipline, and in proportion."),
        source="INC-28; 002 A1 Responses c, §7.2",
        required=lambda facts: facts.is_conduct and facts.matters,
        after_hold=Waits.SANCTIONS,
    ),
    Step(
        code="learning",
        track=Track.RESPONSE,
        words=_("Learning reviewed, a process or policy changed"),
        source="INC-29; 002 A1 Responses d",
        required=serious,
        may_wait=True,
        asks=("version",),
    ),
    Step(
        code="changes",
        track=Track.RESPONSE,
        words=_("Changes that make a repeat less likely"),
        hint=_("What changes, who does it, by when."),
        source="INC-30; 002 A1 Responses e",
        required=serious,
        may_wait=True,
        asks=("who",),
    ),
    Step(
        code="recorded",
        track=Track.RESPONSE,
        words=_("What was done to resolve it stands in the chronology"),
        source="INC-31; 002 A1 Responses f",
        required=always,
        elsewhere=True,
        is_settled=lambda facts: facts.has_entry,
        asks=(),
    ),
    Step(
        code="evidence",
        track=Track.RESPONSE,
        words=_("Report and evidence given to an authority"),
        hint=_("A description and a reference: what, to whom, when. Never the thing itself."),
        source="INC-33; 002 A1 Responses h",
        required=lambda facts: bool(facts.referred) and facts.matters,
        asks=("when", "who", "reference"),
    ),
    Step(
        code="training",
        track=Track.RESPONSE,
        words=_("Training reviewed, for the person or for us"),
        source="INC-34; 002 A1 Responses i",
        required=serious,
        may_wait=True,
        asks=("who",),
    ),
    Step(
        code="told_dealt",
        track=Track.RESPONSE,
        words=_("Those affected were told that it has been dealt with"),
        hint=_("Without detail. Not where that is unsafe: say so."),
        source="INC-48; 002 §7.2; practice E45",
        required=matters,
    ),
)

SUPPORT = (
    Step(
        code="support_reporter",
        track=Track.SUPPORT,
        words=_("Support for whoever raised it"),
        hint=_("Their line manager is asked to offer it, and is told nothing else."),
        source="ESC-17, ESC-09; 003 Accountability b4",
        required=lambda facts: facts.is_serious or facts.was_danger or facts.was_seen,
        sends=True,
    ),
    Step(
        code="support_handler",
        track=Track.SUPPORT,
        words=_("Support for whoever deals with it"),
        source="ESC-17; 003 Accountability b4",
        required=serious,
        sends=True,
    ),
    Step(
        code="support_viewers",
        track=Track.SUPPORT,
        words=_("Support for whoever saw images by accident"),
        source="ESC-17; 002 A1 Do/don’t box",
        required=lambda facts: facts.was_seen,
        off=lambda facts: "" if facts.was_seen or facts.is_about_images else _("Nobody has said that they saw any."),
        sends=True,
    ),
    Step(
        code="feedback",
        track=Track.SUPPORT,
        words=_("Whoever raised it knows that it was acted on"),
        hint=_("The message says that, and nothing else."),
        source="Practice C29",
        required=matters,
        sends=True,
        asks=("when",),
    ),
)
