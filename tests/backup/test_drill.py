"""The drill: a backup of a working installation, its loss, a restore, and how it goes on. Real programs, no mocks."""

import json
import os
import random
import re
import stat
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection
from django.test import Client

from consent.models import ConsentRequest
from incidents.actions import acknowledge_incident
from incidents.models import ChronologyEntry, Incident
from safeguard.audit.models import AuditEvent, Evidential
from safeguard.audit.selectors import agrees_with_trail, disagreeing_among_newest
from safeguard.backup.manifest import Manifest, manifest_path
from safeguard.duties.actions import open_duty
from safeguard.duties.enums import DutyKind
from safeguard.duties.models import Duty
from safeguard.embedded.local import ROOT
from safeguard.escalation.models import Ladder
from safeguard.jobs import climb, do_duties, hurry, reconcile, remind_families
from safeguard.lib import clock
from safeguard.lib.worktime import next_working_morning
from safeguard.notifications.backends import OutboxBackend
from safeguard.notifications.models import Message, Pulse, Restoration
from safeguard.notifications.selectors import held
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import SignIn, User
from tests.factories.cast import Cast, assemble
from tests.factories.consent import a_family, a_statement, an_activity, asked
from tests.factories.escalation import climb_after
from tests.factories.incidents import ladder_of, raise_by
from tests.factories.sessions import approved, one_to_one, ready_ground, told
from tests.plugins.database import Copy, connected_to, copies, database_server, fresh_copy
from tests.plugins.servers import with_database

SECRET_NAMES = ("SECRET_KEY", "AUDIT_KEY", "LINK_KEY", "MAIL_KEY")


def manage(command: str, copy: Copy) -> subprocess.CompletedProcess[str]:
    """One of manage.py's commands on a database, as an operator runs it."""
    environment = dict(os.environ) | {"DATABASE_URL": copy.app_url, "DATABASE_OWNER_URL": copy.owner_url}
    done = subprocess.run(
        [sys.executable, "manage.py", *command.split()], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    for name in SECRET_NAMES:
        assert os.environ[name] not in done.stdout + done.stderr
    assert not re.search(r"postgres://\w+:\w", done.stdout + done.stderr)
    return done


@dataclass(frozen=True)
class Drill:
    """What was there before, the files, and the database that was restored."""

    file: Path
    manifest: Manifest
    target: Copy
    said: str
    rows: list[tuple[type[Evidential], dict[str, object]]]
    alerted: Incident  # nobody had acknowledged it
    answered: Incident
    different: set[str]  # rows that did not agree with the trail before either


def a_working_installation(cast: Cast, now) -> tuple[Incident, Incident]:
    """Concerns answered and not, a family told, consent asked for, a duty that is due, somebody signed in."""
    ground = ready_ground(cast, now)
    morning = next_working_morning(
        now, thresholds_in_force(now).hours
    )  # whenever the drill is: nothing asks for a reason
    told(ground, approved(ground, one_to_one(ground, starts_at=morning)))
    a_statement(now)
    person, adult = a_family(cast.owner, now)
    asked(cast.owner, person, adult, an_activity(cast.owner, now), now)
    answered, alerted = raise_by(cast.owner, now), raise_by(cast.owner, now)
    acknowledge_incident(by=cast.dsl, now=now, incident=answered)
    duty = {"by": cast.dsl, "now": now, "kind": DutyKind.RAISE_CONCERN, "owner": cast.owner, "due_at": now}
    open_duty(**duty, about=ladder_of(alerted))
    mail = EmailMessage("Reset your password", "A link that works once", to=["owner@harbour.example"])
    OutboxBackend().send_messages([mail])
    Client().force_login(cast.owner)
    return alerted, answered


def some_rows(count: int) -> list[tuple[type[Evidential], dict[str, object]]]:
    """Rows of evidence picked by chance, with all that stands in them."""
    rows = [
        (model, row)
        for model in apps.get_models()
        if issubclass(model, Evidential)
        for row in model._default_manager.values()
    ]
    return random.Random(1).sample(rows, count)


@pytest.fixture(scope="module")
def drill(tmp_path_factory, django_test_environment, django_db_blocker):
    """Backup, loss and restore, once for all tests below; each goes on with a copy of its own."""
    file = tmp_path_factory.mktemp("backup") / "safeguard.dump"
    server, name = database_server(), f"safeguard_test_{os.environ['TEST_RUN']}_restored_{os.getpid()}"
    target = Copy(name, with_database(server.app_url, name), with_database(server.owner_url, name))
    with django_db_blocker.unblock():
        with fresh_copy() as source:
            with connected_to(source.app_url):
                alerted, answered = a_working_installation(assemble(), clock.now())
                rows, different = some_rows(20), set(disagreeing_among_newest(100)[1])
            taken = manage(f"backup {file}", source)
            assert taken.returncode == 0, taken.stderr
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            done = manage(f"restore {file}", target)
            assert done.returncode == 0, done.stderr
            manifest = Manifest(**json.loads(manifest_path(file).read_text()))
            yield Drill(file, manifest, target, done.stdout, rows, alerted, answered, different)
        finally:
            server.drop(name)


@pytest.fixture
def restored(drill, django_db_blocker):
    """A copy of the restored database for one test, and Django connected to it as the application."""
    server, name = database_server(), f"{drill.target.name}_{next(copies)}"
    server.copy(drill.target.name, name)
    try:
        with django_db_blocker.unblock():
            copy = Copy(name, with_database(server.app_url, name), with_database(server.owner_url, name))
            with connected_to(copy.app_url):
                yield copy
    finally:
        server.drop(name)


def test_files_are_for_their_owner_only_and_whole(drill):
    for path in (drill.file, manifest_path(drill.file)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(path.name for path in drill.file.parent.iterdir()) == [
        "safeguard.dump", "safeguard.dump.manifest.json",
    ]  # fmt: skip


def test_every_table_has_as_many_rows_as_before(drill, restored):
    """The restore compares them itself; what it prints is what the manifest says."""
    printed = {
        table: int(count.replace(",", "")) for count, table in re.findall(r"^ +([\d,]+)  (\w+)$", drill.said, re.M)
    }
    assert printed == drill.manifest.counts
    assert printed["incidents_incident"] == 2
    assert "django_session" not in printed
    with connection.cursor() as cursor:
        for table in ("incidents_incident", "incidents_exclusion", "people_person", "consent_statement"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == printed[table]


def test_rows_of_evidence_are_as_they_were_and_agree_with_the_trail(drill, restored):
    for model, row in drill.rows:
        assert model._default_manager.filter(pk=row["id"]).values().get() == row | _taken_back(model, row)
    compared, different = disagreeing_among_newest(100)
    assert compared > 10
    assert set(different) == drill.different  # factories write some rows without an event: as many as before
    assert all(agrees_with_trail(one) for one in Incident.objects.all())


def _taken_back(model, row):
    return {"state": "revoked"} if model is ConsentRequest and row["state"] == "sent" else {}


def test_the_application_has_the_same_rights_and_no_more(drill, restored):
    assert drill.manifest.rights["audit_auditevent"] == ["INSERT", "SELECT"]
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"):
        cursor.execute("DELETE FROM audit_auditevent")
    connection.close()


def test_nobody_is_signed_in_and_no_link_opens_anything(drill, restored):
    """Somebody was, when the backup was taken."""
    assert not SignIn.objects.exists()
    assert set(ConsentRequest.objects.values_list("state", flat=True)) == {"revoked"}
    mail = Message.objects.get(kind="account.mail")
    assert (mail.state, mail.body) == ("cancelled", "")


def test_nothing_that_waited_goes_on_by_itself(drill, restored):
    """Ladders, duties, reminders: the sweeps run, hours pass, and nobody is written to."""
    assert not Message.objects.filter(state="waiting").exists()
    standing = held()
    assert standing is not None
    assert (standing.alerts > 0, standing.to_families > 0) == (True, True)
    before = Message.objects.count()
    climb_after_hours()
    assert Message.objects.count() == before
    assert Message.objects.filter(state="held").count() == standing.count


def climb_after_hours():
    climb_after(timedelta(hours=30))
    for sweep in (climb, hurry, do_duties, remind_families, reconcile):
        sweep()


def test_health_is_red_until_it_is_released(drill, restored):
    reconcile()
    assert "a restored backup that nobody has released: 1" in Pulse.objects.get(name="reconciler").findings
    answer = Client().get("/health/alerts")
    assert answer.status_code == 503
    assert "a restored backup that nobody has released" in answer.json()["problems"]


def test_what_is_raised_now_is_alerted_as_ever(drill, restored):
    new = raise_by(User.objects.get(email="owner@harbour.example"))
    alerts = Message.objects.filter(state="waiting", kind="escalation.alert")
    assert {message.title.split(":")[0] for message in alerts} == {new.ref}
    told_at_first = alerts.count()
    climb_after_hours()
    assert alerts.all().count() > told_at_first
    assert ladder_of(new).held_at is None


def test_released_by_a_person_everybody_is_told_once_of_all_that_waits(drill, restored):
    """By command, in somebody's name. What speaks of the past is stopped; what nobody answered is told anew."""
    before = set(Message.objects.filter(state="waiting").values_list("pk", flat=True))
    assert manage("release_held --by owner@harbour.example", restored).returncode == 1
    done = manage("release_held --by ict@harbour.example", restored)
    assert done.returncode == 0, done.stderr
    assert not Message.objects.filter(state="held").exists()
    anew = Message.objects.filter(state="waiting", kind="escalation.alert", channel="email").exclude(pk__in=before)
    assert anew
    assert len({message.address for message in anew}) == len(anew)
    assert any(drill.alerted.ref in message.body for message in anew)
    assert not any(drill.answered.ref in message.body for message in anew)
    released = Restoration.objects.get()
    assert released.released_by.email == "ict@harbour.example"
    assert AuditEvent.objects.filter(verb="notifications.restoration.released", actor_id=released.released_by_id)
    assert not Ladder.objects.filter(state="climbing", held_at__isnull=False)
    assert not Duty.objects.filter(held_at__isnull=False)
    assert manage("release_held --by ict@harbour.example", restored).stdout == "Nothing was held.\n"
    reconcile()
    assert not [f for f in Pulse.objects.get(name="reconciler").findings if "restored" in f]


def test_a_database_that_is_not_empty_is_left_alone(drill, restored):
    before = ChronologyEntry.objects.count(), Incident.objects.count()
    connection.close()
    done = manage(f"restore {drill.file}", restored)
    assert done.returncode == 1
    assert "not empty" in done.stderr
    assert (ChronologyEntry.objects.count(), Incident.objects.count()) == before
