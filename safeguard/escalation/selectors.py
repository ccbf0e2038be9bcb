"""Reading ladders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Func, IntegerField, OuterRef, QuerySet, TextField, UUIDField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from safeguard.escalation import rules
from safeguard.escalation.enums import LadderState, RouteKind, StepKind
from safeguard.escalation.models import Ladder, LadderStep, Route
from safeguard.lib.clock import to_the_minute
from safeguard.notifications.enums import Channel, MessageState
from safeguard.notifications.models import Message
from safeguard.notifications.selectors import failing_alerts, messages_about
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import Answering, everybody_who_answers

ALERT_KIND = "escalation.alert"
LATE_AFTER = timedelta(minutes=2)


def levels_of(kind: RouteKind, service: Service | None) -> rules.Levels:
    """The order of posts for a kind of matter: the service's own, else the organisation's, else the guidance's."""
    own = {
        route.service_id: route.levels
        for route in Route.objects.filter(kind=kind)
        if route.service_id in (None, service.pk if service else None)
    }
    chosen = own.get(service.pk if service else None) or own.get(None)  # an empty one was given up
    return tuple(tuple(level) for level in chosen) if chosen else rules.ROUTES[kind]


def services_with_own_routes() -> set[tuple[str, int]]:
    """The kinds of matters and the services (by id) that have an order of their own."""
    return {
        (route.kind, route.service_id)
        for route in Route.objects.filter(service__isnull=False)
        if route.levels and route.service_id is not None
    }


def has_own_route(kind: RouteKind, service: Service | None) -> bool:
    """Whether a kind of matter has an order of its own, in a service or in the whole organisation."""
    return any(route.levels for route in Route.objects.filter(kind=kind, service=service))


def climbing() -> QuerySet[Ladder]:
    """Every ladder that nobody has acknowledged."""
    return Ladder.objects.filter(state=LadderState.CLIMBING)


def held_ladders() -> QuerySet[Ladder]:
    """Ladders that nobody has acknowledged and that tell nobody, because they came back with a backup."""
    return climbing().filter(held_at__isnull=False)


def started_since(moment: datetime) -> QuerySet[Ladder]:
    """Ladders that began after this moment, however they stand."""
    return Ladder.objects.filter(started_at__gt=moment)


def overdue(now: datetime) -> QuerySet[Ladder]:
    """Ladders that should have climbed two minutes ago and have not: something has stopped."""
    return climbing().filter(next_due_at__lt=now - LATE_AFTER, held_at__isnull=True)


def untold(now: datetime) -> QuerySet[Ladder]:
    """Ladders that have begun to climb and have told nobody, or nobody who is not left out by now (ESC-07)."""
    left_out = Func(OuterRef("excluded"), F("person_id"), function="array_position", output_field=IntegerField())
    steps = LadderStep.objects.filter(ladder=OuterRef("pk"), kind=StepKind.TOLD)
    told = steps.alias(left_out=left_out).filter(left_out__isnull=True)
    return climbing().filter(~Exists(told), level__gte=0)


def ladder_about(subject_type: str, subject_ref: str) -> Ladder | None:
    """The newest ladder of a subject."""
    return (
        Ladder.objects.filter(subject_type=subject_type, subject_ref=subject_ref)
        .select_related("acknowledged_by")
        .order_by("-id")
        .first()
    )


def is_sleeping(ladder: Ladder) -> bool:
    """Whether nobody has been told yet, because it was said that it can wait."""
    return ladder.is_climbing and ladder.level < 0


def was_told(ladder: Ladder, person_id: int) -> bool:
    """Whether somebody was told of this matter."""
    return LadderStep.objects.filter(ladder=ladder, person_id=person_id, kind=StepKind.TOLD).exists()


def unreached_tellings() -> QuerySet[LadderStep]:
    """Steps whose every message is being refused or not reached, and that have not been hurried past yet.

    Begins with the few messages that fail, by their index: there are as many steps as people were ever told.
    """
    failing = failing_alerts().filter(kind=ALERT_KIND).order_by()
    about = Message.objects.filter(subject_ref=Cast(OuterRef("telling"), TextField()))
    hurried = LadderStep.objects.filter(kind=StepKind.HURRIED, telling=OuterRef("telling"), ladder=OuterRef("ladder"))
    return LadderStep.objects.filter(
        ~Exists(about.filter(state=MessageState.SENT)),
        ~Exists(about.filter(state=MessageState.WAITING, failing_since__isnull=True)),
        ~Exists(hurried),
        telling__in=failing.values(about=Cast("subject_ref", UUIDField())),
        kind=StepKind.TOLD,
        ladder__state=LadderState.CLIMBING,
        ladder__held_at__isnull=True,
    ).select_related("ladder")


@dataclass(frozen=True)
class StoryLine:
    """One line of the story with the fate of its messages, for the screen."""

    step: LadderStep
    messages: tuple[Message, ...]
    opened_at: datetime | None = None

    @property
    def title(self) -> str:
        """What happened, with the person and the post they answered for."""
        what = StepKind(self.step.kind).label
        if self.step.person is None:
            return f"{self.step.post}: {what}"
        who = self.step.person.full_name + (f" ({self.step.post})" if self.step.post else "")
        return _("Told %(who)s") % {"who": who} if self.step.kind == StepKind.TOLD else f"{who}: {what}"

    @property
    def fate(self) -> str:
        """Whether the messages got there and whether they were opened, in words."""
        if self.step.kind != StepKind.TOLD:
            return ""
        lines = [_fate(message) for message in self.messages]
        opened = _("Opened %(at)s") % {"at": to_the_minute(self.opened_at)} if self.opened_at else _("Not opened yet")
        return "\n".join([*lines, opened])


def _fate(message: Message) -> str:
    channel = Channel(message.channel).label.capitalize()
    if message.state == MessageState.SENT and message.sent_at:
        return _("%(channel)s accepted %(at)s") % {"channel": channel, "at": to_the_minute(message.sent_at)}
    state = MessageState(message.state).label
    if message.failing_since:
        return _("%(channel)s NOT DELIVERED (%(error)s): tried %(count)s times, trying again") % {
            "channel": channel,
            "error": message.last_error,
            "count": message.attempts,
        }
    return f"{channel} {state}"


def story_of(ladder: Ladder) -> list[StoryLine]:
    """Who was told when, by which channel, whether it got there, and who opened it: of every ladder that its subject
    has climbed. Two queries."""
    steps = list(_steps_about(ladder).order_by("at", "id"))
    by_telling: dict[str, list[Message]] = {}
    for message in messages_about(_tellings(steps)):
        by_telling.setdefault(message.subject_ref, []).append(message)
    opened = {(step.ladder_id, step.person_id): step.at for step in steps if step.kind == StepKind.OPENED}
    return [
        StoryLine(step, tuple(by_telling.get(str(step.telling), ())), opened.get((step.ladder_id, step.person_id)))
        for step in steps
    ]


def _steps_about(ladder: Ladder) -> QuerySet[LadderStep]:
    """The story of everything its subject has climbed: an answer that no longer counts makes it climb again."""
    same = Ladder.objects.filter(subject_type=ladder.subject_type, subject_ref=ladder.subject_ref)
    return LadderStep.objects.filter(ladder__in=same).select_related("person")


def sent_to(ladder: Ladder, people: Iterable[int]) -> list[tuple[int, datetime, datetime | None]]:
    """Of these people (ids) who was first told of a matter when, and when they opened it: id, told at, opened at."""
    steps = _steps_about(ladder).filter(person__in=list(people))
    told: dict[int, datetime] = {}
    opened: dict[int, datetime] = {}
    for step in steps.order_by("at", "id"):
        if step.person_id is not None and step.kind in (StepKind.TOLD, StepKind.OPENED):
            (told if step.kind == StepKind.TOLD else opened).setdefault(step.person_id, step.at)
    return [(pk, at, opened.get(pk)) for pk, at in told.items()]


def _tellings(steps: Iterable[LadderStep]) -> list[str]:
    return [str(step.telling) for step in steps if step.telling]


def _who_answers(ladder: Ladder, codes: list[str], now: datetime) -> dict[str, list[Answering]]:
    hours = thresholds_in_force(now).hours
    return everybody_who_answers(codes, service_id=ladder.service_id, now=now, hours=hours, excluded=ladder.excluded)


def first_in_line(ladder: Ladder, now: datetime) -> list[User]:
    """Who answers now for the posts that a ladder tells first, each once."""
    found = _who_answers(ladder, list(ladder.levels[0]), now)
    return list({a.person.pk: a.person for people in found.values() for a in people[:1]}.values())


def comes_to_nobody(kind: RouteKind, service: Service | None, now: datetime, excluded: Iterable[int]) -> bool:
    """Whether nobody at all could be told of a matter on this route without these people (by their ids)."""
    levels = [list(level) for level in levels_of(kind, service)]
    return not who_may_be_told(Ladder(levels=levels, service=service, excluded=list(excluded)), now)


def next_to_watch(ladder: Ladder, now: datetime, but: User) -> list[Answering]:
    """Who answers for the first level of a route that comes to anybody beside ``but``, or for the last resort."""
    codes = [code for level in ladder.levels for code in level]
    found = _who_answers(ladder, [*codes, *rules.LAST_RESORT], now)
    for level in [*ladder.levels, *([code] for code in rules.LAST_RESORT)]:
        others = [[one for one in found[code] if one.person != but] for code in level]
        first = {people[0].person.pk: people[0] for people in others if people}
        if first:
            return list(first.values())
    return []


def who_may_be_told(ladder: Ladder, now: datetime) -> list[Answering]:
    """Everybody who could answer now for a post of this ladder, or for those that are asked when nobody else is."""
    codes = [code for level in ladder.levels for code in level]
    found = _who_answers(ladder, [*codes, *rules.LAST_RESORT], now)
    return [answering for people in found.values() for answering in people]


def who_is_told_now(ladder: Ladder, now: datetime) -> list[Answering]:
    """Whom the raiser can ring: those who answer for the posts of this ladder, first level first, each once.

    The same exclusions hold as for the alerts, so a person named in the matter is never offered, nor the raiser.
    """
    route = [code for level in ladder.levels for code in level]
    found = _who_answers(ladder, [*route, *rules.LAST_RESORT], now)
    people: dict[int, Answering] = {}
    for code in route if any(found[code] for code in route) else rules.LAST_RESORT:
        for answering in found[code][:1]:
            if answering.phone:
                people.setdefault(answering.person.pk, answering)
    return list(people.values())[:3]


def failing_alerts_about(about_refs: QuerySet[Any]) -> QuerySet[Message]:
    """Alerts about these records that are being refused or not reached, oldest first, with whom they are for."""
    steps = LadderStep.objects.filter(
        kind=StepKind.TOLD, ladder__about_ref__in=about_refs, telling=Cast(OuterRef("subject_ref"), UUIDField())
    )
    return failing_alerts().filter(Exists(steps), kind=ALERT_KIND).select_related("recipient")
