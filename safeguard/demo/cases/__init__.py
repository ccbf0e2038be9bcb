"""The concerns of more than a year, told one by one; every case of them is made up."""

from safeguard.demo.cases import first_quarter, fourth_quarter, in_hand, second_quarter, third_quarter
from safeguard.demo.cases.public import public_story
from safeguard.demo.cases.reading import reading_story
from safeguard.demo.cases.story import Case, case_story
from safeguard.demo.timeline import Story
from safeguard.demo.world import World

CASES: tuple[Case, ...] = (
    *first_quarter.CASES,
    *second_quarter.CASES,
    *third_quarter.CASES,
    *fourth_quarter.CASES,
    *in_hand.CASES,
)


def case_stories(world: World) -> list[Story]:
    """Every concern of the past, as far as it has come."""
    return [*(case_story(world, case) for case in CASES), reading_story(world), public_story(world)]


__all__ = ["CASES", "Case", "case_stories"]
