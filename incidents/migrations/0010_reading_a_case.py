"""Readers until a day, questions to colleagues, locks, people taken out of a case, and copies."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Readers are named by hand, a few for a case: their table is small, and nobody waits while it is read.
REVIEWED = "a small table"


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0009_referrals_are_kept"),
        ("people", "0013_adults_have_their_own_say"),
        ("storage", "0005_copies_of_chronologies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=16, unique=True)),
                ("client_token", models.UUIDField(unique=True)),
                (
                    "copy_for",
                    models.CharField(
                        choices=[
                            ("court", "A court"),
                            ("authority", "An authority, such as social care or the police"),
                            ("family", "The young person or their family, who ask for what is kept about them"),
                            ("partner", "A partner organisation"),
                            ("ourselves", "Ourselves, such as a meeting about the case"),
                        ],
                        max_length=15,
                    ),
                ),
                ("for_whom", models.CharField(max_length=200)),
                ("why", models.TextField()),
                ("choices", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("chosen", "being chosen"),
                            ("asked", "being made"),
                            ("failed", "could not be made yet"),
                            ("made", "made"),
                        ],
                        default="chosen",
                        max_length=10,
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("content", models.JSONField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("failed_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "case copies",
            },
        ),
        migrations.CreateModel(
            name="CaseLock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reason", models.TextField()),
                ("locked_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_why", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=16, unique=True)),
                ("client_token", models.UUIDField(unique=True)),
                ("question", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PersonLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("is_linked", models.BooleanField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="reader",
            name="reader_is_named_once",
        ),
        migrations.AddField(
            model_name="reader",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reader",
            name="ended_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reader",
            name="reason",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="reader",
            name="ends_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="chronologyentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("note", "Note"),
                    ("contact", "Contact with somebody"),
                    ("decision", "Decision and reason"),
                    ("referral", "Referral or emergency call"),
                    ("afterwards", "Added by the person who raised it"),
                    ("correction", "Correction"),
                    ("not_referred", "Decided not to refer, and why"),
                    ("monitoring", "Checked again after closing"),
                    ("reopened", "Opened again, and why"),
                    ("contributed", "Added by somebody who was asked"),
                ],
                max_length=15,
            ),
        ),
        migrations.AddConstraint(
            model_name="reader",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("incident", "person"),
                name="reader_is_named_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reader",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="reader_ended_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="casecopy",
            name="asked_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="casecopy",
            name="begun_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="casecopy",
            name="file",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="storage.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="casecopy",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="incidents.incident"
            ),
        ),
        migrations.AddField(
            model_name="caselock",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="locks", to="incidents.incident"
            ),
        ),
        migrations.AddField(
            model_name="caselock",
            name="lifted_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="caselock",
            name="locked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="ended_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="incidents.incident"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="personlink",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="personlink",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="person_links", to="incidents.incident"
            ),
        ),
        migrations.AddField(
            model_name="personlink",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"),
        ),
        migrations.AddIndex(
            model_name="casecopy",
            index=models.Index(
                condition=models.Q(("state__in", ["asked", "failed"])), fields=["asked_at"], name="copy_to_make"
            ),
        ),
        migrations.AddConstraint(
            model_name="casecopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("asked_at__isnull", True), ("asked_by__isnull", True), ("digest", ""), ("state", "chosen")
                    ),
                    models.Q(
                        models.Q(("state", "chosen"), _negated=True),
                        ("asked_at__isnull", False),
                        ("asked_by__isnull", False),
                        models.Q(("digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="copy_asked_for_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="casecopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content__isnull", True), ("file__isnull", False), ("state", "made")),
                    models.Q(models.Q(("state", "made"), _negated=True), ("file__isnull", True)),
                    _connector="OR",
                ),
                name="copy_has_its_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="caselock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)), fields=("incident",), name="locked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="caselock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True), ("lifted_why", "")),
                    models.Q(
                        ("lifted_at__isnull", False),
                        ("lifted_by__isnull", False),
                        models.Q(("lifted_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="lock_lifted_by_somebody_with_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["person", "-asked_at"], name="invitation_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="invitation_ended_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="personlink",
            index=models.Index(fields=["incident", "at"], name="link_in_order"),
        ),
    ]
