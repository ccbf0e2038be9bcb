"""Steps for the person: immediate risk, safeguarding, adults at risk (the tree, S8a and S-A). Pure."""

from django.utils.translation import gettext_lazy as _

from incidents.enums import Agreement, Capacity, Family, OutsideBody, Parents, Plan, Track, Waits
from incidents.rules.steps.step import Step
from incidents.rules.steps.when import always, matters

DANGER_BODIES = frozenset({str(OutsideBody.EMERGENCY), str(OutsideBody.SOCIAL_CARE), str(OutsideBody.POLICE)})
DANGER = (
    Step(
        code="danger_report",
        track=Track.DANGER,
        words=_("Social care, the police or 999 told, as immediate danger"),
        hint=_("Ring now, record afterwards: whom you spoke to, when, and their reference."),
        source="INC-23; 002 A1 Immediate",
        required=always,
        bodies=DANGER_BODIES,
        elsewhere=True,
    ),
    Step(
        code="custody",
        track=Track.DANGER,
        words=_("What may be evidence is safe, and nothing is sent on"),
        hint=_(
            "Our devices and accounts only: what, where it lies, who holds it. In words, with nothing of its content. "
            "Never take a family’s device: theirs is left as it is, and the police advise."
        ),
        source="INC-22; 002 A1 Immediate; practice C32",
        required=lambda facts: facts.is_online or facts.is_about_images,
    ),
)

SAFEGUARDING = (
    Step(
        code="talk_first",
        track=Track.SAFEGUARDING,
        words=_("The young person was told first that others have to know"),
        hint=_("Where that is safe. A referral never waits for it."),
        source="ESC-11; 004 Message",
        required=lambda facts: facts.is_from_session and bool(facts.referred),
    ),
    Step(
        code="plan",
        track=Track.SAFEGUARDING,
        words=_("What the risk assessment of the session says is done when there is a concern"),
        source="ESC-12; 003 Accountability p3",
        required=lambda facts: facts.has_plan and facts.matters,
        off=lambda facts: "" if facts.has_plan else _("It was not raised from a session with a risk assessment."),
        answers=Plan,
        say=frozenset({str(Plan.DEPARTED)}),
        asks=(),
    ),
    Step(
        code="review_meeting",
        track=Track.SAFEGUARDING,
        words=_("Initial review meeting"),
        hint=_("Who met, and what was decided. With the people it needs, by phone too."),
        source="INC-36; 002 A1 Initial response; practice E45",
        required=matters,
    ),
    Step(
        code="conversation",
        track=Track.SAFEGUARDING,
        words=_("Conversation with the child"),
        hint=_("Whether one fits, who has it, and who is there to support them. Open questions only."),
        source="INC-37; 002 A1 Initial response; practice F47",
        required=lambda facts: facts.is_serious and facts.has_child,
        off=lambda facts: "" if facts.has_child else _("It is about an adult: their wishes stand on the adult’s page."),
        after_hold=Waits.CONVERSATIONS,
    ),
    Step(
        code="parents",
        track=Track.SAFEGUARDING,
        words=_("Parents or carers"),
        hint=_(
            "Early, unless telling them could put the child at risk. You tell them; the system never does. "
            "At 16 and 17, their own view is weighed."
        ),
        source="INC-38; 002 A1 Initial response, §3.4.3.5; practice A12",
        required=lambda facts: (
            facts.has_child and (facts.matters or facts.is_on_nudes_track or (facts.is_judged and facts.is_child_known))
        ),
        off=lambda facts: "" if facts.has_child else _("It is about an adult: the family stands on the adult’s page."),
        answers=Parents,
        say=frozenset({str(Parents.WITHHELD), str(Parents.NOBODY)}),
        revisit=frozenset({str(Parents.WITHHELD)}),
    ),
)

ADULT = (
    Step(
        code="adult_wishes",
        track=Track.ADULT,
        words=_("What the adult wants, and what they would call a good outcome"),
        hint=_("In their own words. If nobody could ask, say why."),
        source="Practice A12",
        required=matters,
        asks=("when",),
    ),
    Step(
        code="adult_capacity",
        track=Track.ADULT,
        words=_("Can they make this decision themselves?"),
        hint=_("About this one decision, now: say which. Nobody lacks capacity in general."),
        source="Practice A12",
        required=matters,
        answers=Capacity,
        say=frozenset(str(one) for one in Capacity),
        asks=("who",),
    ),
    Step(
        code="adult_agreement",
        track=Track.ADULT,
        words=_("Do they agree to a referral?"),
        source="Practice A12",
        required=matters,
        answers=Agreement,
        say=frozenset({str(Agreement.OVERRIDDEN), str(Agreement.RESPECTED), str(Agreement.NOT_ASKED)}),
        asks=("when",),
    ),
    Step(
        code="adult_care",
        track=Track.ADULT,
        words=_("Adult social care"),
        source="Practice A12",
        required=matters,
        bodies=frozenset({str(OutsideBody.SOCIAL_CARE)}),
    ),
    Step(
        code="adult_family",
        track=Track.ADULT,
        words=_("Does the family know?"),
        hint=_("Only with the person’s agreement, or in their best interests. An attorney or deputy: say which."),
        source="Practice A12",
        required=matters,
        answers=Family,
        say=frozenset({str(Family.BEST_INTERESTS)}),
        asks=("when", "who"),
    ),
    Step(
        code="adult_lead",
        track=Track.ADULT,
        words=_("The authority’s adult lead for people in positions of trust"),
        hint=_("In place of the LADO, when those harmed are adults. Check with your local partnership."),
        source="Practice A12",
        required=lambda facts: facts.is_allegation,
        off=lambda facts: "" if facts.is_about_staff else _("It is not about somebody in a position of trust with us."),
        asks=("when", "who", "reference"),
    ),
)
