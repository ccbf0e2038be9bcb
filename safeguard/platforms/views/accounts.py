"""Accounts of the organisation's own: which profile out there is really ours, and who looks after it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.platforms import selectors
from safeguard.platforms.access import get_account, may_change_account, may_register_accounts
from safeguard.platforms.actions import close_account, hand_over_account, register_account
from safeguard.platforms.forms import AccountForm, CustodianForm
from safeguard.platforms.models import OrganisationAccount
from safeguard.platforms.views.register import ASKED
from safeguard.practitioners.requests import SignedInRequest


@require_safe
def account_list(request: SignedInRequest) -> HttpResponse:
    """Every account that is ours; those whose keeper has left come first."""
    found = sorted(selectors.accounts(), key=lambda one: one.custodian.is_active)
    rows = [_row(request, one) for one in found]
    context = {
        "rows": rows,
        "heads": [cell["label"] for row in rows[:1] for cell in row],
        "left": [one for one in found if not one.custodian.is_active],
        "may_register": may_register_accounts(request.user),
    }
    return render(request, "platforms/account_list.html", context)


def _row(request: SignedInRequest, account: OrganisationAccount) -> list[dict[str, Any]]:
    keeper = account.custodian
    name: dict[str, Any] = {"label": _("Account"), "text": account.label}
    if may_change_account(request.user, account):
        name["url"] = reverse("platforms:account", args=[account.ref])
    state = {"text": _("Looked after")} if keeper.is_active else {"text": _("Its keeper has left"), "level": "high"}
    return [
        name,
        {"label": _("Platform"), "text": account.platform.name, "url": account.platform.get_absolute_url()},
        {"label": _("Who looks after it"), "text": keeper.full_name},
        {"label": _("Linked to"), "text": account.work_email},
        {"label": _("State"), **state},
    ]


@require_http_methods(ASKED)
def account_add(request: SignedInRequest) -> HttpResponse:
    """Enter an account of ours."""
    if not may_register_accounts(request.user):
        raise NotVisible
    form = AccountForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        try:
            register_account(by=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The account is in the register."))
            return redirect("platforms:accounts")
    return render(request, "platforms/account_add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(ASKED)
def account(request: SignedInRequest, ref: str) -> HttpResponse:
    """Hand an account over, or close it."""
    found = _to_change(request, ref)
    form = CustodianForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            hand_over_account(by=request.user, now=clock.now(), account=found, to=form.cleaned_data["to"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The account has been handed over. Change its password together."))
            return redirect("platforms:accounts")
    context = {"account": found, "form": form}
    return render(request, "platforms/account.html", context, status=422 if form.errors else 200)


@require_POST
def account_close(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write down that an account has been closed."""
    close_account(by=request.user, now=clock.now(), account=_to_change(request, ref))
    messages.success(request, _("The account is closed."))
    return redirect("platforms:accounts")


def _to_change(request: SignedInRequest, ref: str) -> OrganisationAccount:
    found = get_account(ref)
    if not may_change_account(request.user, found):
        raise NotVisible
    return found
