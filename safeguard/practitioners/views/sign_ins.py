"""Where somebody is signed in: one's own, and those of others for whoever looks after them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.pages import by_name
from safeguard.lib.permissions import Permission
from safeguard.practitioners import access, selectors
from safeguard.practitioners.actions import (
    agree_to_factor_reset,
    ask_for_factor_reset,
    end_other_sign_ins,
    end_sign_in,
    note_sign_ins_listed,
    reset_factor,
    sign_out_everywhere,
    stop_factor_reset,
    unlink_work_identity,
)
from safeguard.practitioners.models import FactorReset, User
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required
from safeguard.practitioners.selectors import sign_ins as door


@require_safe
def own_sign_ins(request: SignedInRequest) -> HttpResponse:
    """Every browser in which one is signed in, this one first, and what waits for one's second step."""
    here = request.session.session_key
    found = list(door.sign_ins_of(request.user))
    found.sort(key=lambda one: one.pk != here)
    context = {
        "sign_ins": [{"row": one, "is_here": one.pk == here} for one in found],
        "has_others": any(one.pk != here for one in found),
        "reset": door.open_reset_of(request.user),
        "has_factor": selectors.has_second_factor(request.user),
        "work_identity": door.work_identity_of(request.user),
    }
    return render(request, "practitioners/own_sign_ins.html", context)


@require_POST
def own_sign_in_end(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Sign out in one browser; in this one too."""
    end_sign_in(by=request.user, now=clock.now(), ref=ref)
    messages.success(request, _("That browser is signed out."))
    return redirect("practitioners:own_sign_ins")


@require_POST
def own_sign_ins_end(request: SignedInRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = end_other_sign_ins(by=request.user, now=clock.now(), keep=request.session.session_key)
    messages.success(request, _ended(ended))
    return redirect("practitioners:own_sign_ins")


@require_POST
def own_reset_stop(request: SignedInRequest) -> HttpResponse:
    """Its person did not ask for the reset, or has found what was lost."""
    reset = door.open_reset_of(request.user)
    if reset is None:
        raise NotVisible
    stop_factor_reset(by=request.user, now=clock.now(), reset=reset)
    messages.success(request, _("It is stopped. Nothing has been changed."))
    return redirect("practitioners:own_sign_ins")


@require_POST
@fresh_sign_in_required
def own_work_unlink(request: SignedInRequest) -> HttpResponse:
    """Sign in with the organisation's own account no more."""
    if unlink_work_identity(by=request.user, now=clock.now(), person=request.user):
        messages.success(request, _("Your work account is unlinked. From now on you sign in with your password."))
    return redirect("practitioners:own_sign_ins")


@require_safe
def signers(request: SignedInRequest) -> HttpResponse:
    """Everybody who can sign in, for whoever looks after lost phones."""
    if not access.may_look_after_sign_ins(request.user):
        raise NotVisible
    page = by_name(selectors.everybody(), "full_name", request.GET.get("after", ""))
    factors = selectors.with_second_factor()
    rows = [{"person": one, "has_factor": one.pk in factors, "is_own": one.pk == request.user.pk} for one in page.rows]
    return render(request, "practitioners/signers.html", {"page": page, "rows": rows})


@require_safe
def sign_ins(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """How somebody signs in: for a lost phone. Opening it is an event."""
    person = access.get_signer_for(request.user, ref)
    now = clock.now()
    note_sign_ins_listed(by=request.user, now=now, person=person)
    reset = door.open_reset_of(person)
    context = {
        "person": person,
        "sign_ins": list(door.sign_ins_of(person)),
        "has_factor": door.has_any_factor(person),
        "reset": reset,
        "is_due": reset is not None and now >= reset.due_at,
        "may_reset": request.user.may(Permission.MANAGE_PEOPLE),
        "work_identity": door.work_identity_of(person),
        "may_agree": reset is not None and access.may_agree_to_reset(request.user, reset, now),
    }
    return render(request, "practitioners/sign_ins.html", context)


@require_POST
@fresh_sign_in_required
def sign_ins_end(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Sign somebody out everywhere."""
    person = access.get_signer_for(request.user, ref)
    return _do(request, person, lambda: sign_out_everywhere(by=request.user, now=clock.now(), person=person), _ended)


@require_POST
@fresh_sign_in_required
def work_unlink(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Let the organisation's own account open somebody's account no more."""
    person = access.get_signer_for(request.user, ref)
    said = _("Their work account is unlinked, and every sign-in of theirs is ended. They have been told.")
    return _do(request, person, lambda: unlink_work_identity(by=request.user, now=clock.now(), person=person), said)


@require_POST
@fresh_sign_in_required
def reset_ask(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Ask for the reset of somebody's second factor."""
    person = access.get_signer_for(request.user, ref)
    said = _("They have been told, and so have the others who look after this. It can be done in an hour.")
    return _do(request, person, lambda: ask_for_factor_reset(by=request.user, now=clock.now(), person=person), said)


@require_POST
@fresh_sign_in_required
def reset_agree(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Agree to it, having spoken to them."""
    person, reset = _waiting(request, ref)
    said = _("You have agreed. An administrator can do it once the hour has passed.")
    return _do(request, person, lambda: agree_to_factor_reset(by=request.user, now=clock.now(), reset=reset), said)


@require_POST
def reset_stop(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Stop it."""
    person, reset = _waiting(request, ref)
    said = _("It is stopped. Nothing has been changed.")
    return _do(request, person, lambda: stop_factor_reset(by=request.user, now=clock.now(), reset=reset), said)


@require_POST
@fresh_sign_in_required
def reset_do(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Take it away, or change the address."""
    person, reset = _waiting(request, ref)
    said = _("Done. When they sign in next, with their password, they are asked to set up another second step.")
    if reset.email:
        said = _("The address is changed. They have been told at both.")
    return _do(request, person, lambda: reset_factor(by=request.user, now=clock.now(), reset=reset), said)


def _waiting(request: SignedInRequest, ref: UUID) -> tuple[User, FactorReset]:
    person = access.get_signer_for(request.user, ref)
    reset = door.open_reset_of(person)
    if reset is None:
        raise NotVisible
    return person, reset


def _do(
    request: SignedInRequest, person: User, act: Callable[[], Any], said: str | Callable[[int], str]
) -> HttpResponse:
    try:
        done = act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said if isinstance(said, str) else said(done))
    return redirect("practitioners:sign_ins", ref=person.ref)


def _ended(count: int) -> str:
    if not count:
        return _("Nobody else was signed in. Nothing had to be ended.")
    return ngettext("%(count)s sign-in has been ended.", "%(count)s sign-ins have been ended.", count) % {
        "count": count
    }
