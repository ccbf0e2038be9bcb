"""What an installation has and what it lacks (docs/decisions/0018)."""

from datetime import datetime
from email.utils import parseaddr

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from safeguard.desk.rules.installation import Installation, Place, findings
from safeguard.lib.findings import Finding, Level, at_level
from safeguard.lib.worktime import london_day
from safeguard.notifications.enums import Channel
from safeguard.notifications.models import ChannelTest
from safeguard.notifications.rules import CONFIRMED_FOR
from safeguard.people.models import Authority
from safeguard.people.selectors import stale_authorities, stale_contacts
from safeguard.platforms.models import Platform
from safeguard.platforms.rules import IN_USE
from safeguard.policies.enums import PolicyKind, Readers
from safeguard.policies.models import PolicyVersion, Threshold
from safeguard.policies.selectors import is_nation_set, thresholds_in_force
from safeguard.practitioners.enums import CoverReason, PostCode, Role
from safeguard.practitioners.models import Organisation, PostHolding, RoleGrant, Service, User
from safeguard.practitioners.selectors import organisation as the_organisation


def places() -> dict[Place, str]:
    """Where each part of a set-up day is done."""
    elsewhere = {
        Place.AUTHORITIES: "people:authorities",
        Place.CONTACTS: "people:contacts_check",
        Place.POLICIES: "policies:list",
        Place.PLATFORMS: "platforms:list",
    }
    return {place: reverse(elsewhere.get(place, f"desk:set_up_{place}")) for place in Place}


def installation(now: datetime) -> Installation:
    """What is there of an installation at ``now``. One query, whatever it holds."""
    facts = {**_posts_there(now), **_ground_there(now), **_channels_there(now)}
    row = Organisation.objects.annotate(**facts).values("name", "live_at", *facts).get()
    return Installation(
        **row,
        needs_second_factor=settings.SECOND_FACTOR_REQUIRED,
        has_second_channel=bool(settings.SMS_URL),
        has_neutral_number=settings.NEUTRAL_SMS_URL != settings.SMS_URL,
        has_neutral_sender=_domain(settings.NEUTRAL_FROM_EMAIL) != _domain(settings.DEFAULT_FROM_EMAIL),
    )


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2].lower()


def organisation_as_it_is(now: datetime) -> str:
    """The name and the nation in one text: what a form about both was opened with. The nation may also be changed among
    the thresholds, so no row counts the changes."""
    nation = thresholds_in_force(now).hours.nation if is_nation_set(now) else ""
    return f"{nation}: {the_organisation().name}"


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
        "has_champion": Exists(whole.filter(post__code=PostCode.CHAMPION)),
        "has_stale_entry": Exists(_held(now).exclude(Exists(_confirmed_since(now)))),
        "has_chair": Exists(whole.filter(post__code=PostCode.CHAIR)),
        "has_on_duty": Exists(on_duty),
        "has_lead_without_mobile": Exists(both.filter(person__work_phone="")),
        "has_holder_without_mobile": Exists(_held(now).filter(person__work_phone="")),
        "has_second_administrator": Exists(admins.order_by("user")[1:]),
        "has_somebody_without_second_factor": Exists(
            keyholders.filter(~Exists(factors.filter(user=OuterRef("pk"))), is_active=True)
        ),
    }


def _confirmed_since(now: datetime) -> QuerySet[ChannelTest]:
    """That whoever holds the outer post has confirmed a test message at the address they still have, lately enough."""
    lately = ChannelTest.objects.filter(recipient=OuterRef("person"), confirmed_at__gt=now - CONFIRMED_FOR)
    return lately.filter(channel=Channel.EMAIL, address=OuterRef("person__email"))


def _ground_there(now: datetime) -> dict[str, Exists | Q]:
    authorities = Authority.objects.all()
    today = london_day(now)
    return {
        "has_nation": Exists(Threshold.objects.filter(code="nation", from_at__lte=now)),
        "has_authority": Exists(authorities),
        "has_authority_without_duty_team": Exists(authorities.filter(duty_team_phone="")),
        "has_authority_without_day_number": Exists(authorities.filter(Q(children_phone="") | Q(adults_phone=""))),
        "has_stale_number": Exists(stale_authorities(today)) | Exists(stale_contacts(today)),
        "has_acceptable_use": Exists(
            PolicyVersion.objects.filter(policy__kind=PolicyKind.AUP, policy__readers=Readers.STAFF)
        ),
        "has_platform": Exists(Platform.objects.filter(status__in=IN_USE)),
    }


def _channels_there(now: datetime) -> dict[str, Subquery]:
    """When somebody who still holds a post, at the same address, last said that a message had reached them."""
    tests = ChannelTest.objects.filter(reached="")  # whoever was spoken to has had no message
    confirmed = tests.filter(confirmed_at__isnull=False, recipient__in=_held(now).values("person"))
    latest = confirmed.order_by("-confirmed_at").values("confirmed_at")
    by_email = latest.filter(channel=Channel.EMAIL, address=F("recipient__email"))
    by_text = latest.filter(channel=Channel.SMS, address=F("recipient__work_phone"))
    return {"email_confirmed_at": Subquery(by_email[:1]), "text_confirmed_at": Subquery(by_text[:1])}
