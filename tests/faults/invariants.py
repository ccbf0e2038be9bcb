"""What must hold after any fault, measured from the database, the providers' notes and what the raisers saw."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from statistics import median, quantiles

from django.db.models import Exists, OuterRef

from incidents.enums import Verb
from incidents.models import Incident
from safeguard.audit.models import AuditEvent
from safeguard.escalation.enums import LadderState, StepKind
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.escalation.selectors import ALERT_KIND as KIND
from safeguard.lib import clock
from safeguard.notifications.enums import Channel, MessageState
from safeguard.notifications.models import Message
from tests.faults.rows import Row, at_most, none
from tests.faults.world import Window, World

AFTER_A_FAULT = 60.0  # seconds after a fault's end by which every alert has left (design 7)
WITHOUT_BROKER = 10.0  # seconds, while or without Redis (design 7)
IN_QUIET = 20.0  # seconds, with nothing broken, but hundreds of ladders climbing at once whenever the clock jumps
PAGE = 1.0  # seconds
HURRIES = 120.0  # seconds
STANDS_STILL = timedelta(seconds=10)
DUPLICATES = 0.001  # of all alerts, outside taken-but-not-answered (F18)


def check_all(world: World) -> list[Row]:
    """Every invariant. The outbox has been given its time to drain before."""
    alerts = list(Message.objects.filter(kind=KIND))
    parts = _concerns(world), _rows(), _ladders(), _messages(world, alerts), _delays(world, alerts), world.rows
    return [row for part in parts for row in part]


def _concerns(world: World) -> list[Row]:
    load = world.load
    stored = {str(token): ref for token, ref in Incident.objects.values_list("client_token", "ref")}
    sent = {raised.token for raised in load.raised} | world.own_tokens
    accepted = load.accepted()
    acknowledged = set(Incident.objects.filter(acknowledged_at__isnull=False).values_list("ref", flat=True))
    return [
        Row("concerns accepted by the web", ">= 20", str(len(accepted)), len(accepted) >= 20),
        none("accepted concerns that are not in the database", (r for r in accepted if stored.get(r.token) != r.ref)),
        none("concerns never accepted, however often sent", (r for r in load.raised if not r.accepted)),
        none("forms that became two concerns", (r for r in load.raised if len(r.places) > 1)),
        none("concerns in the database that nobody sent", (t for t in stored if t not in sent)),
        none("acknowledgements that were answered and are not in the database", load.acknowledged - acknowledged),
        none("forms refused (4xx)", load.problems),
    ]


def _rows() -> list[Row]:
    """No half-written concern: incident, audit event, ladder, steps and messages are one transaction."""
    ladders = Ladder.objects.filter(subject_type=Incident.SUBJECT, subject_ref=OuterRef("ref"))
    raised = AuditEvent.objects.filter(verb=Verb.RAISED)
    spoken = {(m.subject_ref, m.recipient_id, m.channel) for m in Message.objects.filter(kind=KIND)}
    steps = LadderStep.objects.filter(kind=StepKind.TOLD).select_related("person")
    silent = [
        step.pk
        for step in steps
        for channel in ([Channel.EMAIL, Channel.SMS] if step.person and step.person.work_phone else [Channel.EMAIL])
        if (str(step.telling), step.person_id, channel) not in spoken
    ]
    told = LadderStep.objects.filter(ladder=OuterRef("pk"), kind=StepKind.TOLD)
    return [
        none("incidents without a ladder", Incident.objects.filter(~Exists(ladders))),
        Row(
            "incidents less their audit events",
            "0",
            str(Incident.objects.count() - raised.count()),
            Incident.objects.count() == raised.count(),
        ),
        none("ladders that began and told nobody", Ladder.objects.filter(~Exists(told), level__gte=0)),
        none("people told in the story without their messages", silent),
    ]


def _ladders() -> list[Row]:
    late = Ladder.objects.filter(state=LadderState.CLIMBING, next_due_at__lt=clock.now() - STANDS_STILL)
    after, twice, disordered = [], [], []
    stories: dict[int, list[LadderStep]] = {}
    for step in LadderStep.objects.order_by("id"):
        stories.setdefault(step.ladder_id, []).append(step)
    for ladder, story in stories.items():
        kinds = [step.kind for step in story]
        if StepKind.ACKNOWLEDGED in kinds:
            after += [s for s in story[kinds.index(StepKind.ACKNOWLEDGED) :] if s.kind == StepKind.TOLD]
        told = [step for step in story if step.kind in (StepKind.TOLD, StepKind.NOBODY)]
        twice += [ladder for n in Counter((s.call, s.person_id, s.post) for s in told).values() if n > 1]
        firsts = list(dict.fromkeys(step.level for step in told))
        disordered += [ladder] if firsts != sorted(range(len(firsts))) else []
    return [
        none("people told after somebody had acknowledged", after),
        none("people told twice in one call", twice),
        none("ladders that told levels out of order or left one out", disordered),
        none("ladders that are due and stand still at the end", late),
    ]


def _messages(world: World, alerts: Sequence[Message]) -> list[Row]:
    copies = Counter(taken.message_id for taken in world.mail.taken)
    dropped = Counter(taken.message_id for taken in world.mail.taken if not taken.answered)
    mails = {m.provider_id or f"<{m.key}@localhost>": m for m in alerts if m.channel == Channel.EMAIL}
    sent = [i for i, m in mails.items() if m.state == MessageState.SENT]
    extra = {i: n - 1 - dropped[i] for i, n in copies.items() if n - 1 - dropped[i] > 0}
    allowed = max(DUPLICATES * len(mails), float(world.kills))
    texts, numbers = [m for m in alerts if m.channel == Channel.SMS], Counter(t.recipient for t in world.texts.taken)
    texts_sent = Counter(m.address for m in texts if m.state == MessageState.SENT)
    return [
        Row("alerts in the outbox (e-mail and text)", "> 0", f"{len(mails)} + {len(texts)}", bool(mails and texts)),
        none("alerts lost: still waiting, or given up", (m for m in alerts if m.state in ("waiting", "failed"))),
        none("alerts called sent that the mail server never took", (i for i in sent if not copies[i])),
        none("text alerts called sent that the provider never took", texts_sent - numbers),
        none("copies under another Message-ID than the row's", (i for i in copies if i not in _all_ids())),
        at_most("extra copies of one alert, taken-but-unanswered not counted", max(extra.values(), default=0), 1, ""),
        Row(
            "extra copies outside F18",
            f"<= {allowed:g} (0.1 %, or 1 a kill)",
            f"{sum(extra.values())} of {len(mails)} ({100 * sum(extra.values()) / max(1, len(mails)):.2f} %)",
            sum(extra.values()) <= allowed,
        ),
        Row("copies taken and not answered (F18)", "state", str(sum(dropped.values())), ok=True),
        Row("extra texts", "state", str(sum((numbers - texts_sent).values())), ok=True),
    ]


def _all_ids() -> set[str]:
    return {f"<{key}@localhost>" for key in Message.objects.values_list("key", flat=True)}


def _delays(world: World, alerts: Sequence[Message]) -> list[Row]:
    first: dict[str, float] = {}
    for taken in world.mail.taken:
        first.setdefault(taken.message_id, taken.at)
    quiet, broker, after = [0.0], [0.0], [0.0]
    for message in alerts:
        left = first.get(f"<{message.key}@localhost>")
        if left is None:
            continue
        queued = world.wall(message.queued_at)
        touched = [w for w in world.windows if w.begin <= left and w.end >= queued]
        if not touched:
            quiet.append(left - queued)
        elif all(w.is_broker for w in touched):
            broker.append(left - queued)
        else:
            after.append(left - max(queued, *(w.end for w in touched)))
    share = quantiles(quiet, n=20)[-1] if len(quiet) > 1 else 0.0
    rows = [
        Row("delay of an alert in quiet: median, p95", "state", f"{median(quiet):.3f} s, {share:.3f} s", ok=True),
        at_most("longest delay in quiet", max(quiet), IN_QUIET),
        at_most("longest delay after a fault's end", max(after), AFTER_A_FAULT),
    ]
    if any(w.is_broker for w in world.windows):
        rows += [
            at_most("longest delay with the broker away", max(broker), WITHOUT_BROKER),
            at_most("pages while the broker is away, p95", _pages(world), PAGE),
        ]
    if any(w.code == "F17" for w in world.windows):
        rows += [
            at_most("next person told when the only address of one is refused", _hurried(world), HURRIES),
            at_most("longest delay to others meanwhile", _others(world, alerts, first), AFTER_A_FAULT),
        ]
    return rows


def _hurried(world: World) -> float:
    """The longest time until somebody else was told (or had answered) when the only address of one was refused."""
    windows = [w for w in world.windows if w.code == "F17"]
    longest = 0.0
    for step in LadderStep.objects.filter(kind=StepKind.TOLD, person=world.people["south"], level=0):
        told = world.wall(step.at)
        if any(w.begin <= told <= w.end for w in windows):
            later = LadderStep.objects.filter(ladder=step.ladder_id, id__gt=step.pk).exclude(
                level=0, kind=StepKind.TOLD
            )
            after = later.filter(kind__in=[StepKind.TOLD, StepKind.ACKNOWLEDGED]).order_by("id").first()
            longest = max(longest, world.wall(after.at) - told) if after else math.inf
    return longest


def _pages(world: World) -> float:
    """The 95th percentile of the pages that were asked for while the broker was away."""
    windows = [w for w in world.windows if w.is_broker]
    took = [took for at, took in world.load.pages if any(w.begin <= at <= w.end for w in windows)]
    return quantiles(took, n=20)[-1] if len(took) > 1 else 0.0


def _others(world: World, alerts: Sequence[Message], first: dict[str, float]) -> float:
    """The longest delay of an e-mail to anybody else while one address was refused (F17)."""
    windows: list[Window] = [w for w in world.windows if w.code == "F17"]
    refused = world.people["south"].email
    longest = 0.0
    for message in alerts:
        left, queued = first.get(f"<{message.key}@localhost>"), world.wall(message.queued_at)
        if left and message.address != refused and any(w.begin <= queued <= w.end for w in windows):
            longest = max(longest, left - queued)
    return longest


def table(title: str, rows: Sequence[Row], world: World) -> str:
    """The rows for a person to read."""
    load = world.load
    lines = [
        f"\n=== {title} ===",
        *map(str, rows),
        f"     answers to the raisers: {dict(load.answers)}",
        *(f"     {note}" for note in world.notes),
    ]
    return "\n".join(lines)
