"""A concern somebody began and did not send is chased with its author only (practice A13)."""

from datetime import datetime

from django.db import transaction

from incidents import messages
from safeguard.notifications.actions import queue_messages
from safeguard.notifications.selectors import restoration
from safeguard.policies.selectors import thresholds_in_force
from safeguard.storage.actions import mark_chased
from safeguard.storage.enums import DraftForm
from safeguard.storage.selectors import forgotten_drafts

BATCH = 100


@transaction.atomic
def chase_unfinished_concerns(*, by: None = None, now: datetime) -> int:
    """Remind authors of unfinished concerns, once each time they stop typing. Returns how many.

    While a restored backup has not been released, only of what was typed since.
    """
    restored = restoration()
    after = thresholds_in_force(now).minutes("chase_unfinished")
    drafts = list(
        forgotten_drafts(DraftForm.CONCERN, now, after, typed_since=restored.restored_at if restored else None)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("user")[:BATCH]
    )
    queue_messages([messages.unfinished(draft) for draft in drafts if draft.user.is_active], now=now)
    mark_chased(now=now, drafts=drafts)
    return len(drafts)
