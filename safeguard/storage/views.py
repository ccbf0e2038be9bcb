"""The address that keeps what a person is typing."""

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from safeguard.lib import clock
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.actions import LONGEST, discard_draft, save_draft
from safeguard.storage.enums import DraftForm

NOT_KEPT = {"csrfmiddlewaretoken", "discard"}


@require_POST
def draft(request: SignedInRequest, form: str, about: str = "") -> HttpResponse:
    """Keep the typing of the signed-in person, or with ``discard`` drop it. Answers when it was kept, London time."""
    if form not in DraftForm.values:
        raise Http404
    if "discard" in request.POST:
        discard_draft(by=request.user, form=form, about=about)
        return JsonResponse({"discarded": True})
    content = {name: texts for name, texts in request.POST.lists() if name not in NOT_KEPT}
    if sum(len(text) for texts in content.values() for text in texts) > LONGEST:
        return JsonResponse({"error": "too long to keep"}, status=413)
    now = clock.now()
    save_draft(by=request.user, now=now, form=form, content=content, about=about)
    return JsonResponse({"saved_at": f"{timezone.localtime(now):%H:%M}"})
