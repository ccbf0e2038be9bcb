"""What surrounds a person: sections, orders, homes, what they were told, and flags of their own (docs/decisions/0027)."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_fill_search_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="authority",
            name="officer_email",
            field=models.EmailField(blank=True, db_default="", default="", max_length=254),
        ),
        migrations.AddField(
            model_name="authority",
            name="officer_phone",
            field=models.CharField(blank=True, db_default="", default="", max_length=30),
        ),
        migrations.AddField(
            model_name="authority",
            name="officer_post",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="authority",
            name="police_force",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
        migrations.AddField(
            model_name="person",
            name="also_known_as",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="person",
            name="has_known_violence",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="person",
            name="known_use_endangers",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="person",
            name="prefers_first_name_only",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="person",
            name="prefers_video_off",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="person",
            name="representation_note",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="searchkey",
            name="kind",
            field=models.CharField(
                choices=[
                    ("word", "a word of a name"),
                    ("sound", "how a word of a name sounds"),
                    ("reference", "the reference in an outside case system"),
                    ("family", "a word of the name of a parent or carer"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="AdultCare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=0)),
                ("wishes", models.TextField(blank=True)),
                (
                    "agrees_to_referral",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("not_asked", "Not asked yet")],
                        default="not_asked",
                        max_length=10,
                    ),
                ),
                ("override_reason", models.TextField(blank=True)),
                ("family_told", models.TextField(blank=True)),
                ("attorney", models.CharField(blank=True, max_length=150)),
                ("attorney_phone", models.CharField(blank=True, max_length=30)),
                ("attorney_for", models.CharField(blank=True, max_length=200)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)s", to="people.person"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Adulthood",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=16, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("child", "Child"),
                            ("young_person", "Young person"),
                            ("adult_at_risk", "Adult at risk"),
                        ],
                        max_length=15,
                    ),
                ),
                ("wishes", models.TextField()),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="adulthood", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "adulthoods",
            },
        ),
        migrations.CreateModel(
            name="CapacityNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=16, unique=True)),
                ("client_token", models.UUIDField(unique=True)),
                ("decision", models.CharField(max_length=200)),
                (
                    "found",
                    models.CharField(
                        choices=[
                            ("has", "They can make this decision"),
                            ("with_help", "They can make it with help"),
                            ("lacks", "They cannot make it now"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reasons", models.TextField()),
                ("assessed_on", models.DateField()),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="capacity_notes", to="people.person"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Home",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=16, unique=True)),
                ("client_token", models.UUIDField(unique=True)),
                ("added_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("title", models.CharField(max_length=100)),
                ("household", models.TextField(blank=True)),
                ("address", models.TextField(blank=True)),
                ("address_withheld", models.CharField(blank=True, max_length=200)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_entries",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="adult",
            name="home",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adults",
                to="people.home",
            ),
        ),
        migrations.CreateModel(
            name="Needs",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=0)),
                ("platforms_used", models.TextField(blank=True)),
                ("preferences", models.TextField(blank=True)),
                ("future_options", models.TextField(blank=True)),
                ("device", models.CharField(blank=True, max_length=200)),
                ("connection", models.CharField(blank=True, max_length=200)),
                ("disability", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=200)),
                ("surroundings", models.TextField(blank=True)),
                ("adaptation", models.TextField(blank=True)),
                ("data_payer", models.CharField(blank=True, max_length=200)),
                ("data_limit", models.CharField(blank=True, max_length=200)),
                ("data_agreed", models.TextField(blank=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)s", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "needs",
            },
        ),
        migrations.CreateModel(
            name="Network",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=0)),
                ("worker_name", models.CharField(blank=True, max_length=150)),
                ("worker_phone", models.CharField(blank=True, max_length=30)),
                ("worker_email", models.EmailField(blank=True, max_length=254)),
                ("worker_team", models.CharField(blank=True, max_length=150)),
                (
                    "authority_consents",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("not_asked", "Not asked yet")],
                        default="not_asked",
                        max_length=10,
                    ),
                ),
                ("school", models.CharField(blank=True, max_length=150)),
                ("school_dsl", models.CharField(blank=True, max_length=150)),
                ("school_phone", models.CharField(blank=True, max_length=30)),
                ("school_email", models.EmailField(blank=True, max_length=254)),
                ("gp", models.CharField(blank=True, max_length=150)),
                ("gp_phone", models.CharField(blank=True, max_length=30)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)s", to="people.person"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Signpost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("helps_with", models.CharField(max_length=200)),
                (
                    "help_for",
                    models.CharField(
                        choices=[
                            ("everybody", "Everybody"),
                            ("young", "Children and young people"),
                            ("adults", "Adults"),
                            ("parents", "Parents and carers"),
                        ],
                        default="everybody",
                        max_length=10,
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("other_ways", models.CharField(blank=True, max_length=200)),
                ("hours", models.CharField(max_length=100)),
                ("checked_on", models.DateField(null=True)),
                ("is_shown", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="signpost_is_there_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Status",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=16, unique=True)),
                ("client_token", models.UUIDField(unique=True)),
                ("added_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("looked_after", "Looked after"),
                            ("protection_plan", "Child protection plan"),
                            ("in_need", "Child in need"),
                            ("care_leaver", "Care leaver"),
                            ("early_help", "Early help"),
                            ("adult_services", "Open to adult social care"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_entries",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "statuses",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Supporter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=16, unique=True)),
                ("client_token", models.UUIDField(unique=True)),
                ("added_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("full_name", models.CharField(max_length=150)),
                ("role", models.CharField(max_length=100)),
                ("organisation", models.CharField(blank=True, max_length=150)),
                ("work_phone", models.CharField(blank=True, max_length=30)),
                ("work_email", models.EmailField(blank=True, max_length=254)),
                ("joins_sessions", models.BooleanField(default=False)),
                ("is_there_afterwards", models.BooleanField(default=False)),
                ("how_reached", models.CharField(blank=True, max_length=200)),
                ("is_former", models.BooleanField(default=False)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_entries",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=16, unique=True)),
                ("client_token", models.UUIDField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("remote_support", "What remote support there is, and where to read more"),
                            ("out_of_hours", "What help there is when we are not open"),
                            ("pointed_to", "Another service that can help"),
                        ],
                        max_length=20,
                    ),
                ),
                ("whom", models.CharField(max_length=150)),
                ("what", models.TextField()),
                ("links", models.TextField(blank=True)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("in_person", "In person"),
                            ("session", "In a session"),
                            ("call", "By phone"),
                            ("message", "In a message"),
                            ("letter", "On paper"),
                        ],
                        max_length=10,
                    ),
                ),
                ("told_on", models.DateField()),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="told", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "told",
            },
        ),
        migrations.CreateModel(
            name="CourtOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=16, unique=True)),
                ("client_token", models.UUIDField(unique=True)),
                ("added_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("child_arrangements", "Child arrangements order"),
                            ("prohibited_steps", "Prohibited steps order"),
                            ("specific_issue", "Specific issue order"),
                            ("non_molestation", "Non-molestation or restraining order"),
                            ("special_guardianship", "Special guardianship order"),
                            ("care", "Care order"),
                            ("supervision", "Supervision order"),
                            ("protection", "Court of Protection order"),
                            ("other", "Another order or agreement"),
                        ],
                        max_length=20,
                    ),
                ),
                ("meaning", models.TextField()),
                ("whom", models.CharField(blank=True, max_length=150)),
                ("held_at", models.CharField(blank=True, max_length=150)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_entries",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="courtorder_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="home",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"),
                name="home_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="status",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"),
                name="status_ends_after_it_begins",
            ),
        ),
    ]
