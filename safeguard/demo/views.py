"""Pages that only a demonstration has."""

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safeguard.demo import families
from safeguard.demo.forms import RecipientForm
from safeguard.demo.links import with_links
from safeguard.demo.models import CaughtMessage
from safeguard.demo.people import EVERYBODY, Person, name_at
from safeguard.lib import clock
from safeguard.lib.pages import newest_first

from . import showcase


def components(request: HttpRequest) -> HttpResponse:
    """Show every component once, with a form that is empty and the same form sent with mistakes."""
    context = {
        **showcase.samples(clock.now()),
        "empty_form": showcase.EveryFieldForm(),
        "sent_form": showcase.sent_wrong(),
        "filter_form": showcase.FilterForm(request.GET or None),
        "sample_messages": [
            Message(messages.SUCCESS, _("You have acknowledged SG-7K4M-2Q")),
            Message(messages.ERROR, _("Somebody else acknowledged it first, at 22:21")),
            Message(messages.INFO, _("Nobody is on duty on 24 December")),
        ],
    }
    return render(request, "demo/component_list.html", context)


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """What this installation has sent, newest first. In a demonstration anybody signed in may read all of it."""
    form = RecipientForm(request.GET or None)
    person = _chosen(form)
    page = newest_first(_messages_to(person), "received_at", request.GET.get("after", ""), key="pk")
    here, chosen = reverse("demo:mail"), {"to": person.key} if person else {}
    context = {
        "form": form,
        "chosen": [{"text": person.name, "url": here}] if person else [],
        "caught": [
            {"message": row, "name": name_at(row.to) or families.name_at(row.to), "body": with_links(row.body)}
            for row in page.rows
        ],
        "is_first": page.is_first,
        "here": here,
        "newest_url": f"{here}?{urlencode(chosen)}",
        "older_url": f"{here}?{urlencode({**chosen, 'after': page.older})}" if page.older else "",
    }
    return render(request, "demo/mail_list.html", context)


def _chosen(form: RecipientForm) -> Person | None:
    key = form.cleaned_data["to"] if form.is_bound and form.is_valid() else ""
    return next((person for person in EVERYBODY if person.key == key), None)


def _messages_to(person: Person | None) -> QuerySet[CaughtMessage]:
    rows = CaughtMessage.objects.all()
    return rows.filter(to__in=[person.email, person.work_phone]) if person else rows
