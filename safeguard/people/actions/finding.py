"""The keys by which a person is found, written in the transaction that writes what they are made from."""

from safeguard.people.models import Person, SearchKey
from safeguard.people.rules import search_keys

MADE_FROM = frozenset({"full_name", "known_as", "case_reference"})


def write_search_keys(person: Person) -> None:
    """Make a person's keys anew. For a caller who has locked the person, or has just made them."""
    wanted = search_keys(person.full_name, person.known_as, person.case_reference)
    there = {(row.kind, row.key): row.pk for row in person.search_keys.all()}
    gone = [pk for pair, pk in there.items() if pair not in wanted]
    if gone:
        person.search_keys.filter(pk__in=gone).delete()
    SearchKey.objects.bulk_create(
        SearchKey(person=person, kind=kind, key=key) for kind, key in sorted(wanted - there.keys())
    )
