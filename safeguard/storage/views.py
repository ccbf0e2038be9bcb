"""The address that keeps what a person is typing."""

from uuid import uuid4

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from safeguard.lib import clock
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.actions import LONGEST, save_draft
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import token_in, typed


@require_POST
def draft(request: SignedInRequest, form: str, about: str = "") -> HttpResponse:
    """Keep the typing of the signed-in person. Answers when it was kept, London time.

    410 when its form has been sent or discarded: nothing is kept, and the page must not say so. A form without its
    token becomes a draft of its own, because nobody knows which one it goes on from.
    """
    if form not in DraftForm.values:
        raise Http404
    content = typed(request.POST)
    if sum(len(text) for texts in content.values() for text in texts) > LONGEST:
        return JsonResponse({"error": "too long to keep"}, status=413)
    now, token = clock.now(), token_in(request.POST) or uuid4()
    kept = save_draft(by=request.user, now=now, form=form, client_token=token, content=content, about=about)
    if kept.closed_at is not None:
        return JsonResponse({"error": "already sent or discarded"}, status=410)
    return JsonResponse({"saved_at": f"{timezone.localtime(now):%H:%M}"})
