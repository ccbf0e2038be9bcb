"""What authors are told of what they have not finished. No name, no detail (SEC-07, practice A13)."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from safeguard.lib.queue import Queue
from safeguard.notifications.actions import Outgoing
from safeguard.notifications.enums import Channel
from safeguard.storage.models import Draft

UNFINISHED = "incidents.unfinished"


def unfinished(draft: Draft) -> Outgoing:
    """Reminds the author, and nobody else, that something they began was not sent."""
    return Outgoing(
        kind=UNFINISHED,
        channel=Channel.EMAIL,
        address=draft.user.email,
        recipient_id=draft.user_id,
        dedupe_key=f"{UNFINISHED}:{draft.pk}:{draft.saved_at.isoformat()}",
        title=_("Something you began has not been sent"),
        body=_("What you typed is kept. Open it, and send it or discard it.\n%(link)s")
        % {"link": f"{settings.SITE_URL}{reverse('incidents:raise_form')}?draft={draft.client_token}"},
        queue=Queue.REMINDERS,
    )
