"""Brands, contracts, devices, the Online Safety Group and people who leave."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REVIEWED = "people and services are some thousands of rows: each constraint and index is made in milliseconds"


class Migration(migrations.Migration):
    dependencies = [
        ("practitioners", "0004_organisation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Brand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=100, unique=True)),
                ("funder", models.CharField(blank=True, max_length=100)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("label", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("laptop", "Laptop"),
                            ("phone", "Mobile phone"),
                            ("tablet", "Tablet"),
                            ("desktop", "Desktop computer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("asset_number", models.CharField(max_length=40, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("in_use", "In use"), ("lost", "Lost or stolen"), ("retired", "Not used any more")],
                        default="in_use",
                        max_length=10,
                    ),
                ),
                ("given_at", models.DateTimeField(null=True)),
                ("lost_at", models.DateTimeField(null=True)),
                ("registered_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "sits_as",
                    models.CharField(
                        choices=[
                            ("lead", "leads it"),
                            ("designated", "designated person"),
                            ("function_head", "head of a senior function"),
                            ("manager", "functional manager"),
                        ],
                        max_length=15,
                    ),
                ),
                ("duties", models.TextField(blank=True)),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="Leaving",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("leaves_at", models.DateTimeField()),
                ("arranged_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="service",
            name="audience",
            field=models.CharField(blank=True, db_default="", max_length=100),
        ),
        migrations.AddField(
            model_name="service",
            name="closed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="service",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="user",
            name="do_not_publicise",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="user",
            name="left_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="user",
            name="work_social",
            field=models.CharField(blank=True, db_default="", max_length=100),
        ),
        migrations.AddField(
            model_name="user",
            name="works_from",
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="works_on",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="works_to",
            field=models.TimeField(null=True),
        ),
        migrations.AlterField(
            model_name="post",
            name="code",
            field=models.CharField(
                choices=[
                    ("dso", "Designated Safeguarding Officer"),
                    ("deputy_dsl", "Deputy Designated Safeguarding Lead"),
                    ("dsl", "Designated Safeguarding Lead"),
                    ("strategic_lead", "Strategic lead for safeguarding"),
                    ("hr_dso", "Safeguarding officer for staff matters"),
                    ("chair", "Chair of trustees"),
                    ("champion", "Safeguarding Champion of the board"),
                    ("policy_dso", "Safeguarding officer for policy"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="rolegrant",
            name="role",
            field=models.CharField(
                choices=[
                    ("practitioner", "Practitioner"),
                    ("line_manager", "Line manager"),
                    ("service_manager", "Service manager"),
                    ("dso", "Designated Safeguarding Officer"),
                    ("deputy_dsl", "Deputy Designated Safeguarding Lead"),
                    ("dsl", "Designated Safeguarding Lead"),
                    ("strategic_lead", "Strategic lead for safeguarding"),
                    ("hr_dso", "Safeguarding officer for staff matters"),
                    ("policy_dso", "Safeguarding officer for policy"),
                    ("osg_member", "Member of the Online Safety Group"),
                    ("board", "Board member"),
                    ("champion", "Safeguarding Champion of the board"),
                    ("ict", "ICT"),
                    ("cio", "Chief Information Officer"),
                    ("ops", "Operations"),
                    ("comms", "Communications"),
                    ("administrator", "Administrator"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="kind",
            field=models.CharField(
                choices=[
                    ("staff", "member of staff"),
                    ("volunteer", "volunteer"),
                    ("subcontractor", "subcontractor"),
                    ("board", "board member"),
                    ("customer", "customer"),
                    ("learner", "learner or apprentice"),
                    ("employer", "employer"),
                    ("stakeholder", "other stakeholder"),
                ],
                default="staff",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("works_from__isnull", True), ("works_to__isnull", True)),
                    ("works_from__lt", models.F("works_to")),
                    _connector="OR",
                ),
                name="user_works_from_before_to",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="brand",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="services",
                to="practitioners.brand",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("is_active", True)), ("is_active", False), _connector="OR"
                ),
                name="service_closed_is_not_run",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="services",
            field=models.ManyToManyField(related_name="contracts", to="practitioners.service"),
        ),
        migrations.AddField(
            model_name="device",
            name="custodian",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="devices",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="groupmember",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="group_seats", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="leaving",
            name="arranged_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="leaving",
            name="cases_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="leaving",
            name="people_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="leaving",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="leavings", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="leaving",
            name="tasks_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="leaving",
            name="team_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"),
                name="contract_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("custodian__isnull", True), ("given_at__isnull", True)),
                    models.Q(("custodian__isnull", False), ("given_at__isnull", False)),
                    _connector="OR",
                ),
                name="device_given_at_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lost_at__isnull", False), ("state", "lost")),
                    models.Q(("state", "lost"), _negated=True),
                    _connector="OR",
                ),
                name="device_lost_at_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("to_at__isnull", True)), fields=("person",), name="sits_in_the_group_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_at__isnull", True), ("to_at__gt", models.F("from_at")), _connector="OR"),
                name="seat_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaving",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True), ("done_at__isnull", True)),
                fields=("person",),
                name="leaves_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaving",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"),
                name="leaving_done_or_cancelled",
            ),
        ),
    ]
