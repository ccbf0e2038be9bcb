"""Finding people by what is known of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from safeguard.people import rules
from safeguard.people.access import scope_of, visible_people
from safeguard.people.enums import HowFound, KeyKind
from safeguard.people.models import Person, SearchKey
from safeguard.practitioners.models import User

FOUND_AT_MOST = 25


@dataclass(frozen=True)
class Found:
    """Somebody who was found, and how well they are what was looked for."""

    person: Person
    how: HowFound


@dataclass(frozen=True)
class Findings:
    """Those who were found, the best first. ``has_more``: there are others, whom nobody counts."""

    rows: list[Found]
    has_more: bool


def find(user: User, wanted: rules.Wanted) -> Findings:
    """The people this user may see who are what is wanted: the same words first, then names that begin so, then names
    that sound like it, then the children of a parent or carer with that name; at most ``FOUND_AT_MOST``.

    At most three queries, whatever is wanted (docs/decisions/0022), and two more for the other reading of words that
    were taken for one, if nobody fits the first.
    """
    found = _find(user, wanted)
    if found.rows or not wanted.apart:
        return found
    return _find(user, replace(wanted, words=wanted.apart))


def _find(user: User, wanted: rules.Wanted) -> Findings:
    people = visible_people(user, scope_of(user))
    fits: dict[int, HowFound] = {}
    rows = [(pk, HowFound(how)) for pk, how in _fitting(people, wanted)]
    for pk, how in sorted(rows, key=itemgetter(1)):
        fits.setdefault(pk, how)
    best = list(fits)[:FOUND_AT_MOST]
    shown = Person.objects.filter(pk__in=best).select_related("service")
    found = [Found(person, fits[person.pk]) for person in shown]
    found.sort(key=lambda one: (one.how, one.person.known_as.casefold(), one.person.pk))
    is_cut = max(Counter(how for _, how in rows).values(), default=0) >= _ROWS_AT_MOST
    return Findings(found, has_more=is_cut or len(fits) > FOUND_AT_MOST)


def _fitting(people: QuerySet[Person], wanted: rules.Wanted) -> Iterable[tuple[int, int]]:
    """Ids, each with how well it fits, some of them twice. One query, whose parts stop at a limit each: a name that
    thousands have costs no more than a rare one."""
    if wanted.ref:
        return _limited(people.filter(ref=wanted.ref), HowFound.EXACT)
    by_reference = _limited(people.filter(_has(Q(kind=KeyKind.REFERENCE, key=wanted.case_reference))), HowFound.EXACT)
    if wanted.born_on is not None:
        people = people.filter(born_on=wanted.born_on)
    if not wanted.words:
        return by_reference.union(_limited(people, HowFound.EXACT), all=True)
    return by_reference.union(
        _limited(people.filter(*(_has(Q(kind=KeyKind.WORD, key=word)) for word in wanted.words)), HowFound.EXACT),
        _beginning_so(people, wanted.words),
        _limited(people.filter(*(_has(_sounds_like(word)) for word in wanted.words)), HowFound.SOUNDS),
        _beginning_so(people, wanted.words, KeyKind.FAMILY, HowFound.FAMILY),
        all=True,
    )


def _limited(people: QuerySet[Person], how: HowFound) -> QuerySet[Person, tuple[int, int]]:
    return people.order_by().values_list("pk", Value(how.value))[:_ROWS_AT_MOST]


def _beginning_so(
    people: QuerySet[Person],
    words: Sequence[str],
    kind: KeyKind = KeyKind.WORD,
    how: HowFound = HowFound.BEGINS,
) -> QuerySet[SearchKey, tuple[int, int]]:
    """Those whose names begin with every word, in the order of the index on the longest one.

    With ``KeyKind.FAMILY``: those with a parent or carer whose name is or begins so.
    """
    longest = max(words, key=len)
    others = [_has(_begins(word, kind), of="person") for word in words if word != longest]
    keys = SearchKey.objects.filter(_begins(longest, kind), *others, person__in=people)
    return keys.order_by("key", "person").values_list("person", Value(how.value))[:_ROWS_AT_MOST]


def _sounds_like(word: str) -> Q:
    """A word that sounds so; one that has no sound for us (a letter, another alphabet) at least begins so."""
    sounds = sorted(rules.sounds_of(word))
    return Q(kind=KeyKind.SOUND, key__in=sounds) if sounds else _begins(word)


def _begins(word: str, kind: KeyKind = KeyKind.WORD) -> Q:
    return Q(kind=kind, key__startswith=word)


def _has(key: Q, of: str = "pk") -> Exists:
    return Exists(SearchKey.objects.filter(key, person=OuterRef(of)))


# Twice as many and more: one person may have several keys that begin alike, and whoever begins so also sounds so.
_ROWS_AT_MOST = 4 * FOUND_AT_MOST


def like(born_on: date, *names: str) -> list[Person]:
    """Everybody with this birthday and a like name, whoever may see them: for the duplicate check only."""
    key = rules.name_key(*names)
    same_day = Person.objects.filter(born_on=born_on).values_list("pk", "name_key")  # thousands are "born" on 1 January
    alike = [pk for pk, theirs in same_day if rules.is_like(theirs, key)]
    return list(Person.objects.filter(pk__in=alike).select_related("service").order_by("registered_at", "pk"))
