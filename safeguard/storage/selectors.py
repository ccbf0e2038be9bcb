"""Reading drafts."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from safeguard.practitioners.models import User
from safeguard.storage.models import Draft


def draft_of(user: User, form: str, about: str = "") -> Draft | None:
    """What this person was typing in this form, or None."""
    return Draft.objects.filter(user=user, form=form, about=about).first()


def forgotten_drafts(form: str, now: datetime, after: timedelta) -> QuerySet[Draft]:
    """Drafts nobody has touched for so long and whose authors have not been reminded."""
    return Draft.objects.filter(form=form, saved_at__lte=now - after, chased_at__isnull=True)
