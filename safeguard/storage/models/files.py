"""What a person is typing, kept on the server, so that a crash, a time-out or a flat battery loses nothing; and the
files we make."""

from django.conf import settings
from django.db import models

from safeguard.storage.enums import FileKind


class Draft(models.Model):
    """One unfinished form of one person: a form that is open in two tabs is two. Only its author ever sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=40)
    client_token = models.UUIDField()  # made with the form, and sent with it
    about = models.CharField(max_length=40, blank=True)  # the reference of what the form is about, if anything
    # The form that had a draft already when this came from it without a sign-in: nothing replaces words unasked.
    beside = models.UUIDField(null=True)
    content = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True)  # when its author was reminded of it
    closed_at = models.DateTimeField(null=True)  # sent or discarded: empty, and kept a while to refuse what is late

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form", "client_token"], name="draft_is_there_once")]
        indexes = [
            models.Index(fields=["form", "saved_at"], name="draft_by_age"),
            models.Index(fields=["closed_at"], name="draft_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.user_id}"


class StoredFile(models.Model):
    """A document we have made. Never changed; it goes only while nothing points at it (a draft that was replaced)."""

    ref = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=20, choices=FileKind.choices)
    name = models.CharField(max_length=60)  # as it is downloaded: a reference, never what it is about
    content_type = models.CharField(max_length=60)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
