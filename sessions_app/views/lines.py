"""Turning sessions into what pages show."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.template.defaultfilters import date as date_filter
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.lib import clock
from safeguard.lib.clock import LONDON
from safeguard.lib.durations import in_words
from safeguard.lib.findings import Finding, Whose
from safeguard.platforms.enums import Method
from safeguard.policies.models import PolicyVersion
from safeguard.practitioners.models import User
from sessions_app import access
from sessions_app.enums import DeclaredAt, Mitigation, SessionState
from sessions_app.models import Approval, Participant, ReasonGiven, Session, SessionAssessment
from sessions_app.rules import readiness
from sessions_app.rules.breaks import Break, Slot, breaks_after
from sessions_app.selectors.platforms import start_of
from sessions_app.selectors.readiness import Readiness
from sessions_app.selectors.sessions import ON_THE_WAY

# The colour of a state; one that asks for nothing is grey.
LEVELS = {
    SessionState.PLANNED: "none",
    SessionState.WITH_MANAGER: "moderate",
    SessionState.APPROVED: "done",
    SessionState.LIVE: "information",
    SessionState.ENDED: "high",
    SessionState.RECORDED: "none",
    SessionState.CANCELLED: "none",
}
WHERE_TO = {
    SessionState.LIVE: "sessions:live",
    SessionState.ENDED: "sessions:record",
    SessionState.RECORDED: "sessions:record",
}
NOTHING = gettext_lazy("Nothing more")


def names_of(taking_part: Iterable[Participant], shown: Collection[int]) -> list[str]:
    """Those who take part, by the names they use; ``shown``: the ids of those whom the reader may know of. The others
    come last, together."""
    everybody = list(taking_part)
    names = [one.person.known_as for one in everybody if one.person_id in shown]
    others = len(everybody) - len(names)
    if others:
        names.append(_("somebody else") if others == 1 else _("%(count)s others") % {"count": others})
    return names


def list_line(session: Any, shown: Collection[int]) -> dict[str, Any]:
    """A session as a line of a list. ``shown``: the ids of those whom the reader may know of."""
    names = names_of(session.taking_part, shown)
    who = ", ".join(names[:3]) + (_(" and %(count)s more") % {"count": len(names) - 3} if len(names) > 3 else "")
    state = SessionState(session.state)
    return {
        "session": session,
        "who": who,
        "how": _("%(kind)s, %(method)s")
        % {"kind": session.get_kind_display(), "method": str(Method(session.method).label).lower()},
        "state": capfirst(state.label),
        "level": LEVELS[state],
    }


def with_breaks(found: list[dict[str, Any]], least: timedelta) -> list[dict[str, Any]]:
    """One worker's sessions as lines, each with the break that follows it on the same day (ORG-39)."""
    planned = [line["session"] for line in found if line["session"].state in ON_THE_WAY]
    after = breaks_after((Slot(one.pk, one.starts_at, ends_at(one)) for one in planned), least)
    return [{**line, "pause": pause_words(after.get(line["session"].pk))} for line in found]


def pause_words(pause: Break | None) -> dict[str, Any] | None:
    """A break in words."""
    if pause is None:
        return None
    if not pause.length:
        return {"text": _("No break after it"), "is_short": True}
    return {"text": _("Then a break of %(length)s") % {"length": in_words(pause.length)}, "is_short": pause.is_short}


def ends_at(session: Session) -> datetime:
    """When it is planned to end."""
    return session.starts_at + timedelta(minutes=session.planned_minutes)


def plan_rows(session: Session, shown: Collection[int] | None = None) -> list[dict[str, Any]]:
    """The plan as rows of a summary list; ``shown``: as in ``names_of``, or None for everybody."""
    starts_at = session.starts_at.astimezone(LONDON)
    when = _("%(day)s at %(time)s, for %(minutes)s minutes") % {
        "day": date_filter(starts_at, "l j F Y"),
        "time": date_filter(starts_at, "H:i"),
        "minutes": session.planned_minutes,
    }
    platform = _(" on %(name)s") % {"name": session.platform.name} if session.platform else ""
    rows: list[dict[str, Any]] = [
        {"key": _("When"), "value": when},
        {"key": _("How"), "value": f"{Method(session.method).label}{platform}"},
        {"key": _("Kind"), "value": f"{session.get_kind_display()}, {session.get_phase_display().lower()}"},
        {"key": _("Run by"), "value": _workers(session)},
    ]
    if session.device_id or session.other_device:
        rows.append({"key": _("Device of ours"), "value": session.device or session.other_device})
    if session.activity:
        rows.append({"key": _("Activity"), "value": session.activity.title})
    rows.append({"key": _("What it is for"), "value": session.purpose or NOTHING, "long": True})
    if session.content:
        rows.append({"key": _("What is planned"), "value": session.content, "long": True})
    if session.why_one_to_one:
        why = "\n\n".join(filter(None, [session.get_why_one_to_one_display(), session.why_one_to_one_detail]))
        rows.append({"key": _("Why a one-to-one"), "value": why, "long": True})
    if session.mitigations:
        safer = "\n".join(str(Mitigation(code).label) for code in session.mitigations)
        rows.append({"key": _("What makes it safer"), "value": safer, "long": True})
    adults = [
        f"{one.adult.full_name} ({one.adult.relationship}): {_('has agreed') if one.has_agreed else _('not asked yet')}"
        for one in session.supporting_adults.select_related("adult").order_by("pk")
        if shown is None or one.adult.person_id in shown
    ]
    if adults:
        rows.append({"key": _("There or near"), "value": "\n".join(adults), "long": True})
    return rows


def declared_rows(session: Session) -> list[dict[str, Any]]:
    """Under which versions of policies it was planned and started, and what was said about promoting it. One query."""
    said = session.declarations.select_related("acceptable_use__policy", "safeguarding__policy", "by")
    rows = []
    for one in said.order_by("at", "pk"):
        versions = [version for version in (one.acceptable_use, one.safeguarding) if version is not None]
        names = [_("%(title)s, version %(number)s") % _named(version) for version in versions]
        facts = [*names, str(one.get_promotion_display()) if one.promotion else ""]
        text = "\n".join(filter(None, facts)) or _("No policy was in force")
        key = _("Fits our policies") if one.moment == DeclaredAt.PLAN else _("In force when it began")
        rows.append({"key": key, "value": f"{text}\n{one.by.full_name}, {clock.to_the_minute(one.at)}", "long": True})
    return rows


def _named(version: PolicyVersion) -> dict[str, Any]:
    return {"title": version.policy.title, "number": version.number}


def _workers(session: Session) -> str:
    if session.second_worker is None:
        return session.practitioner.full_name
    words = {"first": session.practitioner.full_name, "second": session.second_worker.full_name}
    return _("%(first)s, with %(second)s") % words


def assessment_rows(assessment: SessionAssessment) -> list[dict[str, Any]]:
    """The session's own risk assessment as rows of a summary list."""
    return [
        {"key": _("Risk"), "value": assessment.get_rating_display()},
        {"key": _("What could go wrong"), "value": assessment.risks, "long": True},
        {"key": _("What lowers the risk"), "value": assessment.measures, "long": True},
        {"key": _("If a concern arises"), "value": assessment.response, "long": True},
    ]


def settings_rows(session: Session) -> list[dict[str, Any]]:
    """What was said of the platform's settings when it began (PLT-08); nothing where nobody was asked."""
    start = start_of(session)
    facts = start.facts if start is not None else {}
    if not facts.get("settings"):
        return []
    said = _("All of it was set") if facts["all_set"] else _("Set otherwise: %(what)s") % {"what": facts["otherwise"]}
    return [{"key": _("Settings at the start"), "value": "\n".join([*facts["settings"], "", said]), "long": True}]


def finding_lines(ready: Readiness, session: Session, user: User, reasons: list[ReasonGiven]) -> dict[str, Any]:
    """What the rules found, in the order in which it is read: stops, what needs a reason, what was answered, notes."""
    may_approve, may_run = access.may_approve(user, session), access.may_run(user, session)
    given = {one.key: one for one in reversed(reasons) if one.version == session.version}
    waiting: list[dict[str, Any]] = [
        {"finding": one, "reason_url": _reason_url(session, one) if may_approve or (may_run and _is_own(one)) else ""}
        for one in ready.open
    ]
    waiting.sort(key=lambda line: (_is_approval(line["finding"]), not line["reason_url"]))
    return {
        "stops": ready.stops,
        # What the reader can answer first, the approval last; apart from that what is asked only when it starts.
        "open": waiting,
        "now": [line for line in waiting if line["finding"].code not in readiness.BEFORE_THE_START],
        "at_the_start": [line for line in waiting if line["finding"].code in readiness.BEFORE_THE_START],
        "given": [{"finding": finding, "reason": given.get(finding.key)} for finding in ready.given],
        "notes": ready.notes,
    }


def _is_own(finding: Finding) -> bool:
    return finding.whose == Whose.PRACTITIONER


def _is_approval(finding: Finding) -> bool:
    return finding.code in readiness.ANSWERED_BY_APPROVAL


def _reason_url(session: Session, finding: Finding) -> str:
    if _is_approval(finding):
        return ""
    return f"{reverse('sessions:reason', args=[session.ref])}?key={finding.key}"


def _reason_title(reason: ReasonGiven) -> str:
    return _("Reason given: %(rule)s") % {"rule": readiness.NAMES.get(reason.rule, reason.rule)}


def story_of(session: Session, approvals: list[Approval], reasons: list[ReasonGiven]) -> list[dict[str, Any]]:
    """What happened to the plan, newest first."""
    lines: list[dict[str, Any]] = [
        {"title": _("Planned"), "at": session.planned_at, "by": session.planned_by.full_name}
    ]
    lines += [
        {
            "title": _("Approved") if one.is_approved else _("Sent back"),
            "at": one.at,
            "by": one.by.full_name,
            "text": one.reason,
        }
        for one in approvals
    ]
    lines += [
        {"title": _reason_title(one), "at": one.at, "by": one.by.full_name, "text": one.reason} for one in reasons
    ]
    for title, at, by in (
        (_("Started"), session.started_at, session.started_by),
        (_("Ended"), session.ended_at, session.ended_by),
        (_("Recorded"), session.recorded_at, session.recorded_by),
        (_("Called off"), session.cancelled_at, session.cancelled_by),
    ):
        if at is not None and by is not None:
            lines.append({"title": title, "at": at, "by": by.full_name})
    return sorted(lines, key=lambda line: line["at"], reverse=True)


def title_of(session: Session, names: list[str]) -> str:
    """What a session is, for the heading of its page; never for the title of the tab."""
    who = ", ".join(names[:3]) + (_(" and %(count)s more") % {"count": len(names) - 3} if len(names) > 3 else "")
    return _("%(kind)s with %(who)s") % {"kind": session.get_kind_display(), "who": who or _("nobody yet")}


def day_and_time(moment: datetime) -> str:
    """A moment as a heading says it."""
    local = moment.astimezone(LONDON)
    return f"{date_filter(local, 'l j F')}, {date_filter(local, 'H:i')}"
