"""Versions that come into force later, whom they are for, and how they are signed."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.notifications.models import Message
from safeguard.policies import selectors
from safeguard.policies.actions import (
    PolicyFacts,
    VersionFacts,
    add_type,
    issue_policy,
    name_owner,
    record_guest,
    record_paper,
    sign_policy,
)
from safeguard.policies.enums import AupState, Marking, Method, PolicyKind, Readers
from safeguard.policies.exceptions import MaybeTheSame, NewerVersion
from safeguard.policies.models import GuestSignature, Policy, PolicyType, PolicyVersion, Signature
from safeguard.policies.rules import TYPES, Audience, is_link, why_not_from, why_not_signed_on
from safeguard.practitioners.enums import PersonKind, Role
from tests.factories.escalation import set_clock
from tests.factories.policies import PolicyVersionFactory, SignatureFactory, acceptable_use
from tests.factories.practitioners import UserFactory
from tests.pages import browser

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def issue(cast, now, **over):
    policy = {"code": "conduct", "title": "Code of conduct", "text": "Be kind.", "kind": PolicyKind.OTHER}
    return issue_policy(**{"by": cast.dsl, "now": now, "must_sign": True, **policy, **over})


@pytest.mark.parametrize("planned_too", [False, True])
def test_what_was_planned_and_overtaken_asks_nobody(cast, now, planned_too):
    first = acceptable_use(issued_at=now - 9 * DAY)
    SignatureFactory(version=first, person=cast.owner, signed_at=now - 8 * DAY)
    facts = {"policy": first.policy, "number": 2, "issued_at": now - 2 * DAY, "effective_at": now + DAY}
    planned = PolicyVersionFactory(**facts)
    assert selectors.last_to_sign(planned) == 2
    same_day = now + DAY if planned_too else None
    third = {"policy": first.policy, "number": 3, "issued_at": now - DAY, "effective_at": same_day}
    words = PolicyVersionFactory(**third, must_sign=False)
    assert selectors.last_to_sign(words) == 1
    assert cast.owner not in selectors.have_not_signed(words)
    later = set_clock(now + 2 * DAY)  # its day has come, and it never held
    assert selectors.last_to_sign(words) == 1
    assert not selectors.policies_to_sign(cast.owner).exists()
    assert selectors.aup_state_of([cast.owner.pk], later) == {cast.owner.pk: AupState.SIGNED}
    assert selectors.aup_asks_since(later) == first.issued_at
    after = PolicyVersionFactory(policy=first.policy, number=4, issued_at=later, must_sign=False)
    assert selectors.last_to_sign(after) == 1


@pytest.mark.requirement("ORG-03")
def test_the_library_holds_every_starting_type_and_all_that_stands_around_a_version(cast, now):
    assert {one.code: one.label for one in PolicyType.objects.all()} == TYPES
    own = add_type(by=cast.dsl, now=now, label="  Lone   working ")
    assert (own.code, own.label) == ("lone-working", "Lone working")
    facts = VersionFacts(
        effective_at=now + DAY,
        marking=Marking.SENSITIVE,
        held_at="https://files.example/policies/12",
        supersedes="Online policy of 2019",
        quotes="Keeping children safe in education, 2026",
    )
    version = issue(cast, now, text="", policy_facts=PolicyFacts(type=own, owner=cast.deputy), facts=facts)
    version.refresh_from_db()
    assert (version.policy.type, version.policy.owner, version.number) == (own, cast.deputy, 1)
    assert (version.issued_at, version.effective_at, version.marking) == (now, now + DAY, "sensitive")
    assert (version.link, version.supersedes) == ("https://files.example/policies/12", "Online policy of 2019")
    assert version.quotes == "Keeping children safe in education, 2026"


def test_a_type_is_added_once_by_those_who_issue_policies(cast, now):
    assert add_type(by=cast.admin, now=now, label="lone working") == add_type(
        by=cast.dsl, now=now, label="Lone Working"
    )
    assert AuditEvent.objects.filter(verb="policies.type.added").count() == 1
    with pytest.raises(Refused, match="letters or digits"):
        add_type(by=cast.dsl, now=now, label="???")
    with pytest.raises(Refused, match="Only the safeguarding lead"):
        add_type(by=cast.owner, now=now, label="Mine")


def test_a_planned_version_comes_into_force_by_itself(cast, now):
    first = issue(cast, now)
    second = issue(cast, now, text="Be kinder.", facts=VersionFacts(effective_at=now + DAY))
    assert list(selectors.versions_in_force()) == [first]
    assert list(selectors.planned_versions()) == [second]
    assert selectors.version_in_force("conduct") == first
    with pytest.raises(Refused, match="not in force yet"):
        sign_policy(by=cast.owner, now=now, version=second)
    sign_policy(by=cast.owner, now=now, version=first)
    assert not selectors.policies_to_sign(cast.owner).exists()
    clock.shift(DAY)
    assert list(selectors.versions_in_force()) == [second]
    assert list(selectors.policies_to_sign(cast.owner)) == [second]
    with pytest.raises(NewerVersion):
        sign_policy(by=cast.colleague, now=now + DAY, version=first)


def test_a_version_of_today_takes_the_place_of_one_that_was_planned(cast, now):
    planned = issue(cast, now, facts=VersionFacts(effective_at=now + DAY))
    assert selectors.version_in_force("conduct") == planned  # there is no other to read
    latest = issue(cast, now, text="At once.")
    assert selectors.version_in_force("conduct") == latest
    assert not selectors.planned_versions().exists()
    assert list(selectors.other_versions(latest)) == [planned]


@pytest.mark.requirement("ORG-07")
def test_a_version_that_makes_signatures_stale_does_so_from_its_day_on(cast, now):
    acceptable = acceptable_use()
    SignatureFactory(version=acceptable, person=cast.owner)
    PolicyVersionFactory(policy=acceptable.policy, number=2, issued_at=now - DAY, effective_at=now + DAY)
    assert selectors.signed_before(acceptable) == 1
    people = [cast.owner.pk, cast.colleague.pk]
    before, after = (selectors.aup_state_of(people, moment) for moment in (now, now + DAY))
    assert before == {cast.owner.pk: AupState.SIGNED, cast.colleague.pk: AupState.NEVER_SIGNED}
    assert after == {cast.owner.pk: AupState.STALE, cast.colleague.pk: AupState.NEVER_SIGNED}
    assert selectors.aup_asks_since(now + DAY) == now + DAY


@pytest.mark.parametrize(("after", "words"), [(-DAY, "never from the past"), (400 * DAY, "within a year"), (DAY, None)])
def test_no_version_holds_from_the_past(now, after, words):
    found = why_not_from(now + after, now)
    assert found is None if words is None else words in str(found)


def test_a_version_of_the_past_is_refused_whole(cast, now):
    with pytest.raises(Refused, match="never from the past"):
        issue(cast, now, facts=VersionFacts(effective_at=now - DAY))
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://files.example/12", True),
        ("http://files.example", True),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://[", False),
        ("https://a.example/ and more", False),
        ("Shared drive", False),
    ],
)
def test_only_an_address_becomes_a_link(text, expected):
    assert is_link(text) is expected


# --- Variants and audiences ---------------------------------------------------------------------------------------


@pytest.mark.requirement("ORG-06")
def test_acceptable_use_has_its_variants_and_each_is_signed_once_per_person_and_version(cast, now):
    texts = {Readers.STAFF: "aup", Readers.CUSTOMER: "aup-young", Readers.GUEST: "aup-guest"}
    made = {
        readers: issue(cast, now, code=code, kind=PolicyKind.AUP, policy_facts=PolicyFacts(readers=readers))
        for readers, code in texts.items()
    }
    with pytest.raises(Refused, match="already"):
        issue(cast, now, code="aup-2", kind=PolicyKind.AUP, policy_facts=PolicyFacts(readers=Readers.GUEST))
    signed = sign_policy(by=cast.owner, now=now, version=made[Readers.STAFF])
    assert sign_policy(by=cast.owner, now=now, version=made[Readers.STAFF]) == signed
    assert (signed.person, signed.version.policy.readers, signed.signed_at) == (cast.owner, Readers.STAFF, now)
    assert (signed.version.number, signed.method) == (1, Method.SCREEN)
    with pytest.raises(Refused, match="for somebody else"):
        sign_policy(by=cast.owner, now=now, version=made[Readers.GUEST])
    today = now.astimezone(clock.LONDON).date()
    paper = record_paper(
        by=cast.dsl, now=now, version=made[Readers.STAFF], person=cast.colleague, signed_on=today, held_at="Cabinet 2"
    )
    assert (paper.method, paper.held_at, paper.recorded_by) == (Method.PAPER, "Cabinet 2", cast.dsl)
    guest = record_guest(
        by=cast.dsl,
        now=now,
        version=made[Readers.GUEST],
        name="Toni Marsh",
        signed_on=today,
        held_at="Reception book",
        client_token=uuid4(),
    )
    assert (guest.name, guest.version, guest.signed_on) == ("Toni Marsh", made[Readers.GUEST], today)
    assert (Signature.objects.count(), GuestSignature.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        (Audience(), {"owner", "other_team", "volunteer"}),
        (Audience(kinds=(PersonKind.VOLUNTEER,)), {"volunteer"}),
        (Audience(roles=(Role.PRACTITIONER,)), {"owner", "other_team"}),
        (Audience(roles=(Role.PRACTITIONER,), services=("here",)), {"owner"}),
        (Audience(kinds=(PersonKind.VOLUNTEER,), roles=(Role.DSL,)), set()),
    ],
)
def test_an_audience_leaves_out_everybody_else(cast, now, audience, names):
    people = {
        "owner": cast.owner,
        "other_team": cast.other_team,
        "volunteer": UserFactory(kind=PersonKind.VOLUNTEER),
    }
    services = (cast.service.pk,) if audience.services else ()
    audience = Audience(audience.kinds, audience.roles, services)
    version = issue(cast, now, facts=VersionFacts(audience=audience))
    inside = set(selectors.audience_of(version))
    assert {name for name, person in people.items() if person in inside} == names
    asked = {name for name, person in people.items() if selectors.policies_to_sign(person).exists()}
    assert asked == names
    missing = set(selectors.have_not_signed(version))
    assert {name for name, person in people.items() if person in missing} == names


# --- Who answers for one, and paper -------------------------------------------------------------------------------


def test_an_owner_is_named_once_by_those_who_issue_policies(cast, now):
    policy = issue(cast, now).policy
    for _press in range(2):
        assert name_owner(by=cast.admin, now=now, policy=policy, owner=cast.dso).owner == cast.dso
    assert AuditEvent.objects.filter(verb="policies.policy.owned").count() == 1
    with pytest.raises(Refused, match="Only the safeguarding lead"):
        name_owner(by=cast.dso, now=now, policy=policy, owner=None)
    gone = UserFactory(is_active=False)
    with pytest.raises(Refused, match="closed"):
        name_owner(by=cast.dsl, now=now, policy=policy, owner=gone)


@pytest.mark.parametrize(("who", "sees"), [("dsl", True), ("manager", True), ("dso", False), ("other_team", False)])
def test_paper_is_written_down_by_those_who_see_the_person(cast, now, who, sees):
    version, today = issue(cast, now), now.astimezone(clock.LONDON).date()
    asked = {"version": version, "person": cast.owner, "signed_on": today, "held_at": "File"}
    if not sees:
        with pytest.raises(NotVisible):
            record_paper(by=cast[who], now=now, **asked)
        return
    Message.objects.all().delete()
    later = now + timedelta(hours=1)
    assert record_paper(by=cast[who], now=now, **asked) == record_paper(by=cast[who], now=later, **asked)
    assert AuditEvent.objects.filter(verb="policies.version.signed_on_paper").count() == 1
    assert Signature.objects.get().written_down_at == now
    told = Message.objects.get()
    assert (told.recipient, told.kind) == (cast.owner, "policies.paper")
    assert not {"Priya", version.policy.title, cast[who].full_name} & set(re.split(r"[\s,.]", told.title + told.body))
    page = browser(cast.owner).get(version.policy.get_absolute_url()).content.decode()
    assert f"{cast[who].full_name} wrote it down at" in page
    assert "If you did not sign" in page


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"person": "dsl"}, "Sign it yourself"),
        ({"held_at": " "}, "where the paper is held"),
        ({"days": 1}, "today or earlier"),
        ({"days": -3}, "issued after that day"),
    ],
)
def test_paper_that_cannot_be(cast, now, over, words):
    version, today = issue(cast, now), now.astimezone(clock.LONDON).date()
    asked = {
        "person": cast[over.get("person", "owner")],
        "signed_on": today + over.get("days", 0) * DAY,
        "held_at": over.get("held_at", "File"),
    }
    with pytest.raises(Refused, match=words):
        record_paper(by=cast.dsl, now=now, version=version, **asked)
    assert not Signature.objects.exists()
    assert why_not_signed_on(today, today, today) is None


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"by": "owner"}, "Only the owner"),
        ({"readers": Readers.STAFF}, "not the one for guests"),
        ({"name": " "}, "name of the guest"),
        ({"held_at": ""}, "where the paper is held"),
    ],
)
def test_guests_that_cannot_be(cast, now, over, words):
    version = issue(cast, now, policy_facts=PolicyFacts(readers=over.get("readers", Readers.GUEST)))
    asked = {"name": over.get("name", "Toni"), "held_at": over.get("held_at", "Book"), "client_token": uuid4()}
    today = now.astimezone(clock.LONDON).date()
    with pytest.raises(Refused, match=words):
        record_guest(by=cast[over.get("by", "dsl")], now=now, version=version, signed_on=today, **asked)
    assert not GuestSignature.objects.exists()


def test_a_guest_is_written_down_once(cast, now):
    version = issue(cast, now, policy_facts=PolicyFacts(readers=Readers.GUEST))
    today, token = now.astimezone(clock.LONDON).date(), uuid4()
    asked = {"by": cast.dsl, "now": now, "version": version, "name": "Toni", "signed_on": today, "held_at": "Book"}
    first = record_guest(**asked, client_token=token)
    assert record_guest(**asked, client_token=token) == first
    assert AuditEvent.objects.filter(verb="policies.version.signed_by_guest").count() == 1
    for name in ("Toni", " TONI "):
        with pytest.raises(MaybeTheSame, match="has signed that day"):
            record_guest(**{**asked, "name": name}, client_token=uuid4())
    other = record_guest(**asked, client_token=uuid4(), is_another=True)
    assert other != first
    assert record_guest(**{**asked, "signed_on": today, "name": "Tony"}, client_token=uuid4()) not in (first, other)
    assert GuestSignature.objects.count() == 3
    assert PolicyVersion.objects.count() == 1
