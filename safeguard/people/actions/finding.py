"""The keys by which a person is found, written in the transaction that writes what they are made from."""

from datetime import datetime

from django.db import transaction

from safeguard.people.models import Person, SearchKey
from safeguard.people.rules import family_keys, search_keys

MADE_FROM = frozenset({"full_name", "known_as", "case_reference", "also_known_as"})


BATCH = 500  # people who are locked at once


def write_search_keys(person: Person) -> bool:
    """Make a person’s keys anew; whether any were wrong. For a caller who has locked the person, or just made them."""
    own = search_keys(person.full_name, person.known_as, person.case_reference, person.also_known_as)
    wanted = own | family_keys(adult.full_name for adult in person.adults.all())
    there = {(row.kind, row.key): row.pk for row in person.search_keys.all()}
    gone = [pk for pair, pk in there.items() if pair not in wanted]
    if gone:
        person.search_keys.filter(pk__in=gone).delete()
    SearchKey.objects.bulk_create(
        SearchKey(person=person, kind=kind, key=key) for kind, key in sorted(wanted - there.keys())
    )
    return wanted != there.keys()


def refresh_search_keys(*, by: None = None, now: datetime) -> int:
    """Make right the keys of everybody, in batches; returns of how many they were wrong (decision 0022).

    A release from before the keys changes names and knows nothing of them; this is run once it has stopped.
    """
    last, wrong = 0, 0
    while True:
        with transaction.atomic():
            people = Person.objects.filter(pk__gt=last).order_by("pk").select_for_update()
            batch = list(people.prefetch_related("search_keys", "adults")[:BATCH])
            wrong += sum(write_search_keys(person) for person in batch)
        if not batch:
            return wrong
        last = batch[-1].pk
