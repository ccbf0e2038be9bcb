"""Keeping and dropping drafts. They are not evidence: no audit event, and they go when the form is sent."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from safeguard.practitioners.models import User
from safeguard.storage.models import Draft

LONGEST = 200_000  # characters of a whole draft


def save_draft(*, by: User, now: datetime, form: str, content: Mapping[str, str | list[str]], about: str = "") -> Draft:
    """Keep what somebody has typed so far; later typing replaces it."""
    draft, _ = Draft.objects.update_or_create(
        user=by,
        form=form,
        about=about,
        defaults={"content": dict(content), "saved_at": now, "chased_at": None},
        create_defaults={"content": dict(content), "saved_at": now, "started_at": now},
    )
    return draft


def discard_draft(*, by: User, form: str, about: str = "") -> None:
    """Drop a draft, because its form was sent or its author does not want it."""
    Draft.objects.filter(user=by, form=form, about=about).delete()


def mark_chased(*, now: datetime, drafts: Iterable[Draft]) -> None:
    """Note that the authors of these drafts have been reminded of them."""
    Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).update(chased_at=now)
