"""A table that somebody imports: its file, its rows while they are worked on, and what became of it.

The file and the contents of its rows are personal data. They go when it is done, and after a day in any case; how many
rows it had, who brought it and when, stays.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from safeguard.storage.enums import Answer, ImportKind, ImportState, RowState


class Import(models.Model):
    """One table that somebody imports. Only they ever see it."""

    SUBJECT = "storage.import"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)  # a double press lands once
    kind = models.CharField(max_length=15, choices=ImportKind.choices)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.READING)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    problem = models.TextField(blank=True)  # why the file cannot be read, or could not be gone on with
    notes = models.JSONField(default=dict)  # how something had to be read: an encoding, dates; how often
    rows_read = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)  # turns begun since one ended well
    only_good = models.BooleanField(default=False)  # rows that are wrong are left out
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    written = models.PositiveIntegerField(default=0)  # rows; how many, once what they held is gone
    invites_at = models.DateTimeField(null=True)  # when invitations were asked for
    removed_at = models.DateTimeField(null=True)  # when its file and its rows went

    class Meta:
        indexes = [
            models.Index(fields=["uploaded_by", "-uploaded_at", "-id"], name="import_of_user"),
            models.Index(fields=["uploaded_at"], name="import_at_work", condition=Q(removed_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="import_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("desk:import", args=[self.ref])


class ImportPart(models.Model):
    """A piece of the file, as it was sent: a megabyte at a time is held by nobody."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="import_part_is_there_once")]

    def __str__(self) -> str:
        return f"part {self.number} of {self.of_id}"


class ImportRow(models.Model):
    """A row: what it says, what is wrong with it, and what becomes of it. ``number``: as in the file."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)  # by the key of the column
    key = models.CharField(max_length=200, blank=True)  # by which it is known again: a reference, an address
    first = models.PositiveIntegerField(null=True)  # the number of the first row with this key, if that is another
    turn = models.PositiveSmallIntegerField(default=0)  # whom others come under is written before them
    state = models.CharField(max_length=10, choices=RowState.choices, default=RowState.READ)
    problems = models.JSONField(default=list)  # pairs: the key of a column or nothing, and what to do, in words
    is_taken = models.BooleanField(default=False)  # its reference is somebody's whom the importer may not see
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)  # to a possible duplicate
    targets = models.JSONField(default=list)  # references: what it may be the same as, is, or has become

    class Meta:
        indexes = [
            models.Index(fields=["of", "state", "turn", "number"], name="import_row_by_state"),
            models.Index(fields=["of", "key"], name="import_row_by_key"),
        ]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="import_row_is_there_once")]

    def __str__(self) -> str:
        return f"row {self.number} of {self.of_id}"

    @property
    def possible_answers(self) -> list[Answer]:
        """What may be said of it: nothing, unless it may be here already; "the same" only of who is shown, and
        "somebody else" never of a reference that is taken."""
        if self.state == RowState.ASK:
            return [Answer.SKIP, *([Answer.SAME] if self.targets else []), Answer.NEW]
        if self.state == RowState.HIDDEN:
            return [Answer.SKIP, *([] if self.is_taken else [Answer.NEW])]
        return []
