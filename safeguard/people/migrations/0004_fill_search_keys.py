"""The keys of everybody who was registered before there were any."""

from django.db import migrations
from django.db.models import Exists, OuterRef

from safeguard.people.rules import search_keys

BATCH = 1000  # people at a time, each batch on its own: stopped in the middle, it goes on where it was


def fill(apps, schema_editor):
    """By id, those who have no key; nobody who is registered meanwhile is locked or done twice."""
    Person = apps.get_model("people", "Person")
    SearchKey = apps.get_model("people", "SearchKey")
    without = Person.objects.filter(~Exists(SearchKey.objects.filter(person=OuterRef("pk")))).order_by("pk")
    last = 0
    while batch := list(without.filter(pk__gt=last).only("full_name", "known_as", "case_reference")[:BATCH]):
        SearchKey.objects.bulk_create(
            (
                SearchKey(person_id=person.pk, kind=kind, key=key)
                for person in batch
                for kind, key in sorted(search_keys(person.full_name, person.known_as, person.case_reference))
            ),
            batch_size=10 * BATCH,
            ignore_conflicts=True,
        )
        last = batch[-1].pk
    schema_editor.execute("ANALYZE people_searchkey")  # until it has been counted, the first searches would be slow


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0003_search_keys")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
