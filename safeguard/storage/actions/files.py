"""Keeping and dropping drafts. They are not evidence: no audit event, and they go when the form is sent.

Files are kept here too: what they are evidence of is recorded by whoever has them made.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from safeguard.lib.refs import new_ref
from safeguard.practitioners.models import User
from safeguard.storage.enums import FileKind
from safeguard.storage.models import Draft, StoredFile

LONGEST = 200_000  # characters of a whole draft
LATEST = timedelta(days=1)  # how long after its form was sent a save may still arrive

Content = Mapping[str, str | list[str]]


@transaction.atomic
def save_draft(*, by: User, now: datetime, form: str, client_token: UUID, content: Content, about: str = "") -> Draft:
    """Keep what somebody has typed so far; later typing replaces it (practice A13).

    A save that comes after the form was sent or discarded changes nothing: the draft given back is closed.
    """
    draft, is_new = Draft.objects.select_for_update().get_or_create(
        user=by, form=form, client_token=client_token, defaults=_begun(now, about, content)
    )
    if not is_new and draft.closed_at is None:
        draft.content, draft.saved_at, draft.chased_at = dict(content), now, None
        draft.save(update_fields=["content", "saved_at", "chased_at"])
    return draft


def save_beside_draft(
    *, by: User, now: datetime, form: str, client_token: UUID, content: Content, about: str = ""
) -> Draft:
    """Keep what came from somebody's browser without a sign-in: as new, never in the place of a draft.

    Whoever stands at the machine may have typed it. The same typing again is kept once.
    """
    begun = _begun(now, about, content)
    draft, is_new = Draft.objects.get_or_create(user=by, form=form, client_token=client_token, defaults=begun)
    if is_new or draft.content == begun["content"]:
        return draft
    own_token = uuid5(client_token, json.dumps(begun["content"], sort_keys=True))
    draft, _ = Draft.objects.get_or_create(
        user=by, form=form, client_token=own_token, defaults={**begun, "beside": client_token}
    )
    return draft


def close_drafts(*, by: User, now: datetime, form: str, client_token: UUID) -> None:
    """A form has been sent: drop its draft, and what was kept beside it while nobody was signed in.

    It is emptied and closed rather than removed, so that a save still on its way does not bring it back.
    """
    own = Draft.objects.filter(user=by, form=form)
    sent = own.filter(client_token=client_token).first()
    older = own.filter(client_token=sent.beside, closed_at__isnull=True).first() if sent and sent.beside else None
    if sent and older and _is_within(older.content, sent.content):
        discard_draft(by=by, now=now, form=form, client_token=older.client_token)
    discard_draft(by=by, now=now, form=form, client_token=client_token)
    own.filter(beside=client_token).update(content={}, closed_at=now)


def discard_draft(*, by: User, now: datetime, form: str, client_token: UUID) -> None:
    """Drop one draft, because its author does not want it."""
    draft = Draft(user=by, form=form, client_token=client_token, started_at=now, saved_at=now)
    draft.content, draft.closed_at = {}, now
    Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["user", "form", "client_token"],
        update_fields=["content", "closed_at"],
    )


def remove_closed_drafts(*, by: None = None, now: datetime) -> None:
    """Forget that forms were sent or discarded, once no save can be on its way any more."""
    Draft.objects.filter(closed_at__lte=now - LATEST).delete()


def mark_chased(*, now: datetime, drafts: Iterable[Draft]) -> None:
    """Note that the authors of these drafts have been reminded of them."""
    Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).update(chased_at=now)


def store_file(
    *, by: User | None, now: datetime, kind: FileKind, name: str, content_type: str, content: bytes
) -> StoredFile:
    """Keep a document we have made. ``name``: as it is downloaded, a reference and an ending, nothing else."""
    return StoredFile.objects.create(
        ref=new_ref("FL"),
        kind=kind,
        name=name,
        content_type=content_type,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=now,
    )


def remove_file(*, by: User | None, now: datetime, file: StoredFile) -> None:
    """Remove a document that was replaced. Raises ProtectedError while something points at it."""
    file.delete()


def _is_within(older: Content, newer: Content) -> bool:
    """Whether every word of an older draft stands in a newer one too, so that nothing is lost with it."""
    return all(
        "".join(texts) in "".join(newer.get(name, "")) for name, texts in older.items() if name != "client_token"
    )


def _begun(now: datetime, about: str, content: Content) -> dict[str, object]:
    return {"about": about, "content": dict(content), "started_at": now, "saved_at": now}
