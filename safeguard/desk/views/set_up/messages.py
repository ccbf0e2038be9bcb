"""Test messages: sent by an administrator, confirmed by whoever got one."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.desk.forms.setting_up import CodeForm, TestForm
from safeguard.desk.views.set_up.pages import administrators_only, form_page
from safeguard.lib import clock
from safeguard.notifications import selectors
from safeguard.notifications.actions import confirm_test, send_test
from safeguard.notifications.enums import Channel
from safeguard.notifications.models import ChannelTest
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import holders_of_safeguarding_posts

SHOWN = 20


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def send_tests(request: SignedInRequest) -> HttpResponse:
    """Send a test message to somebody who holds a post, and see who has confirmed one."""
    now = clock.now()
    form = TestForm(request.POST if request.method == "POST" else None, holders=holders_of_safeguarding_posts(now))

    def send() -> None:
        given = form.cleaned_data
        person, channel = given["recipient"], Channel(given["channel"])
        address = person.email if channel == Channel.EMAIL else person.work_phone
        send_test(
            by=request.user,
            now=now,
            channel=channel,
            recipient=person,
            address=address,
            client_token=given["client_token"],
        )

    rows = [_row(test) for test in selectors.latest_tests()[:SHOWN]]
    return form_page(
        request,
        form,
        act=send,
        done=_("The message is on its way. They confirm it with the code that is in it."),
        to=reverse("desk:set_up_messages"),
        template="desk/set_up/messages.html",
        context={
            "rows": rows,
            "heads": [cell["label"] for row in rows[:1] for cell in row],
            "has_second_channel": bool(settings.SMS_URL),
        },
        beside="channel",
    )


def _row(test: ChannelTest) -> list[dict[str, Any]]:
    when = test.confirmed_at and date_format(test.confirmed_at.astimezone(clock.LONDON), "SHORT_DATETIME_FORMAT")
    if test.reached:
        return [
            {"label": _("To"), "text": test.recipient.full_name},
            {
                "label": _("By"),
                "text": _("%(name)s: %(how)s") % {"name": test.sent_by, "how": test.get_reached_display()},
            },
            {"label": _("Sent"), "text": _("No message")},
            {"label": _("Confirmed"), "text": when},
        ]
    confirmed = {"text": when} if (test.confirmed_at) else {"text": _("Not yet"), "level": "moderate"}
    return [
        {"label": _("To"), "text": test.recipient.full_name},
        {"label": _("By"), "text": test.get_channel_display()},
        {"label": _("Sent"), "text": date_format(test.sent_at.astimezone(clock.LONDON), "SHORT_DATETIME_FORMAT")},
        {"label": _("Confirmed"), **confirmed},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def test_message(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Whoever got a test message says so, by the code in it: opening the link alone confirms nothing."""
    test = selectors.test_sent_to(request.user.pk, ref)
    form = CodeForm(request.POST if request.method == "POST" else None)
    return form_page(
        request,
        form,
        act=lambda: confirm_test(by=request.user, now=clock.now(), test=test, **form.cleaned_data),
        done=_("Thank you. It is recorded that the message has reached you."),
        to=reverse("desk:test_message", args=[test.ref]),
        template="desk/set_up/test_message.html",
        context={"test": test},
        beside="code",
    )
