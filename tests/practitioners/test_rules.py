"""Who may do what, and who answers for a post at a moment."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard.lib.permissions import Permission
from safeguard.practitioners.enums import CoverReason, Role
from safeguard.practitioners.rules import (
    EVERYBODY,
    LETS_IN,
    PERMISSIONS_OF,
    Standing,
    needs_second_factor,
    permissions_of,
    who_answers,
)

NOW = datetime(2026, 11, 20, 22, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOLDER, SECOND, AWAY_COVER, ON_DUTY, OTHER_DUTY = 1, 2, 3, 4, 5
SEE = {
    Permission.SEE_SERVICE_INCIDENTS,
    Permission.SEE_ALL_INCIDENTS,
    Permission.SEE_STAFF_INCIDENTS,
    Permission.SEE_LEAD_INCIDENTS,
    Permission.SEE_IMAGERY_INCIDENTS,
}


def standing(person, reason=None, start=-HOUR, end=None, is_active=True):
    return Standing(person, NOW + start, None if end is None else NOW + end, reason, is_active=is_active)


holder = standing(HOLDER)
away = standing(AWAY_COVER, CoverReason.ABSENCE, end=HOUR)
duty = standing(ON_DUTY, CoverReason.ON_DUTY, end=HOUR)


@pytest.mark.requirement("INC-01")
@pytest.mark.parametrize("role", Role)
def test_every_role_may_raise_a_concern(role):
    assert Permission.RAISE_CONCERN in permissions_of([role])


def test_every_role_is_in_the_table():
    assert set(PERMISSIONS_OF) == set(Role)


def test_roles_add_up_and_an_unknown_one_grants_nothing():
    assert permissions_of([]) == permissions_of(["of a later version"]) == EVERYBODY
    both = permissions_of([Role.ICT, Role.LINE_MANAGER])
    assert both == PERMISSIONS_OF[Role.ICT] | PERMISSIONS_OF[Role.LINE_MANAGER]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.PRACTITIONER, set()),
        (Role.LINE_MANAGER, set()),
        (Role.DSO, {Permission.SEE_SERVICE_INCIDENTS}),
        (
            Role.DEPUTY_DSL,
            {Permission.SEE_ALL_INCIDENTS, Permission.SEE_STAFF_INCIDENTS, Permission.SEE_IMAGERY_INCIDENTS},
        ),
        (Role.DSL, {Permission.SEE_ALL_INCIDENTS, Permission.SEE_STAFF_INCIDENTS, Permission.SEE_IMAGERY_INCIDENTS}),
        (
            Role.STRATEGIC_LEAD,
            {Permission.SEE_ALL_INCIDENTS, Permission.SEE_STAFF_INCIDENTS, Permission.SEE_LEAD_INCIDENTS},
        ),
        (Role.HR_DSO, {Permission.SEE_STAFF_INCIDENTS, Permission.SEE_LEAD_INCIDENTS}),
        (Role.BOARD, set()),
        (Role.ICT, set()),
        (Role.ADMINISTRATOR, set()),
    ],
)
def test_roles_see_incidents_as_written(role, expected):
    assert permissions_of([role]) & SEE == expected


@pytest.mark.parametrize("role", Role)
def test_whoever_sees_incidents_opens_a_service_or_makes_accounts_needs_a_second_factor(role):
    granted = permissions_of([role])
    opens = {Permission.SEE_SERVICE_PEOPLE, Permission.SEE_ALL_PEOPLE}
    assert needs_second_factor([role]) is bool(
        granted & (SEE | opens | {Permission.MANAGE_PEOPLE, Permission.OPERATE, Permission.VERIFY_DIRECTORY})
    )
    assert (role in LETS_IN) is bool(granted & (opens | {Permission.HANDLE_INCIDENTS, Permission.MANAGE_PEOPLE}))


@pytest.mark.parametrize(
    ("standings", "is_working_time", "excluded", "expected"),
    [
        ([], True, [], []),
        ([holder], True, [], [HOLDER]),
        ([holder], False, [], [HOLDER]),
        ([holder], True, [HOLDER], []),
        ([holder, away], True, [], [AWAY_COVER, HOLDER]),
        ([holder, away], True, [AWAY_COVER], [HOLDER]),
        ([holder, duty], True, [], [HOLDER]),  # on duty out of hours only
        ([holder, duty], False, [], [ON_DUTY, HOLDER]),
        ([duty], True, [], []),
        ([holder, away, duty], False, [], [ON_DUTY, AWAY_COVER, HOLDER]),
        ([holder, away, duty], False, [ON_DUTY, AWAY_COVER], [HOLDER]),
        ([holder, away, duty], True, [HOLDER, AWAY_COVER], []),
        ([standing(HOLDER, is_active=False), away], True, [], [AWAY_COVER]),  # left
        ([standing(HOLDER, is_active=False)], True, [], []),
        ([standing(HOLDER, start=HOUR)], True, [], []),  # not yet
        ([standing(HOLDER, end=timedelta(0))], True, [], []),  # the moment it ends is no longer theirs
        ([standing(HOLDER, start=timedelta(0))], True, [], [HOLDER]),  # the moment it begins is
        ([standing(SECOND), standing(HOLDER, start=-2 * HOUR)], True, [], [HOLDER, SECOND]),  # longest first
        ([standing(SECOND), holder], True, [], [HOLDER, SECOND]),  # the same moment: always the same order
        ([holder, standing(HOLDER, CoverReason.ON_DUTY)], False, [], [HOLDER]),  # each once
        ([duty, standing(OTHER_DUTY, CoverReason.ON_DUTY, start=-2 * HOUR)], False, [], [OTHER_DUTY, ON_DUTY]),
    ],
)
@pytest.mark.requirement("ESC-07")
def test_who_answers(standings, is_working_time, excluded, expected):
    assert who_answers(standings, NOW, is_working_time=is_working_time, excluded=excluded) == expected


people = st.integers(1, 5)
anybody = st.builds(
    Standing,
    person_id=people,
    from_at=st.integers(-3, 3).map(lambda hours: NOW + hours * HOUR),
    to_at=st.none() | st.integers(-2, 4).map(lambda hours: NOW + hours * HOUR),
    reason=st.none() | st.sampled_from(CoverReason),
    is_active=st.booleans(),
)


@given(st.lists(anybody), st.booleans(), st.sets(people))
def test_nobody_left_out_gone_or_not_standing_ever_answers(standings, is_working_time, excluded):
    answer = who_answers(standings, NOW, is_working_time=is_working_time, excluded=excluded)
    assert len(answer) == len(set(answer))
    assert not excluded & set(answer)
    assert set(answer) <= {s.person_id for s in standings if s.holds_at(NOW)}


@given(st.lists(anybody, min_size=1), st.booleans())
def test_holder_is_never_lost_behind_cover(standings, is_working_time):
    answer = who_answers(standings, NOW, is_working_time=is_working_time)
    assert {s.person_id for s in standings if s.reason is None and s.holds_at(NOW)} <= set(answer)
