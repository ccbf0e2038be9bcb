"""Accounts that come with a table: made as by hand, but nobody is told before somebody chooses so."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safeguard.lib.errors import Refused
from safeguard.practitioners.actions.people import create_user, grant_role
from safeguard.practitioners.actions.setting_up import PersonDetails
from safeguard.practitioners.enums import PersonKind, Role
from safeguard.practitioners.models import User


@transaction.atomic
def import_account(*, by: User, now: datetime, details: PersonDetails, works_with_people: bool) -> User:
    """Make an account without an invitation. A table gives no role but practitioner, whatever ``details`` say.

    Raises Refused for anybody but an administrator, and when the address is taken.
    """
    try:
        with transaction.atomic():
            person = create_user(
                by=by,
                now=now,
                email=details.email,
                full_name=details.full_name,
                services=tuple(details.services),
                line_manager=details.line_manager,
                work_phone=details.work_phone,
                kind=PersonKind(details.kind),
            )
    except IntegrityError as error:
        raise Refused(_("Somebody with this work email address is there already")) from error
    if works_with_people:
        grant_role(by=by, now=now, user=person, role=Role.PRACTITIONER)
    return person
