"""The rules of readiness at their boundaries: ages, lengths, hours, review dates, and what each is worth."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.enums import Decision, Party, Purpose
from consent.rules import Answer, Consents
from safeguard.lib.findings import Level, Whose, unanswered
from safeguard.lib.worktime import LONDON, WorkingHours
from safeguard.people.rules import age_on
from safeguard.platforms.enums import PlatformState
from safeguard.policies.enums import AupState
from safeguard.practitioners.enums import OfficerKnown, TrainingState
from sessions_app.enums import Rating, SessionKind
from sessions_app.rules import readiness
from sessions_app.rules.facts import AdultFacts, Facts, PersonFacts, ReasonFacts, RiskFacts, WorkerFacts

DAY = date(2026, 11, 24)  # a Tuesday
TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
WORKER = WorkerFacts(key="", name="Priya Shah", training=TrainingState.CURRENT, aup=AupState.SIGNED)
RISK = RiskFacts(rating=Rating.LOW, review_on=date(2027, 1, 1), made_at=LONG_AGO)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def said(*answers: tuple[Party, Decision]) -> Consents:
    return Consents(
        tuple(
            Answer(purpose=Purpose.TAKE_PART, party=party, decision=decision, given_at=LONG_AGO + timedelta(days=n))
            for n, (party, decision) in enumerate(answers)
        )
    )


BOTH = said((Party.YOUNG_PERSON, Decision.AGREED), (Party.PARENT_CARER, Decision.AGREED))
YOUNG = said((Party.YOUNG_PERSON, Decision.AGREED))
AMIRA = PersonFacts(
    ref="PE-AMIRA-00000", known_as="Amira", born_on=date(2011, 3, 27), consents=BOTH, risk=RISK, is_told=True
)


def facts(**over: Any) -> Facts:
    """A group session in working hours, where nothing is wrong."""
    values: dict[str, Any] = {
        "day": DAY,
        "version": 1,
        "kind": SessionKind.GROUP,
        "starts_at": TEN,
        "minutes": 45,
        "people": (AMIRA,),
        "workers": (WORKER,),
        "platform_name": "Harbour Video",
        "platform_state": PlatformState.USABLE,
        "rating": Rating.LOW,
        "assessed_at": LONG_AGO,
    }
    return Facts(**{**values, **over})


def person(**over: Any) -> Facts:
    """The same, with other facts about the one who takes part."""
    return facts(people=(replace(AMIRA, **over),))


def found(of: Facts) -> dict[str, Level]:
    return {finding.key: finding.level for finding in readiness.findings(of)}


def test_where_nothing_is_wrong_nothing_is_found() -> None:
    assert readiness.findings(facts()) == []


# --- Each rule by itself ------------------------------------------------------------------------------------------

ABOUT = "PE-AMIRA-00000"
EACH: dict[str, tuple[Facts, str, Level, Whose]] = {
    "refused": (facts(platform_state=PlatformState.REFUSED), "PLT-01", Level.STOP, Whose.MANAGER),
    "retired": (facts(platform_state=PlatformState.RETIRED), "PLT-01", Level.STOP, Whose.MANAGER),
    "never assessed": (facts(platform_state=PlatformState.UNASSESSED), "PLT-01", Level.STOP, Whose.MANAGER),
    "lapsed": (facts(platform_state=PlatformState.LAPSED), "PLT-01:lapsed", Level.REASON, Whose.MANAGER),
    "restricted": (facts(platform_state=PlatformState.RESTRICTED), "PLT-01:restricted", Level.REASON, Whose.MANAGER),
    "too young": (facts(platform_min_age=16), f"PLT-07:{ABOUT}", Level.REASON, Whose.MANAGER),
    "never trained": (
        facts(workers=(replace(WORKER, training=TrainingState.NEVER),)), "ORG-26", Level.STOP, Whose.MANAGER,
    ),
    "training run out": (
        facts(workers=(replace(WORKER, training=TrainingState.EXPIRED),)), "ORG-26", Level.REASON, Whose.MANAGER,
    ),
    "never signed": (
        facts(workers=(replace(WORKER, aup=AupState.NEVER_SIGNED),)), "ORG-07", Level.REASON, Whose.MANAGER,
    ),
    "signed before": (facts(workers=(replace(WORKER, aup=AupState.STALE),)), "ORG-07", Level.REASON, Whose.MANAGER),
    "the second worker": (
        facts(workers=(WORKER, replace(WORKER, key="second", aup=AupState.STALE))),
        "ORG-07:second", Level.REASON, Whose.MANAGER,
    ),
    "no officer": (facts(has_officer=False), "ORG-25", Level.REASON, Whose.MANAGER),
    "no background check": (
        facts(workers=(replace(WORKER, background=TrainingState.NEVER),)), "C30", Level.REASON, Whose.MANAGER,
    ),
    "an old background check": (
        facts(workers=(replace(WORKER, key="second", background=TrainingState.EXPIRED),)),
        "C30:second", Level.REASON, Whose.MANAGER,
    ),
    "no agreement": (facts(has_agreement=False), "ORG-34", Level.NOTE, Whose.MANAGER),
    "one to one": (facts(kind=SessionKind.ONE_TO_ONE), "RA-10", Level.REASON, Whose.MANAGER),
    "not assessed": (facts(rating=None, assessed_at=None), "RA-06", Level.REASON, Whose.MANAGER),
    "moderate session": (facts(rating=Rating.MODERATE), "RA-05", Level.REASON, Whose.MANAGER),
    "long": (facts(minutes=46), "PLN-03", Level.REASON, Whose.PRACTITIONER),
    "early": (facts(starts_at=TEN - timedelta(hours=2)), "PLN-04", Level.REASON, Whose.PRACTITIONER),
    "close": (facts(gap=timedelta(minutes=14)), "PLN-30", Level.NOTE, Whose.MANAGER),
    "not agreed": (
        facts(adults=(AdultFacts(ref="AD-00000-00000", name="Sana", has_agreed=False),)),
        "PLN-33:AD-00000-00000", Level.REASON, Whose.PRACTITIONER,
    ),
    "absent": (person(consents=Consents()), f"CON-01:{ABOUT}", Level.STOP, Whose.MANAGER),
    "refused by a parent": (
        person(consents=said((Party.YOUNG_PERSON, Decision.AGREED), (Party.PARENT_CARER, Decision.REFUSED))),
        f"CON-01:{ABOUT}", Level.STOP, Whose.MANAGER,
    ),
    "taken back": (
        person(consents=said((Party.YOUNG_PERSON, Decision.AGREED), (Party.YOUNG_PERSON, Decision.WITHDRAWN))),
        f"CON-01:{ABOUT}", Level.STOP, Whose.MANAGER,
    ),
    "not countersigned": (person(consents=YOUNG), f"CON-06:{ABOUT}", Level.REASON, Whose.MANAGER),
    "no assessment": (person(risk=None), f"RA-01:{ABOUT}", Level.STOP, Whose.MANAGER),
    "high": (person(risk=replace(RISK, rating=Rating.HIGH)), f"RA-05:{ABOUT}", Level.REASON, Whose.MANAGER),
    "review": (
        person(risk=replace(RISK, review_on=DAY - timedelta(days=1))), f"RA-24:{ABOUT}", Level.REASON, Whose.MANAGER,
    ),
    "not told": (person(is_told=False), f"PLN-19:{ABOUT}", Level.REASON, Whose.MANAGER),
    "authority not asked": (person(authority_known="not_asked"), f"PER-15:{ABOUT}", Level.REASON, Whose.MANAGER),
    "authority unknown": (person(authority_known="unknown"), f"PER-15:{ABOUT}", Level.NOTE, Whose.MANAGER),
    "no other number": (person(has_other_number=False), f"PER-03:{ABOUT}", Level.NOTE, Whose.MANAGER),
    "in danger, no safe word": (
        person(is_flagged=True, has_safe_word=False), f"RUN-06:{ABOUT}", Level.REASON, Whose.MANAGER,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", EACH)
def test_one_thing_wrong_is_one_finding_with_its_level_its_source_and_a_cure(case: str) -> None:
    of, key, level, whose = EACH[case]
    (finding,) = readiness.findings(of)
    assert (finding.key, finding.level, finding.whose) == (key, level, whose)
    assert finding.source
    assert len(finding.key) <= 40  # as long as a reason's key may be
    assert finding.cure or finding.code == "RA-10" or finding.level == Level.NOTE
    assert "%(" not in str(finding.text)
    if finding.level == Level.REASON:
        assert finding.code in readiness.NAMES


def test_only_few_things_stop() -> None:
    """Practice E42, word for word."""
    stops = {key.partition(":")[0] for of, key, level, _whose in EACH.values() if level == Level.STOP}
    assert stops == {"CON-01", "RA-01", "PLT-01", "ORG-26"}


def test_stops_come_first_then_reasons_then_notes() -> None:
    everything = facts(
        kind=SessionKind.ONE_TO_ONE,
        gap=timedelta(0),
        people=(replace(AMIRA, risk=None, has_other_number=False, is_told=False),),
        platform_state=PlatformState.REFUSED,
    )
    levels = [finding.level for finding in readiness.findings(everything)]
    assert levels == sorted(levels, key=list(Level).index)
    assert len(levels) == 6


def test_each_one_who_takes_part_is_judged_by_themselves() -> None:
    ben = replace(AMIRA, ref="PE-BEN00-00000", known_as="Ben", risk=None)
    assert found(facts(people=(AMIRA, ben))) == {"RA-01:PE-BEN00-00000": Level.STOP}
    assert found(facts(people=(replace(AMIRA, risk=None), ben))).keys() == {
        "RA-01:PE-AMIRA-00000", "RA-01:PE-BEN00-00000",
    }  # fmt: skip


def test_a_safe_word_is_asked_for_only_where_home_may_be_dangerous() -> None:
    assert found(person(is_flagged=False, has_safe_word=False)) == {}
    assert found(person(is_flagged=True, has_safe_word=True)) == {}


def test_an_adult_who_has_agreed_asks_for_nothing() -> None:
    assert found(facts(adults=(AdultFacts(ref="AD-00000-00000", name="Sana", has_agreed=True),))) == {}


def test_without_a_policy_nobody_has_to_sign_one() -> None:
    assert found(facts(workers=(replace(WORKER, aup=AupState.NO_AUP),))) == {}


# --- Boundaries ---------------------------------------------------------------------------------------------------


@given(minutes=st.integers(5, 480), longest=st.integers(5, 240))
def test_longer_than_usual_asks_for_a_reason_to_the_minute(minutes: int, longest: int) -> None:
    of = facts(minutes=minutes, longest=timedelta(minutes=longest), hours=WorkingHours(time(0), time(23, 59)))
    assert ("PLN-03" in found(of)) is (minutes > longest)


@given(
    day=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    begins=st.integers(0, 24 * 60 - 1),
    minutes=st.integers(5, 480),
)
def test_all_of_it_lies_in_working_time_or_it_asks(day: date, begins: int, minutes: int) -> None:
    starts_at = datetime.combine(day, time(begins // 60, begins % 60), LONDON).astimezone(UTC)
    of = facts(day=day, starts_at=starts_at, minutes=minutes, longest=timedelta(minutes=480))
    is_inside = of.hours.is_working_day(day) and begins >= 9 * 60 and begins + minutes <= 17 * 60
    assert ("PLN-04" in found(of)) is not is_inside


@pytest.mark.parametrize(
    ("hour", "minute", "minutes", "asks"),
    [(9, 0, 45, False), (8, 59, 45, True), (16, 15, 45, False), (16, 16, 45, True), (17, 0, 5, True)],
)
def test_the_edges_of_the_working_day(hour: int, minute: int, minutes: int, asks: bool) -> None:
    of = facts(starts_at=datetime(2026, 11, 24, hour, minute, tzinfo=UTC), minutes=minutes)
    assert ("PLN-04" in found(of)) is asks


@given(gap=st.integers(0, 300), least=st.integers(0, 120))
def test_a_short_gap_is_noted_to_the_minute(gap: int, least: int) -> None:
    of = facts(gap=timedelta(minutes=gap), least_gap=timedelta(minutes=least))
    assert ("PLN-30" in found(of)) is (gap < least)


@pytest.mark.requirement("PLT-07")
@given(born=DAYS, day=DAYS, least=st.integers(0, 25))
def test_the_age_on_the_day_of_the_session_is_what_counts(born: date, day: date, least: int) -> None:
    of = facts(
        day=day,
        platform_min_age=least,
        people=(replace(AMIRA, born_on=born, consents=BOTH),),
    )
    assert (f"PLT-07:{ABOUT}" in found(of)) is (age_on(born, day) < least)


@given(born=DAYS, day=DAYS, under=st.integers(13, 18))
def test_a_parent_countersigns_until_the_birthday(born: date, day: date, under: int) -> None:
    of = facts(day=day, countersign_under=under, people=(replace(AMIRA, born_on=born, consents=YOUNG),))
    assert (f"CON-06:{ABOUT}" in found(of)) is (age_on(born, day) < under)


def test_on_the_sixteenth_birthday_the_countersignature_is_not_asked_for() -> None:
    on = date(2027, 3, 27)
    assert f"CON-06:{ABOUT}" in found(replace(person(consents=YOUNG), day=on - timedelta(days=1)))
    assert found(replace(person(consents=YOUNG, risk=replace(RISK, review_on=on)), day=on)) == {}


def test_nobody_countersigns_for_an_adult_at_risk() -> None:
    assert found(person(consents=YOUNG, is_adult_at_risk=True)) == {}


@given(review=st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_review_holds_until_the_end_of_its_day(review: date) -> None:
    of = person(risk=replace(RISK, review_on=review))
    assert (f"RA-24:{ABOUT}" in found(of)) is (review < DAY)


@given(born=DAYS, day=DAYS)
def test_a_birthday_that_changes_what_is_asked_is_told_of_four_weeks_before(born: date, day: date) -> None:
    of = facts(day=day, people=(replace(AMIRA, born_on=born, risk=replace(RISK, review_on=date(2099, 1, 1))),))
    turns = {age_on(born, day + timedelta(days=n)) for n in range(1, 29)} - {age_on(born, day)}
    assert (f"PER-02:{ABOUT}" in found(of)) is bool(turns & {16, 18})
    assert found(replace(of, people=(replace(of.people[0], is_adult_at_risk=True),))).get(f"PER-02:{ABOUT}") is None


# --- Answers ------------------------------------------------------------------------------------------------------


def reason(key: str, *, version: int = 1, at: datetime = TEN) -> ReasonFacts:
    return ReasonFacts(key=key, version=version, at=at)


def left(of: Facts) -> list[str]:
    return [finding.key for finding in unanswered(readiness.findings(of), readiness.answered(of))]


def test_a_reason_answers_the_plan_it_was_given_for() -> None:
    assert left(facts(minutes=60)) == ["PLN-03"]
    assert left(facts(minutes=60, reasons=(reason("PLN-03"),))) == []
    assert left(facts(minutes=60, version=2, reasons=(reason("PLN-03"),))) == ["PLN-03"]
    assert left(facts(minutes=60, reasons=(reason("PLN-04"),))) == ["PLN-03"]


def test_a_one_to_one_is_answered_by_its_approval_alone() -> None:
    of = facts(kind=SessionKind.ONE_TO_ONE)
    assert left(of) == ["RA-10"]
    assert left(replace(of, is_approved=True)) == []


@pytest.mark.parametrize("code", ["RA-05", "RA-24"])
def test_a_reason_about_a_risk_ends_with_another_assessment(code: str) -> None:
    risk = RiskFacts(rating=Rating.HIGH, review_on=DAY - timedelta(days=1), made_at=LONG_AGO)
    key = f"{code}:{ABOUT}"
    of = replace(person(risk=risk), reasons=(reason(f"RA-05:{ABOUT}"), reason(f"RA-24:{ABOUT}")))
    assert left(of) == []
    later = replace(risk, made_at=TEN + timedelta(seconds=1))
    assert key in left(replace(of, people=(replace(AMIRA, risk=later),)))


def test_a_reason_about_the_session_s_own_risk_ends_with_another_assessment() -> None:
    of = facts(rating=Rating.HIGH, reasons=(reason("RA-05"),))
    assert left(of) == []
    assert left(replace(of, assessed_at=TEN + timedelta(seconds=1))) == ["RA-05"]


@pytest.mark.parametrize("state", ["lapsed", "restricted"])
def test_a_reason_about_a_platform_is_for_what_was_said_of_it_then(state: str) -> None:
    of = facts(platform_state=PlatformState(state), platform_decided_at=LONG_AGO, reasons=(reason(f"PLT-01:{state}"),))
    assert left(of) == []
    other = ({PlatformState.LAPSED, PlatformState.RESTRICTED} - {PlatformState(state)}).pop()
    assert left(replace(of, platform_state=other)) == [f"PLT-01:{other}"]
    assert left(replace(of, platform_decided_at=TEN + timedelta(seconds=1))) == [f"PLT-01:{state}"]


@pytest.mark.parametrize("key", ["", "second"])
def test_a_reason_about_a_worker_is_for_the_policy_and_the_training_of_then(key: str) -> None:
    worker = replace(WORKER, key=key, aup=AupState.STALE, training=TrainingState.EXPIRED, trained_at=LONG_AGO)
    keys = [f"{code}:{key}".rstrip(":") for code in ("ORG-26", "ORG-07")]
    of = facts(workers=(worker,), aup_issued_at=LONG_AGO, reasons=tuple(reason(one) for one in keys))
    assert left(of) == []
    assert left(replace(of, aup_issued_at=TEN + timedelta(seconds=1))) == keys[1:]
    later = replace(worker, trained_at=TEN + timedelta(seconds=1))
    assert left(replace(of, workers=(later,))) == keys[:1]


def test_a_stop_is_not_answered_by_any_reason() -> None:
    of = replace(person(risk=None), reasons=(reason(f"RA-01:{ABOUT}"),))
    assert [finding.level for finding in readiness.findings(of)] == [Level.STOP]


def codes(of: Iterable[Any]) -> list[str]:
    return [finding.code for finding in of]


def test_the_family_is_told_after_the_manager_has_answered() -> None:
    of = readiness.findings(replace(person(is_told=False), kind=SessionKind.ONE_TO_ONE))
    assert codes(of) == ["RA-10", "PLN-19"]
    assert codes(readiness.before_the_manager(of)) == ["RA-10"]


def test_who_gives_which_reason() -> None:
    of = readiness.findings(facts(minutes=60, kind=SessionKind.ONE_TO_ONE))
    assert codes(readiness.given_by(of, Whose.PRACTITIONER)) == ["PLN-03"]
    assert codes(readiness.given_by(of, Whose.MANAGER)) == ["RA-10"]


# --- Whether a worker knows their officer ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "about"), [("", "ORG-25:known"), ("second", "ORG-25:known-second")], ids=["first", "second"]
)
@pytest.mark.parametrize("known", [OfficerKnown.NEVER, OfficerKnown.CHANGED])
def test_knowing_the_officer_is_asked_before_a_one_to_one_alone(key: str, about: str, known: OfficerKnown) -> None:
    workers = (replace(WORKER, key=key, officer=known),)
    assert found(facts(workers=workers)) == {}
    assert found(facts(workers=workers, kind=SessionKind.ONE_TO_ONE)) == {
        "RA-10": Level.REASON, about: Level.REASON,
    }  # fmt: skip


@pytest.mark.parametrize("known", [OfficerKnown.KNOWN, OfficerKnown.NOBODY])
def test_an_officer_who_is_known_or_not_there_asks_nobody(known: OfficerKnown) -> None:
    workers = (replace(WORKER, officer=known),)
    assert found(facts(workers=workers, kind=SessionKind.ONE_TO_ONE)) == {"RA-10": Level.REASON}
