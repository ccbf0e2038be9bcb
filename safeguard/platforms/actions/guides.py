"""Writing how-to guides for young people."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.platforms.access import check_managing
from safeguard.platforms.enums import Verb
from safeguard.platforms.exceptions import ChangedMeanwhile
from safeguard.platforms.models import Platform, PlatformGuide
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def write_guide(
    *, by: User, now: datetime, platform: Platform, text: str, number: int, client_token: UUID
) -> PlatformGuide:
    """Write a version of the guide; the ones before it are kept (PLT-17). The same token lands once.

    ``number``: that of the version its author saw, 0 for none. Raises ChangedMeanwhile if there is a newer one, Refused
    for whoever may not, and for an empty guide.
    """
    check_managing(by)
    if not text.strip():
        raise Refused(_("Write how it is used"))
    platform = Platform.objects.select_for_update().get(pk=platform.pk)
    written = PlatformGuide.objects.filter(client_token=client_token).first()
    if written is not None and written.text == text:
        return written  # the second press
    last = platform.guides.order_by("-number").first()
    if number != (last.number if last else 0):
        raise ChangedMeanwhile
    token = client_token if written is None else uuid4()  # a page gone back to, and changed
    guide = PlatformGuide.objects.create(
        platform=platform, client_token=token, number=number + 1, text=text, written_by=by, written_at=now
    )
    record(Verb.GUIDE_WRITTEN, by=by, now=now, subject=guide, fields=["number", "text"])
    close_drafts(by=by, now=now, form=DraftForm.PLATFORM_GUIDE, client_token=client_token)
    return guide
