"""Reading drafts, of which what is closed is not there any more, and files that are imported."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.db.models import QuerySet

from safeguard.practitioners.models import User
from safeguard.storage.models import Draft, Import


def drafts_of(user: User, form: str, about: str = "") -> QuerySet[Draft]:
    """What this person has begun in this form and not finished, the newest first."""
    return Draft.objects.filter(user=user, form=form, about=about, closed_at=None).order_by("-saved_at", "-pk")


def draft_of(user: User, form: str, about: str = "") -> Draft | None:
    """What this person was typing last in this form, or None."""
    return drafts_of(user, form, about).first()


def draft_with(user: User, form: str, client_token: UUID | None) -> Draft | None:
    """This person's draft of the form with this token, or None."""
    if client_token is None:
        return None
    return Draft.objects.filter(user=user, form=form, client_token=client_token, closed_at=None).first()


def forgotten_drafts(
    form: str, now: datetime, after: timedelta, *, typed_since: datetime | None = None
) -> QuerySet[Draft]:
    """Drafts nobody has touched for so long and whose authors have not been reminded; of all, or typed since."""
    forgotten = Draft.objects.filter(form=form, saved_at__lte=now - after, chased_at=None, closed_at=None)
    return forgotten if typed_since is None else forgotten.filter(saved_at__gt=typed_since)


@contextmanager
def open_file(of: Import) -> Iterator[IO[bytes]]:
    """The file as it was sent, to be read once: it has no name, and is gone when it is closed."""
    with tempfile.TemporaryFile() as file:
        for number in of.parts.order_by("number").values_list("number", flat=True):
            file.write(of.parts.get(number=number).content)
        file.seek(0)
        yield file
