"""Steps about somebody who works for us (practice C30). Pure."""

from django.utils.translation import gettext_lazy as _

from incidents.enums import OutsideBody, Threshold, Track
from incidents.rules.steps.step import Step
from incidents.rules.steps.when import adults_were_harmed, allegation, always, not_staff

STAFF = (
    Step(
        code="threshold",
        track=Track.STAFF,
        words=_("Does it meet the harm threshold?"),
        hint=_(
            "Harmed a child, may have committed an offence against one, or behaved so that they may pose a risk to "
            "children. Not sure: the designated officer (LADO) advises. Check with your local partnership."
        ),
        source="Practice C30",
        required=always,
        answers=Threshold,
        say=frozenset(str(one) for one in Threshold),
        of_leads=frozenset({str(Threshold.LOW_LEVEL), str(Threshold.NOT_STAFF)}),
        asks=(),
    ),
    Step(
        code="lado",
        track=Track.STAFF,
        words=_("The designated officer (LADO), within one working day"),
        hint=_("Before anybody talks to the person it is about, and before anybody looks into it."),
        source="INC-16; practice C30",
        required=allegation,
        off=lambda facts: not_staff(facts) or adults_were_harmed(facts),
        bodies=frozenset({str(OutsideBody.LADO)}),
        is_settled=lambda facts: str(OutsideBody.LADO) in facts.advised,  # they advise whether it meets the threshold
        asks=("when", "who", "reference"),
    ),
    *(
        Step(
            code=code,
            track=Track.STAFF,
            words=words,
            hint=hint,
            source="Practice C30",
            required=allegation,
            off=not_staff,
            asks=("when", "who", "reference"),
        )
        for code, words, hint in (
            ("dbs", _("Referral to the Disclosure and Barring Service"),
             _("A duty when somebody is, or would have been, removed because they harmed or may harm.")),
            ("serious_incident", _("A serious incident, to the Charity Commission?"),
             _("Trustees decide. Write the decision and who made it.")),
            ("regulator", _("A regulator or professional body"), ""),
            ("insurer", _("The insurer"), _("That there is a matter: no names.")),
            ("commissioner", _("Whoever pays for the service"), _("What the contract asks to be told: no names.")),
            ("whistleblowing", _("Whoever raised it knows of the whistleblowing line"),
             _("NSPCC whistleblowing advice line, 0800 028 0285.")),
        )
    ),
)  # fmt: skip
