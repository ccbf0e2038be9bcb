"""The keys by which a young person is found by the name of a parent or carer, for those who were there before."""

from django.db import migrations

from safeguard.people.rules import family_keys

BATCH = 1000  # adults at a time, each batch on its own: stopped in the middle, it goes on where it was


def fill(apps, schema_editor):
    """By id; keys that are there already are left as they are."""
    Adult = apps.get_model("people", "Adult")
    SearchKey = apps.get_model("people", "SearchKey")
    last = 0
    while batch := list(Adult.objects.order_by("pk").filter(pk__gt=last).only("person", "full_name")[:BATCH]):
        SearchKey.objects.bulk_create(
            (
                SearchKey(person_id=adult.person_id, kind=kind, key=key)
                for adult in batch
                for kind, key in sorted(family_keys([adult.full_name]))
            ),
            batch_size=10 * BATCH,
            ignore_conflicts=True,
        )
        last = batch[-1].pk
    schema_editor.execute("ANALYZE people_searchkey")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0007_national_services")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
