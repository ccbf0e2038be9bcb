"""A page to print: how young people and families tell us, with a code for the phone's camera."""

from io import BytesIO

import qrcode
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from qrcode.image.svg import SvgPathImage

from incidents.views.public import service_named
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import organisation, services_in_use

QUIET = 2  # modules of white around the code, beside the white of the page


@require_safe
def poster(request: SignedInRequest) -> HttpResponse:
    """One A4 page for all services, or for one (``?s=``): what is sent by it belongs to that service."""
    service = service_named(request.GET.get("s", ""))
    context = {
        "service": service,
        "services": services_in_use(),
        "organisation": organisation(),
        "address": settings.SITE_URL + reverse("incidents:public_start"),
    }
    return render(request, "incidents/poster.html", context)


@require_safe
def poster_code(request: SignedInRequest) -> HttpResponse:
    """The code of the poster, as a picture made of lines."""
    service = service_named(request.GET.get("s", ""))
    address = settings.SITE_URL + reverse("incidents:public_start") + (f"?s={service.ref}" if service else "")
    drawn = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=QUIET).save(drawn)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
