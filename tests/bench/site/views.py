"""The floors: the least that a page of this kind can cost in Django on this machine, at this moment."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from incidents.models import ChronologyEntry, Incident
from safeguard.lib.refs import new_ref


def empty(request: HttpRequest) -> HttpResponse:
    """(i) Nothing."""
    return HttpResponse("ok")


def rows(request: HttpRequest) -> HttpResponse:
    """(ii) The session, its user, 25 incidents joined with their service and who raised them, and a template."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    newest = Incident.objects.filter(state="raised").select_related("service", "raised_by").order_by("-raised_at")
    return render(request, "bench/rows.html", {"incidents": newest[:25]})


def write(request: HttpRequest) -> HttpResponse:
    """(ii-w) The session, its user, an incident and a line of its chronology, committed."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    with transaction.atomic():
        incident = Incident.objects.create(
            ref=new_ref("SG"),
            client_token=uuid.uuid4(),
            raised_by_id=request.user.pk,
            raised_at=now(),
            is_danger=False,
            how_soon="today",
            urgency="today",
            about_staff="no",
            imagery="no",
            exact_words=request.POST["exact_words"],
            route="ordinary",
            has_imagery=False,
            is_about_staff=False,
        )
        ChronologyEntry.objects.create(
            client_token=uuid.uuid4(),
            incident=incident,
            kind="note",
            by_id=request.user.pk,
            written_at=now(),
            text="Raised.",
        )
    return redirect("/")


FLOORS = {"/bench/empty/": empty, "/bench/rows/": rows, "/bench/write/": write}
