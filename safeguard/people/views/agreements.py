"""What a person and the adults around them have agreed to keep to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people import access
from safeguard.people.actions import note_opened, record_agreement
from safeguard.people.forms import AgreementForm
from safeguard.people.selectors import adults_of, agreement_lines
from safeguard.people.views.keeping import Again, Keeps, showing_again
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing


def _agreement(request: SignedInRequest, ref: str, again: Again | None = None) -> HttpResponse:
    person, now = access.get_person_for(request.user, ref), clock.now()
    if not access.may_change(request.user, person):
        raise NotVisible
    lines = agreement_lines(person)
    posted, keeps = request.method == "POST", Keeps(DraftForm.AGREED, ref)
    form = AgreementForm(
        request.POST if posted else None,
        person=person,
        adults=list(adults_of(person)),
        versions=[line.version for line in lines],
        today=now.astimezone(clock.LONDON).date(),
        initial=keeps.begun(request, AgreementForm),
    )
    if again is not None:
        again.show(form)
    elif posted and form.is_valid():
        try:
            record_agreement(by=request.user, now=now, person=person, **form.facts())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            keeps.close(request, form)
            messages.success(request, _("It is written down."))
            return redirect(person)
    note_opened(by=request.user, now=now, person=person)
    context = {"form": form, "person": person, "lines": lines, "keeps": keeps}
    status = again.status if again else 422 if posted else 200
    return render(request, "people/agreement.html", context, status=status)


@keeps_typing(DraftForm.AGREED, shown_at="people:agreement", show_again=showing_again(_agreement))
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: SignedInRequest, ref: str) -> HttpResponse:
    """What was agreed before, and writing down what is agreed now."""
    return _agreement(request, ref)
