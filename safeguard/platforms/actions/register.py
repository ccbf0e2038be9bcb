"""Proposing platforms and deciding about them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.duties.actions import finish_duties
from safeguard.duties.enums import DutyKind
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.lib.refs import new_ref
from safeguard.platforms import rules
from safeguard.platforms.access import check_managing
from safeguard.platforms.enums import Method, PlatformStatus, Verb
from safeguard.platforms.exceptions import ChangedMeanwhile, DecidedMeanwhile
from safeguard.platforms.models import Platform, PlatformCorrection, PlatformDecision
from safeguard.platforms.selectors import assessed
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_who_may
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm

FACTS = ("name", "methods", "purpose", "owner", "min_age", "has_chat", "has_camera", "has_recording")


@transaction.atomic
def propose_platform(
    *,
    by: User,
    now: datetime,
    name: str,
    methods: Collection[Method | str],
    purpose: str,
    min_age: int,
    has_chat: bool,
    has_camera: bool,
    has_recording: bool,
    owner: User | None = None,
    client_token: UUID | None = None,
) -> Platform:
    """Enter a platform in the register; nobody may use it before it has been decided on (PLT-01).

    ``min_age``: whole years, as its own terms ask for. ``owner``: who answers for it, ``by`` unless named. The same
    client token lands once. Raises Refused for whoever may not, what is missing, and a name that is taken.
    """
    check_managing(by)
    wrong = rules.what_is_wrong_with_facts(name=name, purpose=purpose, methods=methods, min_age=min_age)
    if wrong:
        raise Refused(wrong[0].text)
    token = client_token or uuid4()
    facts = {
        "name": name.strip(),
        "methods": [method.value for method in Method if method in methods],
        "purpose": purpose,
        "owner": owner or by,
        "min_age": min_age,
        "has_chat": has_chat,
        "has_camera": has_camera,
        "has_recording": has_recording,
    }
    try:
        platform, is_new = Platform.objects.get_or_create(
            client_token=token, defaults={**facts, "ref": new_ref("PL"), "status": PlatformStatus.PROPOSED}
        )
    except IntegrityError as error:
        raise Refused(_("There is already a platform of that name.")) from error
    if is_new:
        record(Verb.PROPOSED, by=by, now=now, subject=platform, fields=FACTS)
    close_drafts(by=by, now=now, form=DraftForm.PLATFORM, client_token=token)
    return platform


@transaction.atomic
def decide_on_platform(
    *,
    by: User,
    now: datetime,
    platform: Platform,
    status: PlatformStatus | str,
    reason: str,
    review_due: date | None = None,
    restrictions: str = "",
    version: int | None = None,
    client_token: UUID | None = None,
) -> Platform:
    """Decide whether, for what and until when a platform may be used (PLT-01). Nothing is used without an assessment.

    ``review_due`` is the last day on which an approval holds; it and ``restrictions`` are kept for the decisions that
    have them. ``version`` is that of the platform its author saw (None: not asked): raises DecidedMeanwhile if somebody
    decided since, Refused for the rest. The same client token lands once.
    """
    check_managing(by)
    token = client_token or uuid4()
    platform = Platform.objects.select_for_update().get(pk=platform.pk)
    if platform.decisions.filter(client_token=token).exists():
        return platform
    if version is not None and version != platform.version:
        raise DecidedMeanwhile
    today = now.astimezone(LONDON).date()
    wrong = rules.what_is_wrong(
        before=platform.status,
        status=status,
        reason=reason,
        restrictions=restrictions,
        review_due=review_due,
        today=today,
    )
    if wrong:
        raise Refused(wrong[0].text)
    in_the_way = rules.what_keeps_from_use(status, assessed(platform), today)
    if in_the_way:
        raise Refused(_("It cannot be approved yet. %(what)s") % {"what": "; ".join(str(one) for one in in_the_way)})
    facts = assessed(platform) if status in rules.IN_USE else None
    features = rules.features(facts.answers) if facts else {}  # what was assessed meanwhile holds from now on
    _decide(by, now, platform, token, reason, _decided(status, review_due, restrictions), features)
    finish_duties(
        by=by, now=now, kinds=[DutyKind.REVIEW_PLATFORM], subject_type=Platform.SUBJECT, subject_ref=platform.ref
    )
    close_drafts(by=by, now=now, form=DraftForm.PLATFORM_DECISION, client_token=token)
    return platform


def _decided(status: str, review_due: date | None, restrictions: str) -> dict[str, str | date | None]:
    """What was decided, without what a decision of this kind does not have."""
    return {
        "status": status,
        "review_due": review_due if status in rules.IN_USE else None,
        "restrictions": restrictions if status == PlatformStatus.RESTRICTED else "",
    }


def _decide(
    by: User,
    now: datetime,
    platform: Platform,
    token: UUID,
    reason: str,
    decided: dict[str, str | date | None],
    features: dict[str, Any],
) -> None:
    decision = PlatformDecision.objects.create(
        platform=platform, client_token=token, reason=reason, decided_by=by, decided_at=now, **decided
    )
    changed = {**decided, **{name: value for name, value in features.items() if getattr(platform, name) != value}}
    for name, value in changed.items():
        setattr(platform, name, value)
    platform.version += 1
    platform.save(update_fields=[*changed, "version"])
    record(Verb.DECIDED, by=by, now=now, subject=platform, fields=[*changed, "version"])
    record(Verb.DECISION_WRITTEN, by=by, now=now, subject=decision, fields=["reason", *decided])


CORRECTED = ("name", "methods", "purpose", "owner")


@transaction.atomic
def correct_platform(
    *,
    by: User,
    now: datetime,
    platform: Platform,
    version: int,
    name: str,
    methods: Collection[Method | str],
    purpose: str,
    owner: User,
    why: str,
    client_token: UUID,
) -> Platform:
    """Put right what the register says of a platform; what it said before is kept (PLT-01).

    Ages and features are corrected by another assessment. ``version`` is that of the platform its author saw: raises
    ChangedMeanwhile if it is another now; Refused for whoever may not, what is missing, and a name that is taken.
    """
    check_managing(by)
    platform = Platform.objects.select_for_update().get(pk=platform.pk)
    facts = {
        "name": name.strip(),
        "methods": [method.value for method in Method if method in methods],
        "purpose": purpose,
        "owner": owner,
    }
    changed = [field for field in CORRECTED if facts[field] != getattr(platform, field)]
    if platform.corrections.filter(client_token=client_token).exists():
        if not changed:
            return platform  # the second press
        client_token = uuid4()  # a page gone back to, and changed
    if version != platform.version:
        raise ChangedMeanwhile
    wrong = rules.what_is_wrong_with_correction(
        name=name, purpose=purpose, methods=methods, why=why, is_changed=bool(changed)
    )
    if wrong:
        raise Refused(wrong[0].text)
    correction = PlatformCorrection(platform=platform, client_token=client_token, why=why, by=by, at=now)
    correction.before = {field: _plain(getattr(platform, field)) for field in changed}
    correction.after = {field: _plain(facts[field]) for field in changed}
    for field in changed:
        setattr(platform, field, facts[field])
    platform.version += 1
    try:
        with transaction.atomic():
            platform.save(update_fields=[*changed, "version"])
    except IntegrityError as error:
        raise Refused(_("There is already a platform of that name.")) from error
    correction.save()
    record(Verb.CORRECTED, by=by, now=now, subject=platform, fields=[*changed, "version"])
    record(Verb.CORRECTION_WRITTEN, by=by, now=now, subject=correction, fields=["before", "after", "why"])
    return platform


def _plain(value: object) -> object:
    """A field as it is kept in a correction: a person by their reference."""
    return str(value.ref) if isinstance(value, User) else value


@transaction.atomic
def hand_over_platforms(*, by: User | None, now: datetime, owner: User, to: User | None) -> int:
    """The platforms somebody answers for are answered for by ``to``, if they assess platforms, or by whoever does.

    Returns how many went. The caller has checked that ``by`` may.
    """
    able = people_who_may(Permission.MANAGE_PLATFORMS).exclude(pk=owner.pk)
    takes = able.filter(pk=to.pk).first() if to is not None else None
    takes = takes or able.first()
    if takes is None:
        return 0
    platforms = list(Platform.objects.select_for_update().filter(owner=owner).exclude(status=PlatformStatus.RETIRED))
    for platform in platforms:
        platform.owner = takes
        platform.save(update_fields=["owner"])
        record(Verb.HANDED_OVER, by=by, now=now, subject=platform, fields=["owner"])
    return len(platforms)
