"""What every addition to a case is made of: a line, and whom it wakes or tells. The caller has checked who may."""

from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from incidents.actions.excluding import let_wait_again
from incidents.enums import Verb
from incidents.models import ChronologyEntry, Incident
from safeguard.audit.actions import record
from safeguard.escalation.actions import raise_urgency, tell_of_news
from safeguard.escalation.enums import Urgency
from safeguard.escalation.selectors import is_sleeping, ladder_about
from safeguard.lib.errors import Refused
from safeguard.practitioners.models import User


def write_entry(
    *, by: User | None, now: datetime, incident: Incident, client_token: UUID, values: Mapping[str, Any]
) -> tuple[ChronologyEntry, bool]:
    """One line; the same form again gives the first one back, and changed and sent again it is another line.

    Raises Refused for a token that was used by somebody else, or for another case.
    """
    entry, is_new = ChronologyEntry.objects.get_or_create(
        client_token=client_token, defaults={"incident": incident, "by": by, "written_at": now, **values}
    )
    if not is_new and (entry.by_id, entry.incident_id) != (by.pk if by else None, incident.pk):
        raise Refused(_("This form was used for something else. Open a new one."))
    if not is_new and any(getattr(entry, name) != value for name, value in values.items()):
        changed = uuid5(client_token, repr(sorted(values.items(), key=itemgetter(0))))
        return write_entry(by=by, now=now, incident=incident, client_token=changed, values=values)
    return entry, is_new


@transaction.atomic
def wake_ladder(*, by: User | None, now: datetime, incident: Incident, urgency: Urgency) -> bool:
    """What was to wait and has grown does not wait any longer. True if that has just told the first people."""
    incident = Incident.objects.select_for_update().get(pk=incident.pk)  # before its ladder, as everywhere
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    if ladder is None or not raise_urgency(by=by, now=now, ladder=ladder, urgency=urgency):
        return False
    incident.urgency = urgency
    incident.save(update_fields=["urgency"])
    record(Verb.URGENCY_RAISED, by=by, now=now, subject=incident, fields=["urgency"])
    return is_sleeping(ladder)  # as it was before


def tell_who_must_know(
    *, by: User | None, now: datetime, incident: Incident, urgency: Urgency, not_before: datetime | None = None
) -> None:
    """Whoever raised it, or somebody outside, has added to it: what was to wait does not wait any longer, a case that
    is closed waits for an answer again, and else those who deal with it are told.

    ``urgency``: how soon somebody must act at least; ``not_before``: as for news.
    """
    if wake_ladder(by=by, now=now, incident=incident, urgency=urgency):
        return
    tell_of_addition(by=None, now=now, incident=incident, not_before=not_before)
    wake_closed(by=by, now=now, incident=incident, urgency=urgency, not_before=not_before)


@transaction.atomic
def wake_closed(
    *, by: User | None, now: datetime, incident: Incident, urgency: Urgency, not_before: datetime | None = None
) -> None:
    """A closed case to which somebody adds who must be answered waits again, until a human acknowledges it (INC-32,
    ESC-05)."""
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    if not incident.is_closed or ladder is None or ladder.is_climbing:
        return
    let_wait_again(by=by, now=now, incident=incident, ladder=ladder, urgency=urgency, not_before=not_before)


def tell_of_addition(*, by: User | None, now: datetime, incident: Incident, not_before: datetime | None = None) -> None:
    """Those who deal with it are told, whomever it was handed to and whoever closed it; not ``by``, who has just
    written it and deals with it. Nobody who is kept out, though they dealt with it before.

    ``by`` None: whoever raised it or somebody outside has, and the message is tried until it gets there.
    ``not_before``: what is added until then is told in one message.
    """
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    if ladder is None:
        return
    # As it is now: the caller may have read the case before somebody took it on.
    now_dealing = Incident.objects.values_list("acknowledged_by", "handed_to", "closed_by").get(pk=incident.pk)
    kept_out = incident.exclusions.values("person")
    also = list(User.objects.filter(pk__in=[pk for pk in now_dealing if pk is not None]).exclude(pk__in=kept_out))
    tell_of_news(now=now, ladder=ladder, also=also, but=by, not_before=not_before, is_lasting=by is None)
