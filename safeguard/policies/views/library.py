"""Pages of the policies: the list, reading and signing one, issuing one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.permissions import Permission
from safeguard.policies import access, selectors
from safeguard.policies.actions import issue_policy, sign_policy
from safeguard.policies.enums import PolicyKind
from safeguard.policies.exceptions import NewerVersion
from safeguard.policies.forms import PolicyForm, SignForm, VersionForm
from safeguard.policies.forms.library import initial_of
from safeguard.policies.models import PolicyVersion, Signature
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of


@require_safe
def policies(request: SignedInRequest) -> HttpResponse:
    """Every policy in force, those to be signed first; then what comes into force later."""
    to_sign = set(selectors.policies_to_sign(request.user).values_list("pk", flat=True))
    signed = selectors.signatures_of(request.user)
    in_force = sorted(selectors.versions_in_force().defer("text"), key=lambda version: version.pk not in to_sign)
    rows = [_row(version, to_sign, signed) for version in in_force]
    context = {
        "heads": [cell["label"] for row in rows[:1] for cell in row],
        "rows": rows,
        "planned": selectors.planned_versions().defer("text"),
        "to_sign": len(to_sign),
        "may_issue": access.may_issue(request.user),
    }
    return render(request, "policies/policy_list.html", context)


def _row(version: PolicyVersion, to_sign: set[int], signed: dict[int, Signature]) -> list[dict[str, Any]]:
    signature, policy = signed.get(version.policy_id), version.policy
    if version.pk in to_sign:
        own = {"text": _("Sign it again") if signature else _("Sign it"), "level": "high"}
    elif signature:
        day = date_format(signature.signed_at.astimezone(clock.LONDON), "j F Y")
        own = {"text": _("Signed %(day)s") % {"day": day}}
    elif policy.is_for_staff:
        own = {"text": _("To be read")}
    else:
        own = {"text": policy.get_readers_display()}
    return [
        {"label": _("Policy"), "text": policy.title, "url": policy.get_absolute_url()},
        {"label": _("About"), "text": policy.type.label if policy.type else policy.get_kind_display()},
        {"label": _("Version"), "text": version.number},
        {"label": _("In force since"), "text": version.holds_from.astimezone(clock.LONDON).date()},
        {"label": _("You"), **own},
    ]


@require_safe
def detail(request: SignedInRequest, code: str) -> HttpResponse:
    """The version in force, to be read; below it what one signs, if one has to."""
    current = selectors.version_in_force(code)
    return _detail(request, current, SignForm(initial={"version": current.ref}))


def _detail(request: SignedInRequest, current: PolicyVersion, form: SignForm, *, status: int = 200) -> HttpResponse:
    policy = current.policy
    context = {
        "version": current,
        "policy": policy,
        "facts": facts_of(current),
        "form": form,
        "is_planned": current.holds_from > clock.now(),
        "must_sign": selectors.policies_to_sign(request.user).filter(pk=current.pk).exists(),
        "signature": selectors.signatures_of(request.user).get(current.policy_id),
        "others": selectors.other_versions(current),
        "may_issue": access.may_issue(request.user),
        "sees_signers": access.may_see_signers(request.user, policy) or request.user.may(Permission.MANAGE_TEAM),
    }
    return render(request, "policies/policy_detail.html", context, status=status)


def facts_of(version: PolicyVersion) -> list[dict[str, Any]]:
    """What stands around the words of a version, as far as it was said (ORG-03)."""
    policy = version.policy
    number = version.number
    before = _("Version %(number)s") % {"number": number - 1} if number > 1 else ""
    rows = [
        (_("About"), policy.type.label if policy.type else policy.get_kind_display()),
        (_("Speaks to"), policy.get_readers_display()),
        (_("Holds from"), date_format(version.holds_from.astimezone(clock.LONDON))),
        (_("May be passed on"), version.get_marking_display()),
        (_("Who answers for it"), policy.owner.full_name if policy.owner else _("Nobody has been named")),
        (_("Takes the place of"), version.supersedes or before),
        (_("National guidance it quotes"), version.quotes),
        (_("Held at"), "" if version.link else version.held_at),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: SignedInRequest, code: str) -> HttpResponse:
    """Sign the version that was read. Looking at this address signs nothing and leads back to the policy."""
    current = selectors.version_in_force(code)
    if request.method != "POST":
        return redirect(current.policy)
    form = SignForm(request.POST)
    if form.is_valid():
        read = selectors.version_of(current.policy, form.cleaned_data["version"])
        try:
            sign_policy(by=request.user, now=clock.now(), version=read)
        except NewerVersion as newer:  # what was ticked was another text
            messages.error(request, str(newer))
            return redirect(current.policy)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("You have signed it."))
            return redirect(current.policy)
    return _detail(request, current, form, status=422)


@require_safe
def earlier_version(request: SignedInRequest, code: str, version: UUID) -> HttpResponse:
    """The words of another version: an earlier one, which stays readable, or one that is to come."""
    current = selectors.version_in_force(code)
    shown = selectors.version_of(current.policy, version)
    context = {
        "version": shown,
        "current": current,
        "facts": facts_of(shown),
        "is_planned": shown.holds_from > clock.now(),
    }
    return render(request, "policies/policy_version.html", context)


def _check_issuing(request: SignedInRequest) -> None:
    if not access.may_issue(request.user):
        raise NotVisible


def _add_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    _check_issuing(request)
    form = PolicyForm(request.POST)
    form.add_error(None, error)
    return render(request, "policies/policy_add.html", {"form": form}, status=status)


@keeps_typing(DraftForm.POLICY, shown_at="policies:add", show_again=_add_again)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """Issue a policy that is not there yet."""
    _check_issuing(request)
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.POLICY)
        form = PolicyForm(initial={"written_on": 0, **restored(draft, PolicyForm)})
        return render(request, "policies/policy_add.html", {"form": form})
    form = PolicyForm(request.POST)
    if form.is_valid():
        try:
            issued = issue_policy(
                by=request.user,
                now=clock.now(),
                code=form.cleaned_data["code"],
                title=form.cleaned_data["title"],
                text=form.cleaned_data["text"],
                kind=form.kind,
                must_sign=form.cleaned_data["must_sign"],
                written_on=0,
                client_token=form.cleaned_data["client_token"],
                policy_facts=form.policy_facts(),
                facts=form.facts(),
            )
        except NewerVersion:
            form.add_error("title", _("There is already a policy of this title. Issue its next version"))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The policy has been issued."))
            return redirect(issued.policy)
    return render(request, "policies/policy_add.html", {"form": form}, status=422)


def _issue_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """What was typed, beside the version in force, which may be another than the one it was written on."""
    _check_issuing(request)
    current = selectors.latest_version_of(ref)
    answers = request.POST.copy()
    answers["written_on"] = str(current.number)
    form = VersionForm(answers, initial=initial_of(current))
    form.add_error(None, error)
    return _issue_page(request, current, form, status=status)


@keeps_typing(DraftForm.POLICY, shown_at="policies:issue", show_again=_issue_again)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: SignedInRequest, ref: str) -> HttpResponse:
    """Issue the next version of a policy, beginning with the words in force."""
    _check_issuing(request)
    current = selectors.latest_version_of(ref)
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.POLICY, ref)
        begun = {**initial_of(current), **restored(draft, VersionForm)}
        return _issue_page(request, current, VersionForm(initial=begun))
    form = VersionForm(request.POST, initial=initial_of(current))
    if form.is_valid():
        policy = current.policy
        try:
            issue_policy(
                by=request.user,
                now=clock.now(),
                code=policy.code,
                title=policy.title,
                text=form.cleaned_data["text"],
                kind=PolicyKind(policy.kind),
                must_sign=form.cleaned_data["must_sign"],
                written_on=form.cleaned_data["written_on"],
                client_token=form.cleaned_data["client_token"],
                facts=form.facts(),
            )
        except NewerVersion as newer:
            return _issue_again(request, ref, error=str(newer), status=422)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The new version has been issued."))
            return redirect(policy)
    return _issue_page(request, current, form, status=422)


def _issue_page(
    request: SignedInRequest, current: PolicyVersion, form: VersionForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "version": current,
        "policy": current.policy,
        "has_changed": status == 422,
        "signed_before": selectors.signed_before(current),
    }
    return render(request, "policies/policy_issue.html", context, status=status)
