"""What a browser without an account remembers of the links it has followed, for a short while (design 4.8).

It is in the sign-in session, on the server: the browser itself holds no name and no answer. A family may have several
links open at once, so each form says which it is of, and is heard only if this browser has followed that link.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

KEY = "consent_links"
SHORT = timedelta(hours=2)  # since the last page: long enough to read it together
AT_MOST = 10  # links at once


@dataclass(frozen=True)
class Visit:
    """One link that was followed here. ``known``: the date of birth was given; ``done``: answered here."""

    ref: str
    until: str
    known: bool = False
    done: bool = False


def begin(request: HttpRequest, now: datetime, ref: str) -> None:
    """A link was followed: whoever did has yet to give the date of birth."""
    if not request.user.is_authenticated:
        request.session.set_expiry(int(SHORT.total_seconds()))
    _keep(request, now, Visit(ref, ""))


def note(request: HttpRequest, now: datetime, ref: str, *, done: bool = False) -> None:
    """The right date of birth was given, or the answer was sent. The session gets another name on the way."""
    request.session.cycle_key()
    _keep(request, now, Visit(ref, "", known=True, done=done))


def current(request: HttpRequest, now: datetime, ref: str = "") -> Visit | None:
    """The visit of this reference, or the latest; None when it was never here, or is over."""
    visits = _visits(request, now)
    found = [visit for visit in visits if visit.ref == ref] if ref else visits
    return found[-1] if found else None


def _visits(request: HttpRequest, now: datetime) -> list[Visit]:
    kept = [Visit(**one) for one in request.session.get(KEY, [])]
    return [visit for visit in kept if datetime.fromisoformat(visit.until) > now]


def _keep(request: HttpRequest, now: datetime, visit: Visit) -> None:
    others = [one for one in _visits(request, now) if one.ref != visit.ref]
    latest = Visit(visit.ref, (now + SHORT).isoformat(), visit.known, visit.done)
    request.session[KEY] = [asdict(one) for one in [*others, latest][-AT_MOST:]]
