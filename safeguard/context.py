"""What every page may show: who is signed in as what, who is on duty, whether this is a demonstration."""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from safeguard.lib import clock
from safeguard.lib.permissions import Permission
from safeguard.people.access import may_see_people
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import Answering, is_live, who_answers
from safeguard.practitioners.selectors.directory import Entry, whom_to_ring
from safeguard.sign_ins import sign_in_time_left

ON_DUTY = (PostCode.DSO, PostCode.DSL, PostCode.DEPUTY_DSL)


def site(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; what needs the database is asked only by a page that shows it."""
    found: Any = getattr(request, "user", None)  # a request refused early has none
    user: User | None = found if found is not None and found.is_authenticated else None
    return {
        "demo": settings.DEMO,
        "dsl_phone": settings.DSL_PHONE,
        "help_url": reverse("desk:help") if user else "",
        "on_duty": SimpleLazyObject(lambda: on_duty_for(user)) if user else [],
        "other_route": _(
            "If it is about the safeguarding lead, say so in the form: they will not be told. Or ring the local "
            "authority’s designated officer (LADO)."
        ),
        "directory": SimpleLazyObject(_directory) if user and request.path.startswith(WORK) else [],
        "policy_links": policy_links(user, request.path) if user else [],
        "nav_items": SimpleLazyObject(lambda: _navigation(user, request.path)) if user else [],
        "sign_in_seconds": SimpleLazyObject(lambda: _seconds_left(request)) if user else 0,
        "work_account": {"name": settings.OIDC_NAME} if settings.OIDC_ISSUER else None,
        "being_set_up": SimpleLazyObject(lambda: _being_set_up(user)) if user else None,
        **(_demonstration(request) if settings.DEMO else {}),
    }


# Where people plan, meet and deal with concerns: each such page leads to the two policies they keep to (ORG-04), and
# shows whom to ring (ORG-23).
WORK = ("/sessions/", "/incidents/", "/raise/", "/reports/SG-")


def policy_links(user: User, path: str) -> list[dict[str, str]]:
    """The policies on acceptable use and safeguarding in force, on pages of the work. They came with the account, so
    that they cost no query, and no process keeps them longer than one answer takes."""
    if not path.startswith(WORK) or user.raises_only:
        return []
    found = json.loads(getattr(user, "to_keep_to", None) or "[]")
    return [{"title": title, "url": reverse("policies:detail", args=[code])} for code, title in found]


def _directory() -> list[Entry]:
    """Whom to ring for what. Asked only by a page that shows it: one query."""
    return whom_to_ring(clock.now())


def _seconds_left(request: HttpRequest) -> int:
    """How long the sign-in lasts if nothing is pressed; 0 where nobody knows."""
    left = sign_in_time_left(request)
    return max(0, int(left.total_seconds())) if left is not None else 0


def _being_set_up(user: User) -> dict[str, bool] | None:
    """Until going live every page says so, and leads administrators on. Costs nothing once a process knows."""
    return None if is_live() else {"by_you": user.may(Permission.MANAGE_PEOPLE)}


def _demonstration(request: HttpRequest) -> dict[str, Any]:
    """Who a visitor of a demonstration may sign in as."""
    from safeguard.demo.context import people  # noqa: PLC0415 - no other installation has this app

    return people(request)


def on_duty_for(user: User) -> list[Answering]:
    """Who answers now for the service this person works in, without them, each person once, two at most."""
    now = clock.now()
    services = user.works_in
    service_id = services[0] if len(services) == 1 else None  # of several we do not know which is meant
    hours = thresholds_in_force(now).hours
    found = who_answers(ON_DUTY, service_id=service_id, now=now, hours=hours, excluded=[user.pk])
    people: dict[int, Answering] = {}
    for code in ON_DUTY:
        answering = found[code]
        if answering is not None:
            people.setdefault(answering.person.pk, answering)
    return list(people.values())[:2]


# What the overview of the organisation leads to: the menu says so on those pages as well.
OF_THE_ORGANISATION = (
    "/agreements/",
    "/guidance/",
    "/imports/",
    "/organisation/",
    "/platforms/",
    "/policies/",
    "/set-up/",
    "/team/",
    "/training/",
)


def _navigation(user: User, here: str) -> list[dict[str, Any]]:
    if user.raises_only:
        return _items([(_("My reports"), "desk:home"), (_("Raise a concern"), "incidents:raise_start")], here)
    items = [(_("My work"), "desk:home")]
    if may_see_people(user):
        items += [(_("People"), "people:list"), (_("Sessions"), "sessions:list")]
    if user.may(Permission.SEE_DASHBOARD):
        items.append((_("Concerns"), "incidents:dashboard"))
    if user.may(Permission.SEE_REPORTS):
        items.append((_("Reports"), "reports:list"))
    items.append((_("Organisation"), "desk:organisation"))
    if user.may(Permission.OPERATE):
        items.append((_("Operations"), "desk:operations"))
    items.append((_("Raise a concern"), "incidents:raise_start"))
    return _items(items, here)


def _items(items: Sequence[tuple[Any, str]], here: str) -> list[dict[str, Any]]:
    return [
        {"text": text, "url": url, "current": _is_here(url, here)} for text, name in items if (url := reverse(name))
    ]


def _is_here(url: str, here: str) -> bool:
    """Whether a page lies under an item of the menu; the first page only is itself."""
    if url == reverse("desk:organisation"):
        return here.startswith(OF_THE_ORGANISATION) and not here.startswith("/team/sign-ins/yours/")
    return here == url or (url != "/" and here.startswith(url))
