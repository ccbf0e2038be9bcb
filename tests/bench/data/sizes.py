"""How large an organisation the bench makes up."""

from dataclasses import dataclass
from datetime import UTC, datetime

# The moment the data stand at, whenever they are made: the database's clock is moved there before each run, so
# that the same rows are coming, late and past. An ordinary Tuesday at ten in London, in winter time.
MOMENT = datetime(2026, 11, 24, 10, tzinfo=UTC)
YEARS = 3
LONG_CASE = 200  # chronology rows of a long case
TEN = 10  # ... and of one in twenty of the others; the rest have three in the mean


@dataclass(frozen=True, kw_only=True)
class Size:
    """Counts of rows. Workers, regions and services are chosen so that every page is as full as at full size."""

    name: str
    people: int
    sessions: int
    incidents: int
    long_cases: int
    regions: int
    services: int
    managers: int
    workers: int
    audit: int

    @property
    def services_each(self) -> int:
        """How many services a region has."""
        return self.services // self.regions

    def region_of(self, number: int) -> int:
        """Where the ``number``-th of a trade works; where there are two regions, more of them in the first."""
        return number % self.regions if self.regions > 2 else int(number % 5 >= 3)


FULL = Size(
    name="full",
    people=100_000,
    sessions=1_000_000,
    incidents=100_000,
    long_cases=20,
    regions=10,
    services=50,
    managers=200,
    workers=1782,  # with 10 officers and 8 leads: 2,000
    audit=1_000_000,
)
NATIONAL = Size(**{**FULL.__dict__, "name": "national", "audit": 11_000_000})
SMALL = Size(  # one in a hundred, but for the long cases
    name="small",
    people=1_000,
    sessions=10_000,
    incidents=1_000,
    long_cases=20,
    regions=2,
    services=10,
    managers=4,
    workers=20,
    audit=10_000,
)
TINY = Size(  # for the tests of the bench itself
    name="tiny",
    people=80,
    sessions=1_600,
    incidents=240,
    long_cases=1,
    regions=2,
    services=4,
    managers=4,
    workers=4,
    audit=200,
)
ENOUGH = Size(  # for the planner to have something to choose by
    name="enough",
    people=4_000,
    sessions=12_000,
    incidents=6_000,
    long_cases=1,
    regions=10,
    services=50,
    managers=40,
    workers=400,
    audit=5_000,
)
SIZES = {size.name: size for size in (TINY, SMALL, FULL, NATIONAL)}
