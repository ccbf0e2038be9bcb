"""The one table. It shows what was measured, and whether that is within what was promised; it fails nothing."""

from collections.abc import Mapping, Sequence

from tests.bench.measure import Result, percentile
from tests.bench.pages import ROWS

GROWTH = 1.2
CROWD, CROWD_P95 = 0.4, 150.0  # of the floor's pages a second; milliseconds with eight clients
HEADS = (
    *("page", "as", "median", "p95", "x F", "target", "", "cpu", "x F", "queries", "at most", "", "in db"),
    *("x F 1 %", "growth", "", "by cpu", "8 at once /s", "of F", "", "p95", ""),
)


def floor_of(results: Sequence[Result]) -> Result:
    """Floor (ii) among them."""
    return next(result for result in results if result.page is ROWS)


def lines(results: Sequence[Result], small: Sequence[Result] | None = None) -> list[str]:
    """The table of one run, with the growth since ``small`` where there is one."""
    floor, before = floor_of(results), _ratios(small) if small else {}
    rows = [HEADS, *(_row(result, floor, before) for result in results if not result.problem)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    made = ["  ".join(_fit(cell, width, column) for column, (cell, width) in enumerate(zip(row, widths, strict=True)))
            for row in rows]  # fmt: skip
    rule = "  ".join("-" * width for width in widths)
    left = [f"not measured: {r.page.name} ({r.page.role}): {r.problem}" for r in results if r.problem]
    failed = [f"WRONG ANSWERS: {r.page.name} ({r.page.role}): {r.wrong}" for r in results if r.wrong]
    changing = [
        f"queries differ between requests: {r.page.name} ({r.page.role}): {sorted(r.queries)}"
        for r in results
        if len(r.queries) > 1
    ]
    return [made[0].rstrip(), rule, *(line.rstrip() for line in made[1:]), "", *left, *failed, *changing,
            *_differing(results, small)]  # fmt: skip


Ratios = Mapping[tuple[str, str], tuple[float, float]]


def _ratios(results: Sequence[Result]) -> Ratios:
    """Of each page to the floor, by the clock and by processor time."""
    floor = floor_of(results)
    return {
        result.page.key: (result.median / floor.median, result.cost / floor.cost)
        for result in results
        if not result.problem
    }


def _row(result: Result, floor: Result, before: Ratios) -> tuple[str, ...]:
    page, ratio = result.page, result.median / floor.median
    then = before.get(page.key)
    growth = ratio / then[0] if then else None
    growth_of_cost = result.cost / floor.cost / then[1] if then else None
    queries = max(result.queries)
    of_floor = result.rate / floor.rate if floor.rate and result.rate else None
    crowd_p95 = percentile(result.crowd_took, 0.95) if result.crowd_took else None
    return (
        page.name,
        page.role,
        f"{result.median:.1f}",
        f"{percentile(result.took, 0.95):.1f}",
        f"{ratio:.2f}",
        f"{page.target:g}" if page.target else "",
        _mark(page.target, ratio),
        f"{result.cost:.1f}",
        f"{result.cost / floor.cost:.2f}",
        str(queries),
        str(page.queries) if page.queries else "",
        _mark(page.queries, queries),
        f"{percentile(result.in_database, 0.5):.1f}",
        f"{then[0]:.2f}" if then else "",
        f"{growth:.2f}" if growth else "",
        _mark(None if page.is_floor else GROWTH, growth),
        f"{growth_of_cost:.2f}" if growth_of_cost else "",
        f"{result.rate:.1f}" if result.rate else "",
        f"{of_floor:.2f}" if of_floor else "",
        _mark(of_floor, CROWD if of_floor and not page.is_floor else None),
        f"{crowd_p95:.0f}" if crowd_p95 else "",
        _mark(None if page.is_floor else CROWD_P95, crowd_p95),
    )


def _mark(most: float | None, measured: float | None) -> str:
    if most is None or measured is None:
        return ""
    return "✓" if measured <= most else "miss"


def _fit(cell: str, width: int, column: int) -> str:
    return cell.ljust(width) if column < 2 else cell.rjust(width)


def _differing(results: Sequence[Result], small: Sequence[Result] | None) -> list[str]:
    """Pages that ask more when there is more: the one thing that no page may do."""
    then = {result.page.key: result.queries for result in small or () if not result.problem}
    return [
        f"queries grow with the data: {r.page.name} ({r.page.role}): {max(then[r.page.key])}, then {max(r.queries)}"
        for r in results
        if r.page.key in then and not r.problem and max(r.queries) > max(then[r.page.key])
    ]
