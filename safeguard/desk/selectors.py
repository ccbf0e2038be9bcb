"""What composes several apps: what waits for somebody, and the story of a person."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from consent.enums import Decision, Method, Party, Purpose
from consent.models import ConsentDecision
from consent.selectors import decisions_of, passed_on_by, requests_of
from incidents.access import visible_incidents
from incidents.models import Incident
from safeguard.desk.rules import Entry, page_of
from safeguard.desk.rules.installation import Installation, Place, findings
from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.lib.clock import LONDON
from safeguard.lib.findings import Finding, Level, at_level
from safeguard.notifications.enums import Channel
from safeguard.notifications.models import ChannelTest
from safeguard.people.access import visible_people
from safeguard.people.models import Authority, Person
from safeguard.platforms.enums import PlatformState, PlatformStatus
from safeguard.platforms.models import Platform
from safeguard.platforms.rules import IN_USE, state_on
from safeguard.policies.enums import PolicyKind
from safeguard.policies.models import PolicyVersion, Threshold
from safeguard.practitioners.enums import CoverReason, PostCode, Role
from safeguard.practitioners.models import Organisation, PostHolding, RoleGrant, Service, User
from sessions_app.access import visible_calls, visible_sessions
from sessions_app.enums import Rating, SessionState
from sessions_app.models import AgreedAction, Participant, RecordAddendum, Session, WelfareCall
from sessions_app.selectors.risk import assessments_of

TO_COME = (SessionState.PLANNED, SessionState.WITH_MANAGER, SessionState.APPROVED, SessionState.LIVE)
LATELY = timedelta(hours=12)  # a session planned so long ago may still be started
STORY_SHOWN = 25
ANSWERS_AT_ONCE = 12  # six purposes, two parties
PLATFORM_SOON = timedelta(days=30)
WORDS_SHOWN = 12  # of what was agreed, in a list


def coming_with(user: User, person: Person, now: datetime) -> QuerySet[Session]:
    """The sessions with a person that are to come or under way, as far as this user may see them."""
    rows = visible_sessions(user).filter(participants__person=person, state__in=TO_COME, starts_at__gte=now - LATELY)
    return rows.select_related("practitioner").order_by("starts_at", "id")


def own_sessions(user: User, today: datetime) -> QuerySet[Session]:
    """The sessions somebody runs and may see, of today and to come, and those that are over and have no record."""
    own = visible_sessions(user).filter(Q(practitioner=user) | Q(second_worker=user))
    waiting = Q(state__in=TO_COME, starts_at__gte=today) | Q(state__in=[SessionState.LIVE, SessionState.ENDED])
    return own.filter(waiting).prefetch_related("participants__person").order_by("starts_at", "id")


def calls_to_make(user: User) -> QuerySet[WelfareCall]:
    """The welfare calls that nobody has brought to an end, the soonest first."""
    rows = visible_calls(user).filter(made_at__isnull=True).select_related("person", "caller")
    return rows.order_by("due_at", "id")


def late_in_team(user: User, now: datetime) -> QuerySet[Duty]:
    """What the people somebody manages should have done by now, the longest late first."""
    late = Duty.objects.filter(owner__line_manager=user, state=DutyState.OPEN, due_at__lte=now)
    # What is about a case is for those who may read it.
    of_a_case = [DutyKind.FIRST_ENTRY, DutyKind.MONITOR, DutyKind.RAISE_CONCERN]
    late = late.exclude(kind__in=of_a_case).exclude(excluded__contains=[user.pk])
    return late.select_related("owner").order_by("due_at", "id")


def platforms_to_look_at(today: date) -> list[tuple[Platform, PlatformState]]:
    """The platforms that nobody has decided about, and those whose approval ends within a month or has ended."""
    unassessed = Q(status__in=[PlatformStatus.PROPOSED, PlatformStatus.IN_ASSESSMENT])
    ending = Q(status__in=[PlatformStatus.APPROVED, PlatformStatus.RESTRICTED], review_due__lte=today + PLATFORM_SOON)
    rows = Platform.objects.filter(unassessed | ending).order_by("review_due", "name")
    return [(platform, state_on(platform.status, platform.review_due, today)) for platform in rows[:10]]


def what_about(user: User, duties: Sequence[Duty]) -> dict[str, str]:
    """Whom duties are about, and what was agreed, by the reference of their subject. Three queries at most.

    Only of people this user may see: whoever is to do something need not see the record it comes from.
    """
    refs: dict[str, list[str]] = {}
    for duty in duties:
        refs.setdefault(duty.subject_type, []).append(duty.subject_ref)
    seen = visible_people(user)
    found: dict[str, list[str]] = {}
    if Session.SUBJECT in refs:
        sessions = Participant.objects.filter(session__ref__in=refs[Session.SUBJECT], person__in=seen)
        for ref, name in sessions.order_by("pk").values_list("session__ref", "person__known_as"):
            found.setdefault(ref, []).append(name)
    if WelfareCall.SUBJECT in refs:
        calls = WelfareCall.objects.filter(ref__in=refs[WelfareCall.SUBJECT], person__in=seen)
        found |= {ref: [name] for ref, name in calls.values_list("ref", "person__known_as")}
    if AgreedAction.SUBJECT in refs:
        actions = AgreedAction.objects.filter(ref__in=refs[AgreedAction.SUBJECT], assessment__person__in=seen)
        for ref, name, what in actions.values_list("ref", "assessment__person__known_as", "what"):
            found[ref] = [name, Truncator(what).words(WORDS_SHOWN)]
    return {ref: ", ".join(words) for ref, words in found.items()}


@dataclass(frozen=True)
class Story:
    """A page of what happened, the newest first; ``concerns`` are those it names, for the audit trail."""

    entries: Sequence[Entry]
    older_than: datetime | None
    concerns: Sequence[Incident]


def story_of(user: User, person: Person, now: datetime, before: datetime | None = None) -> Story:
    """What happened with a person until a moment, as far as this user may see it. Always the same number of queries."""
    until = before or now
    concerns = list(_concerns(user, person, until)[: STORY_SHOWN + 1])
    entries = [
        *_sessions(user, person, until),
        *_calls(user, person, until),
        *_addenda(user, person, until),
        *_assessments(person, until),
        *_requests(person, until),
        *_answers(person, until),
        *(_concern(one) for one in concerns),
        *_beginning(person, until),
    ]
    shown, older_than = page_of(entries, STORY_SHOWN)
    named = {entry.at for entry in shown}
    return Story(shown, older_than, [one for one in concerns if one.raised_at in named])


def _sessions(user: User, person: Person, until: datetime) -> Iterator[Entry]:
    # A session stands where it really was: when it began, or was called off; until then, where it was planned.
    moment = Coalesce("started_at", "cancelled_at", "starts_at")
    rows = visible_sessions(user).filter(participants__person=person).annotate(moment=moment)
    rows = rows.filter(moment__lt=until).select_related("practitioner", "cancelled_by").order_by("-moment", "-id")
    for one in rows[: STORY_SHOWN + 1]:
        what = f"{one.get_kind_display()}, {str(one.get_method_display()).lower()}"
        called_off = one.state == SessionState.CANCELLED
        yield Entry(
            at=one.moment,
            title=_("Called off: %(what)s") % {"what": what} if called_off else what,
            text=_called_off(one) if called_off else str(SessionState(one.state).label).capitalize(),
            by=(one.cancelled_by or one.practitioner).full_name,
            url=one.get_absolute_url(),
            link_text=one.ref,
        )


def _called_off(session: Session) -> str:
    planned = date_format(session.starts_at.astimezone(LONDON), "DATETIME_FORMAT")
    return "\n".join([_("It was planned for %(at)s.") % {"at": planned}, session.cancelled_why])


def _calls(user: User, person: Person, until: datetime) -> Iterator[Entry]:
    """Welfare calls with their result, in the reader's sight; the note is read on the page of the call."""
    rows = visible_calls(user).filter(person=person).annotate(moment=Coalesce("made_at", "opened_at"))
    rows = rows.filter(moment__lt=until).select_related("caller", "made_by").order_by("-moment", "-id")
    for one in rows[: STORY_SHOWN + 1]:
        due = {"at": date_format(one.due_at.astimezone(LONDON), "DATETIME_FORMAT")}
        waits = _("Nobody has reached them yet. The call is due by %(at)s.") % due
        yield Entry(
            at=one.moment,
            title=_("Welfare call"),
            text=str(one.get_result_display()) if one.made_at else waits,
            by=(one.made_by or one.caller).full_name,
            url=one.get_absolute_url(),
            link_text=one.ref,
        )


def _addenda(user: User, person: Person, until: datetime) -> Iterator[Entry]:
    """What was added to records; its words are read there, where each reading is an event."""
    rows = RecordAddendum.objects.filter(record__session__in=visible_sessions(user).filter(participants__person=person))
    rows = rows.filter(at__lt=until).select_related("record__session", "by").order_by("-at", "-id")
    for one in rows[: STORY_SHOWN + 1]:
        yield Entry(
            at=one.at,
            title=_("Added to the record"),
            by=one.by.full_name,
            url=reverse("sessions:record", args=[one.record.session.ref]),
            link_text=one.record.session.ref,
        )


def _assessments(person: Person, until: datetime) -> Iterator[Entry]:
    for one in assessments_of(person).filter(made_at__lt=until)[: STORY_SHOWN + 1]:
        yield Entry(
            at=one.made_at,
            title=_("Risk assessed: %(rating)s") % {"rating": str(Rating(one.rating).label).lower()},
            by=one.made_by.full_name,
            url=one.get_absolute_url(),
            link_text=one.ref,
        )


def _requests(person: Person, until: datetime) -> Iterator[Entry]:
    for one in requests_of(person).filter(asked_at__lt=until)[: STORY_SHOWN + 1]:
        whom = one.adult.full_name if one.adult else person.known_as
        yield Entry(
            at=one.asked_at,
            title=_("Consent asked of %(name)s: %(activity)s") % {"name": whom, "activity": one.activity.title},
            by=one.asked_by.full_name,
            url=reverse("consent:request", args=[one.ref]),
            link_text=one.ref,
        )


def _answers(person: Person, until: datetime) -> Iterator[Entry]:
    rows = decisions_of(person).filter(given_at__lt=until)[: (STORY_SHOWN + 1) * ANSWERS_AT_ONCE]
    for (at, activity, party, name, told_by, method), group in groupby(rows, key=_one_answer):
        yield Entry(
            at=at,
            title=_("Consent answered by %(party)s: %(activity)s")
            % {"party": Party(party).label, "activity": activity},
            text="\n".join(_lines(group)),
            by=_answered_by(name, told_by, Method(method)),
        )


def _one_answer(row: ConsentDecision) -> tuple[datetime, str, str, str, str, str]:
    told_by = passed_on_by(row)
    return row.given_at, row.activity.title, row.party, row.given_by, told_by.full_name if told_by else "", row.method


def _answered_by(name: str, told_by: str, method: Method) -> str:
    words = _("%(name)s, as told by %(adult)s (%(method)s)") if told_by else _("%(name)s (%(method)s)")
    return words % {"name": name, "adult": told_by, "method": str(method.label).lower()}


def _lines(rows: Iterable[ConsentDecision]) -> list[str]:
    return [f"{Purpose(row.purpose).label}: {str(Decision(row.decision).label).lower()}" for row in rows]


def _concerns(user: User, person: Person, until: datetime) -> QuerySet[Incident]:
    rows = visible_incidents(user).filter(people=person, raised_at__lt=until)
    return rows.order_by("-raised_at", "-id")


def _concern(one: Incident) -> Entry:
    return Entry(
        at=one.raised_at,
        title=_("Concern raised"),
        text=str(one.get_state_display()),
        url=one.get_absolute_url(),
        link_text=one.ref,
    )


def _beginning(person: Person, until: datetime) -> Iterator[Entry]:
    if person.registered_at < until:
        yield Entry(at=person.registered_at, title=_("Registered"), by=person.registered_by.full_name)


def places() -> dict[Place, str]:
    """Where each part of a set-up day is done."""
    elsewhere = {
        Place.AUTHORITIES: "people:authorities",
        Place.POLICIES: "policies:list",
        Place.PLATFORMS: "platforms:list",
    }
    return {place: reverse(elsewhere.get(place, f"desk:set_up_{place}")) for place in Place}


def installation(now: datetime) -> Installation:
    """What is there of an installation at ``now``. One query, whatever it holds."""
    facts = {**_posts_there(now), **_ground_there(now), **_channels_there(now)}
    row = Organisation.objects.annotate(**facts).values("name", "live_at", *facts).get()
    return Installation(
        **row, needs_second_factor=settings.SECOND_FACTOR_REQUIRED, has_second_channel=bool(settings.SMS_URL)
    )


def lapses(now: datetime) -> list[Finding]:
    """What is essential and not there. One query."""
    return at_level(findings(installation(now), places(), now), Level.STOP)


def _held(now: datetime) -> QuerySet[PostHolding]:
    return PostHolding.objects.at(now).filter(person__is_active=True)


def _posts_there(now: datetime) -> dict[str, Exists]:
    held = _held(now).filter(reason__isnull=True)
    whole = held.filter(post__service__isnull=True)
    lead, deputy = whole.filter(post__code=PostCode.DSL), whole.filter(post__code=PostCode.DEPUTY_DSL)
    both = whole.filter(post__code__in=[PostCode.DSL, PostCode.DEPUTY_DSL])
    others = whole.filter(post__code__in=[PostCode.STRATEGIC_LEAD, PostCode.HR_DSO, PostCode.CHAIR])
    officers = held.filter(Q(post__service=OuterRef("pk")) | Q(post__service__isnull=True), post__code=PostCode.DSO)
    on_duty = PostHolding.objects.filter(person__is_active=True, reason=CoverReason.ON_DUTY, to_at__gt=now)
    admins = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    keyholders = User.objects.filter(Q(pk__in=admins.values("user")) | Q(pk__in=both.values("person")))
    return {
        "has_service": Exists(Service.objects.filter(is_active=True)),
        "has_service_without_officer": Exists(Service.objects.filter(~Exists(officers), is_active=True)),
        "has_lead": Exists(lead),
        "has_deputy": Exists(deputy.exclude(person__in=lead.values("person"))),
        "has_other_route": Exists(others.exclude(person__in=both.values("person"))),
        "has_officer_for_staff": Exists(whole.filter(post__code=PostCode.HR_DSO)),
        "has_strategic_lead": Exists(whole.filter(post__code=PostCode.STRATEGIC_LEAD)),
        "has_chair": Exists(whole.filter(post__code=PostCode.CHAIR)),
        "has_on_duty": Exists(on_duty),
        "has_lead_without_mobile": Exists(both.filter(person__work_phone="")),
        "has_holder_without_mobile": Exists(held.filter(person__work_phone="")),
        "has_second_administrator": Exists(admins.order_by("user")[1:]),
        "has_somebody_without_second_factor": Exists(
            keyholders.filter(~Exists(factors.filter(user=OuterRef("pk"))), is_active=True)
        ),
    }


def _ground_there(now: datetime) -> dict[str, Exists]:
    authorities = Authority.objects.all()
    return {
        "has_nation": Exists(Threshold.objects.filter(code="nation", from_at__lte=now)),
        "has_authority": Exists(authorities),
        "has_authority_without_duty_team": Exists(authorities.filter(duty_team_phone="")),
        "has_authority_without_day_number": Exists(authorities.filter(Q(children_phone="") | Q(adults_phone=""))),
        "has_acceptable_use": Exists(PolicyVersion.objects.filter(policy__kind=PolicyKind.AUP)),
        "has_platform": Exists(Platform.objects.filter(status__in=IN_USE)),
    }


def _channels_there(now: datetime) -> dict[str, Subquery]:
    """When somebody who still holds a post, at the same address, last said that a message had reached them."""
    confirmed = ChannelTest.objects.filter(confirmed_at__isnull=False, recipient__in=_held(now).values("person"))
    latest = confirmed.order_by("-confirmed_at").values("confirmed_at")
    by_email = latest.filter(channel=Channel.EMAIL, address=F("recipient__email"))
    by_text = latest.filter(channel=Channel.SMS, address=F("recipient__work_phone"))
    return {"email_confirmed_at": Subquery(by_email[:1]), "text_confirmed_at": Subquery(by_text[:1])}
