"""Who is told of reports: a reference and a link, nothing of what is in them (SEC-07)."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from safeguard.lib.queue import Queue
from safeguard.notifications.actions import Outgoing
from safeguard.notifications.enums import Channel
from safeguard.practitioners.models import User
from safeguard.reports.models import BoardReport


def drafted(report: BoardReport, people: Iterable[User]) -> list[Outgoing]:
    """To the safeguarding lead: the quarter has ended and its figures are there."""
    title = _("%(ref)s: a board report is drafted") % {"ref": report.ref}
    return _to_each(report, people, "reports.drafted", title, _("Sign in to write in it and issue it."))


def issued(report: BoardReport, people: Iterable[User]) -> list[Outgoing]:
    """To the board: there is a report to read."""
    title = _("%(ref)s: a board report was issued") % {"ref": report.ref}
    return _to_each(report, people, "reports.issued", title, _("Sign in to read it."))


def _to_each(report: BoardReport, people: Iterable[User], kind: str, title: str, what_to_do: str) -> list[Outgoing]:
    return [
        Outgoing(
            kind=kind,
            channel=Channel.EMAIL,
            address=person.email,
            recipient_id=person.pk,
            subject_ref=report.ref,
            dedupe_key=f"{kind}:{report.ref}:{person.pk}",
            title=title,
            body=f"{what_to_do}\n{settings.SITE_URL}{report.get_absolute_url()}",
            queue=Queue.REMINDERS,
        )
        for person in people
    ]
