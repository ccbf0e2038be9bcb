"""Writing down what people without an account have agreed to keep to."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.people import access
from safeguard.people.enums import AgreementHow, Verb
from safeguard.people.models import Adult, Agreement, Person
from safeguard.people.selectors.agreements import WITHOUT_ACCOUNT
from safeguard.policies.models import PolicyVersion
from safeguard.policies.rules import why_not_signed_on
from safeguard.practitioners.models import User


@transaction.atomic
def record_agreement(
    *,
    by: User,
    now: datetime,
    person: Person,
    version: PolicyVersion,
    adult: Adult | None,
    answer: str,
    how: str,
    agreed_on: date,
    client_token: UUID,
    read_with: User | None = None,
    held_at: str = "",
) -> Agreement:
    """Write down that a policy was gone through with a person, or with an adult around them (``adult``), and what they
    said (ORG-08, ORG-10). ``read_with`` None: with ``by``. The same client token lands once.

    Raises Refused for whoever may not write on this person, a policy that is for somebody else, an adult of another
    person, a paper that is held nowhere, and a day that cannot be.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not access.may_change(by, person):
        raise Refused(_("Only those who work with them, or their managers, can write this down."))
    if version.policy.readers not in WITHOUT_ACCOUNT:
        raise Refused(_("This policy is for somebody else."))
    if adult is not None and adult.person_id != person.pk:
        raise Refused(_("This adult belongs to somebody else."))
    if how == AgreementHow.PAPER and not held_at.strip():
        raise Refused(_("Write where the paper is held."))
    _check_day(version, agreed_on, now)
    made = {
        "person": person,
        "version": version,
        "adult": adult,
        "answer": answer,
        "how": how,
        "agreed_on": agreed_on,
        "held_at": held_at.strip(),
        "read_with": read_with or by,
        "recorded_at": now,
        "recorded_by": by,
    }
    agreement, is_new = Agreement.objects.get_or_create(client_token=client_token, defaults=made)
    if agreement.person_id != person.pk:
        raise Refused(_("This form was used for something else. Open the page again."))
    if is_new:
        record(Verb.AGREEMENT_RECORDED, by=by, now=now, subject=agreement, fields=agreement.AUDIT_FIELDS)
    return agreement


def _check_day(version: PolicyVersion, agreed_on: date, now: datetime) -> None:
    today, from_on = (moment.astimezone(LONDON).date() for moment in (now, version.holds_from))
    problem = why_not_signed_on(agreed_on, from_on, today)
    if problem:
        raise Refused(problem)
