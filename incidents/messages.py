"""What authors hear of what they have not finished, and others of what they take over: no name, no detail (SEC-07)."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from incidents.models import Complaint, Incident
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import Outgoing
from safeguard.notifications.enums import Channel
from safeguard.practitioners.models import User
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
        safety_critical=True,  # a concern that nobody knows of (practice A13)
    )


def handed_over(incident: Incident, person: User, now: datetime) -> list[Outgoing]:
    """Tells whoever deals with an incident from now on: reference and link (SEC-07)."""
    title = _("%(ref)s: you deal with it from now on") % {"ref": incident.ref}
    return [
        Outgoing(
            kind="incidents.handed_over",
            channel=Channel.EMAIL,
            address=person.email,
            recipient_id=person.pk,
            subject_ref=incident.ref,
            dedupe_key=f"incidents.handed_over:{incident.ref}:{now.isoformat()}:{person.pk}",
            title=title,
            body=f"{title}.\n{settings.SITE_URL}{incident.get_absolute_url()}",
            queue=Queue.ALERTS,
        )
    ]


def found_by_monitoring(incident: Incident, person: User) -> list[Outgoing]:
    """Tells Operations that monitoring has found something: a reference, and that the lead has it (INC-49, SEC-07)."""
    title = _("%(ref)s: found by our monitoring") % {"ref": incident.ref}
    body = _("The safeguarding lead has been told. Ask them what you need to do; there is no more to read here.")
    return [
        Outgoing(
            kind="incidents.monitoring",
            channel=Channel.EMAIL,
            address=person.email,
            recipient_id=person.pk,
            subject_ref=incident.ref,
            dedupe_key=f"incidents.monitoring:{incident.ref}:{person.pk}",
            title=title,
            body=f"{title}.\n{body}",
            queue=Queue.ALERTS,
        )
    ]


def complaint_for(complaint: Complaint, manager: User) -> Outgoing:
    """Tells whoever answers for a service that a parent or carer has said something: reference and link (ESC-15)."""
    title = _("%(ref)s: a parent or carer waits for an answer") % {"ref": complaint.ref}
    return Outgoing(
        kind="incidents.complaint",
        channel=Channel.EMAIL,
        address=manager.email,
        recipient_id=manager.pk,
        subject_ref=complaint.ref,
        dedupe_key=f"incidents.complaint:{complaint.ref}:{manager.pk}",
        title=title,
        body=f"{title}.\n{settings.SITE_URL}{complaint.get_absolute_url()}",
        queue=Queue.REMINDERS,
    )
