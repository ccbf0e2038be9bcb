"""Pages that only a demonstration has."""

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from safeguard.lib import clock

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
