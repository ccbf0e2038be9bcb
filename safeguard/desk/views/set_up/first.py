"""The first account, made in the browser by whoever has the code that only the server's terminal shows."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.desk.forms.setting_up import FirstAccountForm
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.practitioners.access import is_first_code, may_make_first_account
from safeguard.practitioners.actions import create_first_administrator


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def first_account(request: HttpRequest) -> HttpResponse:
    """Make the first administrator. Once somebody is there, there is no such page, for ever."""
    if not may_make_first_account():
        raise NotVisible
    form = FirstAccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not ratelimit.consume(request, action="first_account"):
        form.add_error(None, _("Too many tries. Wait a few minutes, then try again."))
    elif form.is_valid():
        given = form.cleaned_data
        if not is_first_code(given["code"]):
            form.add_error("code", _("This is not the code. Copy it from the terminal"))
        else:
            try:
                create_first_administrator(
                    by=None,
                    now=clock.now(),
                    email=given["email"],
                    full_name=given["full_name"],
                    work_phone=given["work_phone"],
                    password=given["password"],
                )
            except Refused:  # somebody else was quicker
                raise NotVisible from None
            messages.success(request, _("Your account is made. Sign in with it."))
            return redirect("account_login")
    return render(request, "desk/set_up/first_account.html", {"form": form})  # 200 with errors, as sign-in answers
