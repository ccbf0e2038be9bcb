"""Writing a wording anew, or going back to the standard one."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib import context
from safeguard.lib.errors import Refused
from safeguard.policies import access, rules
from safeguard.policies.enums import Verb
from safeguard.policies.exceptions import NewerVersion
from safeguard.policies.models import Wording
from safeguard.policies.selectors import wording_of
from safeguard.practitioners.models import Service, User


@transaction.atomic
def set_wording(
    *,
    by: User,
    now: datetime,
    code: str,
    service: Service | None,
    text: str | None,
    written_on: int,
    client_token: UUID | None = None,
) -> Wording:
    """Write the next version of a wording for a service (None: for the whole organisation); ``text`` None goes back to
    the standard words (ORG-35). What has been sent keeps the words it had.

    ``written_on`` is the number of the version its author saw (0: none). Raises NewerVersion if somebody has written
    another since, and Refused for whoever may not, and for words or placeholders that may not stand there. The same
    client token lands once.
    """
    if not access.may_word_for(by, service.pk if service else None):
        raise Refused(_("Only a manager of this service, or whoever issues policies, may change its wording."))
    problem = rules.why_not_worded(code, "standard" if text is None else text)
    if problem:
        raise Refused(problem)
    token = client_token or uuid4()
    landed = Wording.objects.filter(client_token=token).first()
    if landed is not None:
        return landed
    latest = wording_of(code, service.pk if service else None)
    number = latest.number if latest else 0
    newer = NewerVersion(_("Somebody has written another version while you were writing."))
    if written_on != number:
        raise newer
    made = {"code": code, "service": service, "number": number + 1, "text": text.strip() if text else None}
    try:
        with transaction.atomic():
            row = Wording.objects.create(**made, client_token=token, written_at=now, written_by=by)
    except IntegrityError as error:  # two at once: the other was first
        raise newer from error
    context.forget(("wordings", row.service_id))
    record(Verb.WORDING_SET, by=by, now=now, subject=row, fields=row.AUDIT_FIELDS)
    return row
