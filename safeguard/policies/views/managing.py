"""Who answers for a policy, signatures on paper, and what policies may be about."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.policies import access, selectors
from safeguard.policies.actions import add_type, name_owner, record_guest, record_paper
from safeguard.policies.enums import Readers
from safeguard.policies.exceptions import MaybeTheSame
from safeguard.policies.forms import GuestForm, OwnerForm, PaperForm, TypeForm
from safeguard.policies.models import PolicyVersion
from safeguard.practitioners.requests import SignedInRequest

ASKED = require_http_methods(["GET", "HEAD", "POST"])


def _progress(version: PolicyVersion) -> str:
    return reverse("desk:policy_progress", args=[version.policy.ref])


@ASKED
def owner(request: SignedInRequest, ref: str) -> HttpResponse:
    """Name the officer who answers for a policy."""
    if not access.may_issue(request.user):
        raise NotVisible
    policy = selectors.latest_version_of(ref).policy
    posted = request.method == "POST"
    form = OwnerForm(request.POST if posted else None, initial={"owner": policy.owner.ref if policy.owner else ""})
    if posted and form.is_valid():
        try:
            name_owner(by=request.user, now=clock.now(), policy=policy, owner=form.cleaned_data["owner"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is kept who answers for this policy."))
            return redirect(policy)
    context = {"form": form, "policy": policy}
    return render(request, "policies/policy_owner.html", context, status=422 if posted else 200)


@ASKED
def paper(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write down that somebody who works here signed on paper."""
    version = _in_force(ref)
    now = clock.now()
    people = access.visible_audience(request.user, version).exclude(pk=request.user.pk).order_by("full_name", "pk")
    posted = request.method == "POST"
    form = PaperForm(request.POST if posted else None, people=people, today=now.astimezone(clock.LONDON).date())
    if posted and form.is_valid():
        try:
            record_paper(by=request.user, now=now, version=version, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The signature has been written down."))
            return redirect(_progress(version))
    context = {"form": form, "policy": version.policy, "version": version, "is_guest": False}
    return render(request, "policies/policy_paper.html", context, status=422 if posted else 200)


@ASKED
def guest(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write down that a guest signed on paper."""
    version = _in_force(ref)
    policy, now = version.policy, clock.now()
    if policy.readers != Readers.GUEST or not access.may_see_signers(request.user, policy):
        raise NotVisible
    posted = request.method == "POST"
    form = GuestForm(request.POST if posted else None, today=now.astimezone(clock.LONDON).date())
    if posted and form.is_valid():
        try:
            record_guest(by=request.user, now=now, version=version, **form.cleaned_data)
        except MaybeTheSame as same:
            form.ask_whether_another(str(same))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The signature has been written down."))
            return redirect(_progress(version))
    context = {"form": form, "policy": policy, "version": version, "is_guest": True}
    return render(request, "policies/policy_paper.html", context, status=422 if posted else 200)


def _in_force(ref: str) -> PolicyVersion:
    """The version in force of the policy with this reference. Raises NotVisible for any other."""
    return selectors.version_in_force(selectors.latest_version_of(ref).policy.code)


@ASKED
def types(request: SignedInRequest) -> HttpResponse:
    """What policies may be about, and adding to it."""
    if not access.may_issue(request.user):
        raise NotVisible
    posted = request.method == "POST"
    form = TypeForm(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            added = add_type(by=request.user, now=clock.now(), label=form.cleaned_data["label"])
        except Refused as refused:
            form.add_error("label", str(refused))
        else:
            messages.success(request, _("Policies may be about “%(label)s”.") % {"label": added.label})
            return redirect("policies:types")
    context = {"form": form, "types": selectors.policy_types()}
    return render(request, "policies/policy_types.html", context, status=422 if posted else 200)
