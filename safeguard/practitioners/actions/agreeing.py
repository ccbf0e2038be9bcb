"""How a service is delivered: written, and signed by both sides."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.practitioners import access
from safeguard.practitioners.enums import LearningVerb
from safeguard.practitioners.models import AgreementSignature, Service, ServiceAgreement, User


@transaction.atomic
def write_agreement(
    *, by: User, now: datetime, service: Service, written_on: int, parts: Mapping[str, str], client_token: UUID
) -> ServiceAgreement:
    """Write the next agreement of a service, in its six parts (ORG-34). The same token lands once.

    ``written_on``: the number of the one that was on the page, 0 for none. Raises Refused for those who work for
    neither side, for an empty part, and when somebody has written another meanwhile.
    """
    if access.side_of(by, service) is None:
        raise Refused(_("Only those who work in this service, or manage it, write its agreement."))
    if any(not parts.get(name, "").strip() for name in ServiceAgreement.PARTS):
        raise Refused(_("Write something in each of the six parts"))
    Service.objects.select_for_update().get(pk=service.pk)  # of two who write at once, one is last
    made = ServiceAgreement.objects.filter(client_token=client_token, written_by=by).first()
    if made is not None:
        return made
    last = ServiceAgreement.objects.filter(service=service).order_by("-number").first()
    if (last.number if last else 0) != written_on:
        raise Refused(_("Somebody has written another version meanwhile. It stands below: put the two together."))
    agreement = ServiceAgreement.objects.create(
        ref=new_ref("AG"),
        client_token=client_token,
        service=service,
        number=written_on + 1,
        written_by=by,
        written_at=now,
        **{name: parts[name] for name in ServiceAgreement.PARTS},
    )
    record(LearningVerb.AGREEMENT_WRITTEN, by=by, now=now, subject=agreement, fields=agreement.AUDIT_FIELDS)
    return agreement


@transaction.atomic
def sign_agreement(*, by: User, now: datetime, agreement: ServiceAgreement) -> AgreementSignature:
    """Sign an agreement for one's side (ORG-34). A second press changes nothing.

    Raises Refused for those who work for neither side, when one's side has signed already, and for an agreement that
    a later one has taken the place of.
    """
    side = access.side_of(by, agreement.service)
    if side is None:
        raise Refused(_("Only those who work in this service, or manage it, sign its agreement."))
    Service.objects.select_for_update().get(pk=agreement.service_id)
    signed = agreement.signatures.filter(side=side).first()
    if signed is not None and signed.signed_by_id == by.pk:
        return signed
    if signed is not None:
        raise Refused(_("Somebody has signed it for your side already."))
    if ServiceAgreement.objects.filter(service=agreement.service, number__gt=agreement.number).exists():
        raise Refused(_("There is a later version. Read that one, and sign it."))
    signature = AgreementSignature.objects.create(agreement=agreement, side=side, signed_by=by, signed_at=now)
    record(LearningVerb.AGREEMENT_SIGNED, by=by, now=now, subject=signature, fields=signature.AUDIT_FIELDS)
    return signature
