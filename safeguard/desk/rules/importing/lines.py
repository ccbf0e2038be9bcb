"""Lines of management in a table: who comes under whom, and in which order they are written."""

from collections.abc import Mapping


def turns_of(managers: Mapping[str, str]) -> tuple[dict[str, int], set[str]]:
    """In which turn each is written, and who would be above themselves.

    ``managers``: somebody's line manager, both by address; one who is no key is here already, or nobody. Whoever comes
    under nobody of the table is written in turn 0, those under them in turn 1. Nobody is in a circle by the people
    above them: whoever comes under a circle without being in it has a turn too.
    """
    turns: dict[str, int] = {}
    circles: set[str] = set()
    for one in managers:
        path: list[str] = []
        at = one
        while at in managers and at not in turns and at not in path:
            path.append(at)
            at = managers[at]
        if at in path:
            circles |= set(path[path.index(at) :])
        below = turns.get(at, 0) if at in turns else (0 if at in path else -1)
        for number, address in enumerate(reversed(path), 1):
            turns[address] = below + number
    return turns, circles
