"""Loaded twice it is the same, whenever that is; and it can be loaded at any hour of any day."""

import re
from collections import Counter

import pytest
from django.apps import apps
from django.db import models, transaction

from safeguard.demo.organisation import build_organisation
from safeguard.demo.people import PEOPLE
from safeguard.jobs import SWEEPS
from safeguard.lib import clock
from safeguard.notifications.models import Message
from safeguard.practitioners.models import User
from tests.demo.conftest import loaded_at, until

OURS = ("safeguard.", "incidents", "consent", "sessions_app")
REFERENCE = re.compile(r"[A-Z]{2}-[0-9A-Z]{5}-[0-9A-Z]{5}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Drawn anew each time, made from what is, or the moment at which the row itself was written.
NOT_COMPARED = {
    "ref", "client_token", "link_id", "key", "telling", "password", "digest", "content", "sha256", "subject_ref",
    "about_ref", "subject_refs", "refs", "request_id", "recorded_at_database", "dedupe_key", "path", "figures",
}  # fmt: skip
PLAIN = (
    models.CharField, models.TextField, models.DateField, models.IntegerField, models.BooleanField, models.JSONField,
)  # fmt: skip


def everything():
    """Each kind of row with how often each content is there, without references and keys."""
    found = {}
    for model in apps.get_models():
        if model.__module__.startswith(OURS):
            names = [field.name for field in model._meta.concrete_fields if _is_compared(field)]
            found[model.__name__] = Counter(_plain(row) for row in model.objects.values_list(*names))
    return found


def _is_compared(field):
    written_by_the_database = getattr(field, "db_default", models.NOT_PROVIDED) is not models.NOT_PROVIDED
    is_plain = isinstance(field, PLAIN) and not field.primary_key
    return is_plain and not written_by_the_database and field.name not in NOT_COMPARED


def _plain(row):
    return REFERENCE.sub("REF", repr(row))


def test_it_is_the_same_every_time(django_test_environment, django_db_blocker):
    with loaded_at(1, "11:00", blocker=django_db_blocker) as first:
        before = everything()
    with loaded_at(1, "11:00", blocker=django_db_blocker, to_the_microsecond=first.now) as second:
        assert second.now == first.now
        after = everything()
    assert before.keys() == after.keys()
    for name, rows in before.items():
        assert rows == after[name], name


@pytest.mark.parametrize(("weekday", "clock_time"), [(5, "23:50"), (6, "00:10")])
def test_it_can_be_loaded_in_the_middle_of_the_night(db, client, weekday, clock_time):
    clock.shift(until(clock.now(), weekday, clock_time))
    with transaction.atomic():
        assert build_organisation(now=clock.now())
    before = set(Message.objects.values_list("key", flat=True))
    for sweep in SWEEPS:
        if not sweep.name.startswith(("alerts by", "reminders by")):
            sweep.run()
    assert set(Message.objects.values_list("key", flat=True)) == before
    waiting = Message.objects.exclude(state="sent")
    assert waiting.filter(queue="alerts").count() == 4
    # At night and at the weekend the rest waits until somebody is at work (ORG-41).
    assert not waiting.exclude(queue="alerts").filter(next_attempt_at__lte=clock.now()).exists()
    for person in PEOPLE:
        client.force_login(User.objects.get(email=person.email))
        assert client.get("/").status_code == 200
