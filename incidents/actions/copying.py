"""Making copies of a chronology for a reader outside: chosen, looked at, confirmed, laid out by the worker.

The worker lays out what its maker has seen and confirmed, and reads nothing of the case itself: a document never holds
what its maker may not see, or has not seen.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access
from incidents.enums import CopyFor, CopyState, ReadingVerb
from incidents.models import CaseCopy, Incident
from incidents.rules import digest_of
from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.pdf import make_pdf
from safeguard.lib.queue import Wake, wake_on_commit
from safeguard.lib.refs import new_ref
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts, store_file
from safeguard.storage.enums import DraftForm, FileKind

logger = logging.getLogger(__name__)
TEMPLATE = "incidents/chronology.typ"
RETRY_AFTER = timedelta(minutes=10)  # what failed is tried again without anybody asking
AT_ONCE = 5  # copies of one sweep


@transaction.atomic
def begin_copy(
    *,
    by: User,
    now: datetime,
    incident: Incident,
    client_token: UUID,
    copy_for: CopyFor,
    for_whom: str,
    why: str,
    kinds: Sequence[str],
    since: str = "",
    until: str = "",
) -> CaseCopy:
    """Begin a copy of a chronology: for whom, why, which parts and days (ISO dates). The same form twice is one copy.

    Raises Refused for whoever does not deal with the case, without a reader, a reason or any part of it, and for a form
    that somebody else has sent.
    """
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but take nothing out of it."))
    if not for_whom.strip() or not why.strip():
        raise Refused(_("Write whom it is for, and why they get it"))
    if not kinds:
        raise Refused(_("Choose at least one part of the chronology"))
    copy, is_new = CaseCopy.objects.get_or_create(
        client_token=client_token,
        defaults={
            "ref": new_ref("CP"),
            "incident": incident,
            "copy_for": copy_for,
            "for_whom": for_whom.strip(),
            "why": why.strip(),
            "choices": {"kinds": list(kinds), "since": since, "until": until},
            "begun_at": now,
            "begun_by": by,
        },
    )
    if not is_new and (copy.begun_by_id, copy.incident_id) != (by.pk, incident.pk):
        raise Refused(_("This form was used for something else. Open a new one."))
    if is_new:
        record(ReadingVerb.COPY_BEGUN, by=by, now=now, subject=copy, fields=["copy_for", "for_whom", "why"])
    close_drafts(by=by, now=now, form=DraftForm.COPY, client_token=client_token)
    return copy


@transaction.atomic
def choose_for_copy(*, by: User, now: datetime, copy: CaseCopy, choices: Mapping[str, Any]) -> CaseCopy:
    """Keep who is named in a copy, which words are replaced and which lines are left out.

    Raises Refused for anybody but its maker, and once it has been confirmed.
    """
    copy = _own(by, copy)
    chosen = {**copy.choices, **choices}
    if chosen != copy.choices:
        copy.choices = chosen
        copy.save(update_fields=["choices"])
        record(ReadingVerb.COPY_CHOSEN, by=by, now=now, subject=copy)
    return copy


@transaction.atomic
def confirm_copy(*, by: User, now: datetime, copy: CaseCopy, content: Mapping[str, Any], seen: str) -> CaseCopy:
    """Its maker has read what the copy says: have the document made. ``seen``: the digest of what they read.

    Raises Refused for anybody but its maker, once it has been confirmed, and if the text is another one than they read,
    because somebody has written meanwhile or they have chosen otherwise.
    """
    copy = _own(by, copy)
    if digest_of(content) != seen:
        raise Refused(_("The text has changed since you read it. Read it once more, then confirm it."))
    if not content["lines"]:
        raise Refused(_("There is no line in it. Choose more of the chronology."))
    copy.content, copy.digest = dict(content), seen
    copy.state, copy.asked_at, copy.asked_by = CopyState.ASKED, now, by
    copy.save()
    record(
        ReadingVerb.COPY_ASKED, by=by, now=now, subject=copy, fields=["copy_for", "for_whom", "why", "state", "digest"]
    )
    wake_on_commit(Wake.COPIES)
    return copy


def make_due_copies(*, by: None = None, now: datetime) -> None:
    """Lay out the copies that were confirmed. Done twice, or in two places at once, it does no harm."""
    due = CaseCopy.objects.filter(state=CopyState.ASKED) | CaseCopy.objects.filter(
        state=CopyState.FAILED, failed_at__lte=now - RETRY_AFTER
    )
    for pk in due.order_by("asked_at", "pk").values_list("pk", flat=True)[:AT_ONCE]:
        try:
            _make(pk, now)
        except Exception:
            logger.exception("the document of a copy could not be made and is tried again")
            _note_failure(pk, now)


@transaction.atomic
def _make(pk: int, now: datetime) -> None:
    copy = CaseCopy.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if copy is None or copy.state not in (CopyState.ASKED, CopyState.FAILED) or copy.asked_at is None:
        return
    copy.file = store_file(
        by=None,
        now=now,
        kind=FileKind.CHRONOLOGY,
        name=f"{copy.ref}.pdf",
        content_type="application/pdf",
        content=make_pdf(TEMPLATE, copy.content or {}, made_at=copy.asked_at),
    )
    copy.state, copy.content, copy.failed_at = CopyState.MADE, None, None
    copy.save()
    record(ReadingVerb.COPY_MADE, by=None, now=now, subject=copy, fields=["state", "file"])


@transaction.atomic
def _note_failure(pk: int, now: datetime) -> None:
    copy = CaseCopy.objects.select_for_update().get(pk=pk)
    if copy.state in (CopyState.ASKED, CopyState.FAILED):  # else another worker has made it meanwhile
        copy.state, copy.failed_at = CopyState.FAILED, now
        copy.save(update_fields=["state", "failed_at"])
        record(ReadingVerb.COPY_FAILED, by=None, now=now, subject=copy, fields=["state"])


def note_copy_opened(*, by: User, now: datetime, copy: CaseCopy) -> None:
    """Somebody looks at a copy, or at what it will say."""
    record(ReadingVerb.COPY_OPENED, by=by, now=now, subject=copy)


def note_copy_downloaded(*, by: User, now: datetime, copy: CaseCopy) -> None:
    """Somebody takes the document out."""
    record(ReadingVerb.COPY_DOWNLOADED, by=by, now=now, subject=copy)


def _own(by: User, copy: CaseCopy) -> CaseCopy:
    copy = CaseCopy.objects.select_for_update(of=("self",)).select_related("incident").get(pk=copy.pk)
    if copy.begun_by_id != by.pk or not access.may_handle(by, copy.incident):
        raise Refused(_("Only whoever began a copy chooses and confirms what it says."))
    if copy.state != CopyState.CHOSEN:
        raise Refused(_("It has been confirmed already. Begin another copy to change anything."))
    return copy
