"""What authors hear of what they have not finished, and others of what they take over: no name, no detail (SEC-07)."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from incidents.models import CaseNotice, Complaint, Incident, Invitation, StaffSupport
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
    return [_mail("incidents.handed_over", person, incident.ref, title, _link(incident), now.isoformat(), Queue.ALERTS)]


def found_by_monitoring(incident: Incident, person: User) -> list[Outgoing]:
    """Tells Operations that monitoring has found something: a reference, and that the lead has it (INC-49, SEC-07)."""
    title = _("%(ref)s: found by our monitoring") % {"ref": incident.ref}
    body = _("The safeguarding lead has been told. Ask them what you need to do; there is no more to read here.")
    return [_mail("incidents.monitoring", person, incident.ref, title, body, queue=Queue.ALERTS)]


def complaint_for(complaint: Complaint, manager: User) -> Outgoing:
    """Tells whoever answers for a service that a parent or carer has said something: reference and link (ESC-15)."""
    title = _("%(ref)s: a parent or carer waits for an answer") % {"ref": complaint.ref}
    return _mail("incidents.complaint", manager, complaint.ref, title, _link(complaint))


def named_reader(incident: Incident, person: User, now: datetime) -> list[Outgoing]:
    """Tells somebody that they may read a case: reference and link, and not what it is about (SEC-07)."""
    title = _("%(ref)s: you may read it") % {"ref": incident.ref}
    return [
        _mail("incidents.named_reader", person, incident.ref, title, _link(incident), now.isoformat(), Queue.ALERTS)
    ]


def asked_to_add(asked: Invitation) -> list[Outgoing]:
    """Tells somebody that a question waits for them: the reference of the question alone, for the case is not theirs
    to know of (SEC-07)."""
    title = _("%(ref)s: somebody asks you something") % {"ref": asked.ref}
    link = f"{settings.SITE_URL}{reverse('incidents:asked', args=[asked.ref])}"
    return [_mail("incidents.asked_to_add", asked.person, asked.ref, title, link, queue=Queue.ALERTS)]


def noticed(notice: CaseNotice) -> Outgoing:
    """Tells somebody inside that there is something for them to read: reference and link (INC-19, SEC-07)."""
    link = f"{settings.SITE_URL}{reverse('incidents:told', args=[notice.ref])}"
    title = _("There is something for you to read")
    return _mail("incidents.notice", notice.person, notice.ref, title, link, queue=Queue.ALERTS)


def acted_on(incident: Incident, reporter: User, now: datetime) -> Outgoing:
    """Tells whoever raised a concern that it was acted on, and nothing else (practice C29)."""
    title = _("%(ref)s: what you reported was acted on") % {"ref": incident.ref}
    link = f"{settings.SITE_URL}{reverse('incidents:report', args=[incident.ref])}"
    return _mail("incidents.acted_on", reporter, incident.ref, title, link, now.isoformat())


def may_need_support(support: StaffSupport) -> Outgoing:
    """Asks a line manager to offer support: the message does not say to whom, nor why (ESC-09)."""
    title = _("Somebody may need your support")
    return _mail("incidents.support", support.asked_of, support.ref, title, _link(support))


def _link(about: Incident | Complaint | StaffSupport) -> str:
    return f"{settings.SITE_URL}{about.get_absolute_url()}"


def _mail(
    kind: str, person: User, ref: str, title: str, body: str, key: str = "", queue: Queue = Queue.REMINDERS
) -> Outgoing:
    """To somebody who works here: a title, and one more line, mostly a link."""
    return Outgoing(
        kind=kind,
        channel=Channel.EMAIL,
        address=person.email,
        recipient_id=person.pk,
        subject_ref=ref,
        dedupe_key=f"{kind}:{ref}:{key}:{person.pk}",
        title=title,
        body=f"{title}.\n{body}",
        queue=queue,
    )
