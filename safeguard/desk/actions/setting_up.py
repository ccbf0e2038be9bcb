"""Setting an installation up, and letting it go live (docs/decisions/0018)."""

from datetime import datetime

from django.db import transaction

from safeguard.desk.selectors import lapses, organisation_as_it_is
from safeguard.policies.actions import set_threshold
from safeguard.policies.selectors import is_nation_set, thresholds_in_force
from safeguard.practitioners import actions
from safeguard.practitioners.exceptions import Stale
from safeguard.practitioners.models import Organisation, User


@transaction.atomic
def describe_organisation(
    *, by: User | None, now: datetime, name: str, nation: str, version: str | None = None
) -> Organisation:
    """Say what the organisation is called and where it works (practice F48). The same again changes nothing.

    ``version``: what its author saw, None: nobody looked. Raises Stale if somebody has changed it since.
    """
    Organisation.objects.select_for_update().get()
    if version is not None and version != organisation_as_it_is(now):
        raise Stale
    organisation = actions.describe_organisation(by=by, now=now, name=name)
    if not is_nation_set(now) or thresholds_in_force(now).hours.nation != nation:
        set_threshold(by=by, now=now, code="nation", value=nation)
    return organisation


@transaction.atomic
def go_live(*, by: User, now: datetime) -> Organisation:
    """Let real people be recorded from now on, if nothing essential is missing. A second press changes nothing.

    Raises Refused, and changes nothing, while something is missing.
    """
    Organisation.objects.select_for_update().get()
    return actions.go_live(by=by, now=now, missing=[one.code for one in lapses(now)])
