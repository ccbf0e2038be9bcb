"""The facts of a case that decide which steps it asks for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from incidents.enums import (
    Category,
    Classified,
    OutsideBody,
    Risk,
    Severity,
    StepOutcome,
    SubType,
    Threshold,
    TriageQuestion,
    YesNoUnsure,
)
from incidents.rules.triage import Given, category_of, counts_as_offence, is_danger, says_images

YES, NO = YesNoUnsure.YES, YesNoUnsure.NO


@dataclass(frozen=True)
class Said:
    """What stands of a step: the newest line of it, written ``at``; ``since``: the first that said the same."""

    outcome: str
    answer: str = ""
    at: datetime | None = None
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What is known of a case. Not knowing counts as the answer that tells more people and holds nothing (A3).

    ``referred``: OutsideBody codes, of those told and not only asked for advice; ``imagery`` and ``triage``: as they
    were answered.
    """

    triage: Mapping[str, Given] = field(default_factory=dict)
    said: Mapping[str, Said] = field(default_factory=dict)
    imagery: str = NO
    is_about_staff: bool = False
    is_child_known: bool = False  # somebody under 18 is known to be part of it
    is_adult_known: bool = False  # an adult at risk is known to be part of it
    referred: frozenset[str] = frozenset()
    advised: frozenset[str] = frozenset()  # whose advice was asked: OutsideBody codes
    told_at: datetime | None = None  # when the last of them was told
    police_at: datetime | None = None  # when the police were last told; 999 is another
    not_referred_at: datetime | None = None  # when somebody last decided to tell no authority, and why
    waits: frozenset[str] = frozenset()  # what is left until the authorities have finished: Waits codes
    has_entry: bool = False
    is_taken: bool = False  # somebody of the safeguarding team deals with it
    was_danger: bool = False
    is_from_session: bool = False
    is_from_outside: bool = False  # by the public form: nobody who works here raised it
    has_plan: bool = False  # its session has a risk assessment that says what is done
    was_seen: bool = False  # somebody has seen imagery by accident

    def given(self, question: str) -> str:
        """The answer of triage in force; empty: none yet."""
        found = self.triage.get(question)
        return found.answer if found else ""

    def answer(self, code: str) -> str:
        """The answer of a question among the steps; empty: none yet."""
        found = self.said.get(code)
        return found.answer if found else ""

    @property
    def severity(self) -> str:
        """How severe triage says it is; empty: not yet."""
        return self.given(TriageQuestion.SEVERITY)

    @property
    def is_judged(self) -> bool:
        """Whether triage has set a severity."""
        return bool(self.severity)

    @property
    def is_trivial(self) -> bool:
        """Low: then a meeting or a message would be out of proportion (practice E45)."""
        return self.severity == Severity.LOW

    @property
    def matters(self) -> bool:
        """Judged, and more than low."""
        return self.is_judged and not self.is_trivial

    @property
    def is_serious(self) -> bool:
        """Serious or critical."""
        return self.severity in (Severity.SERIOUS, Severity.CRITICAL)

    @property
    def category(self) -> str:
        """The category of the kind of harm; empty: not chosen yet."""
        kind = self.given(TriageQuestion.CATEGORY)
        return str(category_of(kind)) if kind else ""

    @property
    def is_online(self) -> bool:
        """Whether there is online material or an act (practice A2); not sure counts."""
        return self.given(TriageQuestion.ONLINE) in (YES, YesNoUnsure.NOT_SURE)

    @property
    def is_immediate(self) -> bool:
        """Whether the risk counts as immediate (tree Q5)."""
        return is_danger(self.given(TriageQuestion.RISK))

    @property
    def is_risk_calm(self) -> bool:
        """Whether somebody has said that the risk is not immediate."""
        return self.given(TriageQuestion.RISK) == Risk.NOT_IMMEDIATE

    @property
    def is_welfare(self) -> bool:
        """Whether anybody's welfare is a concern (tree Q2): yes, unless somebody has said no of what is online; in
        danger, and where somebody in an image may be under 18, always."""
        said_no = self.is_online and self.answer("welfare") == NO
        return self.is_immediate or self.may_be_under_18 or not said_no

    @property
    def is_conduct(self) -> bool:
        """Whether it is about what somebody did, so that an agreement on use applies too (INC-47)."""
        return self.category == Category.CONDUCT or self.given(TriageQuestion.CATEGORY) == (
            SubType.CONTACT_CHILD_ON_CHILD
        )

    # --- Nude or semi-nude images: the tree's S-N --------------------------------------------------------

    @property
    def is_about_images(self) -> bool:
        """Whether the questions about nude images are asked (tree S3 Q3)."""
        return self.imagery != NO or says_images(self.triage)

    @property
    def may_be_under_18(self) -> bool:
        """Whether somebody in an image may be under 18: until somebody says no."""
        return self.is_about_images and self.answer("image_age") != NO

    @property
    def is_adult_made(self) -> bool:
        """Whether an adult made it, or may have (tree S-N 2): then it goes to the police."""
        return self.may_be_under_18 and self.answer("image_maker") in (YES, YesNoUnsure.NOT_SURE)

    @property
    def is_private_image(self) -> bool:
        """Whether a private image of an adult was shared, or threatened to be, without consent (INC-46, D35)."""
        said = self.answer("image_private")
        return self.is_about_images and self.answer("image_age") == NO and said in (YES, YesNoUnsure.NOT_SURE)

    @property
    def is_on_nudes_track(self) -> bool:
        """Made by and of under-18s, as far as anybody knows (INC-39)."""
        left = self.answer("image_maker") == YES or self.answer("image_other") == YES
        return self.may_be_under_18 and bool(self.answer("image_age")) and not left

    @property
    def is_aggravated(self) -> bool:
        """Whether there is more to it than making, sending or having (INC-42)."""
        return self.is_on_nudes_track and self.answer("image_class") == Classified.AGGRAVATED

    @property
    def is_experimental(self) -> bool:
        """Whether it may be settled without the police (INC-44)."""
        return self.is_on_nudes_track and self.answer("image_class") == Classified.EXPERIMENTAL

    @property
    def may_be_offence(self) -> bool:
        """Whether it counts as a possible criminal offence, by triage or by what is said of images (INC-18, INC-46)."""
        by_images = self.is_adult_made or self.is_aggravated or self.is_private_image
        return by_images or (bool(self.given(TriageQuestion.ONLINE)) and counts_as_offence(self.triage))

    @property
    def is_not_referred(self) -> bool:
        """Whether somebody has decided to tell no authority, knowing what makes it a possible offence now, and nobody
        was told since (INC-24)."""
        at = self.not_referred_at
        if at is None or (self.told_at is not None and self.told_at > at):
            return False
        return all(moment <= at for moment in self._offence_known_at())

    def _offence_known_at(self) -> list[datetime]:
        by_triage = self.triage.get(TriageQuestion.OFFENCE) if counts_as_offence(self.triage) else None
        said = [by_triage.at if by_triage else None, self._since("image_private") if self.is_private_image else None]
        return [moment for moment in (*said, *self._police_needed_since()) if moment is not None]

    def _police_needed_since(self) -> list[datetime]:
        said = [
            self._since("image_maker") if self.is_adult_made else None,
            self._since("image_class") if self.is_aggravated else None,
        ]
        return [moment for moment in said if moment is not None]

    def _since(self, code: str) -> datetime | None:
        found = self.said.get(code)
        return found.since if found else None

    @property
    def is_police_told(self) -> bool:
        """Whether the police know of an image as what it is: told after it turned out to be aggravated, or made by an
        adult (INC-43)."""
        needed = min(self._police_needed_since(), default=None)
        line = self.said.get("image_police")
        is_done = line is not None and line.outcome == StepOutcome.DONE
        if needed is None:
            return is_done or self.police_at is not None
        told = [self.police_at, line.at if line is not None and is_done else None]
        return any(moment is not None and moment >= needed for moment in told)

    # --- Others ------------------------------------------------------------------------------------------

    @property
    def is_allegation(self) -> bool:
        """Whether it may meet the harm threshold (practice C30): not sure does."""
        return self.is_about_staff and self.answer("threshold") in (Threshold.MET, Threshold.NOT_SURE)

    @property
    def is_staff_after_all(self) -> bool:
        """About somebody who works for us, until somebody of the lead's has said that it is not."""
        return self.is_about_staff and self.answer("threshold") != Threshold.NOT_STAFF

    @property
    def has_child(self) -> bool:
        """Whether a child may be part of it: known, or nobody has said that it is about an adult."""
        return self.is_child_known or not self.is_adult_known

    @property
    def is_adult_harmed(self) -> bool:
        """Whether those harmed are adults only: then the adult lead is told, not the LADO (practice A12)."""
        return self.is_adult_known and not self.is_child_known

    def has_referred(self, bodies: frozenset[str]) -> bool:
        """Whether one of these bodies was told."""
        return bool(self.referred & bodies)

    def is_settled(self, code: str, *, may_wait: bool = False) -> bool:
        """Whether somebody has said of a step that it is done, or why not (INC-51)."""
        found = self.said.get(code)
        return found is not None and (found.outcome != StepOutcome.PLANNED or may_wait)


POLICE = frozenset({str(OutsideBody.POLICE), str(OutsideBody.EMERGENCY)})
