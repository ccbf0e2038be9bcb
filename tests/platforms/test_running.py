"""What runs on a platform: closed groups, accounts that are ours, guides (PLT-17, PLT-19, PLT-20)."""

import uuid
from datetime import datetime, timedelta

import pytest

from safeguard.desk.actions.groups import admit_person
from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.platforms.access import may_change_account, visible_groups
from safeguard.platforms.actions import (
    change_administrators,
    close_account,
    close_group,
    extend_group,
    hand_over_account,
    let_in,
    note_left,
    register_account,
    write_guide,
)
from safeguard.platforms.exceptions import ChangedMeanwhile
from safeguard.platforms.models import ClosedGroup, GroupMember, OrganisationAccount, PlatformGuide
from safeguard.platforms.rules import long_sentences
from safeguard.practitioners.models import User
from tests.factories.people import register
from tests.factories.platforms import PlatformFactory, a_group

pytestmark = pytest.mark.django_db


def leave(person: User) -> None:
    """Somebody does not work here any more."""
    person.is_active = False
    person.save()


@pytest.fixture
def platform(cast):
    return PlatformFactory(owner=cast.ict, min_age=13)


@pytest.fixture
def group(cast, now, platform):
    return a_group(cast, now, platform)


# --- Groups --------------------------------------------------------------------------------------------------------


def test_a_group_is_opened_with_the_day_on_which_it_closes(cast, now, platform):
    token = uuid.uuid4()
    group = a_group(cast, now, platform, client_token=token)
    assert a_group(cast, now, platform, client_token=token) == group
    duty = Duty.objects.get()
    assert (duty.kind, duty.owner, duty.subject_ref) == (DutyKind.CLOSE_GROUP, cast.owner, group.ref)
    assert duty.due_at == datetime.combine(group.closes_on, datetime.min.time(), LONDON).replace(hour=17)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"name": " "}, "what the group is called"),
        ({"who_may_join": ""}, "who may join"),
        ({"who_sees_material": ""}, "who can see"),
        ({"second_administrator": "owner"}, "two different people"),
        ({"second_administrator": "gone"}, "have to work here"),
        ({"closes_on": 0}, "still to come"),
        ({"closes_on": 800}, "within two years"),
        ({"by": "ict"}, "works with young people"),
        ({"by": "other_team"}, "works with young people"),
    ],
)
def test_a_group_without_what_it_needs_is_refused(cast, now, platform, over, words):
    leave(cast.other_team) if over.get("second_administrator") == "gone" else None
    people = {**{name: cast[name] for name in ("owner", "ict")}, "gone": cast.other_team, "other_team": cast.other_team}
    over = {key: people.get(value, value) if isinstance(value, str) else value for key, value in over.items()}
    if isinstance(over.get("closes_on"), int):
        over["closes_on"] = (now + timedelta(days=over["closes_on"])).date()
    with pytest.raises(Refused, match=words):
        a_group(cast, now, platform, **over)
    assert not ClosedGroup.objects.exists()
    assert not Duty.objects.exists()


def test_no_group_on_what_is_not_approved(cast, now):
    refused = PlatformFactory(status="refused", review_due=None)
    with pytest.raises(Refused, match="that has been approved"):
        a_group(cast, now, refused)


def admit(cast, now, group, person, **over):
    facts = {"by": cast.owner, "verified_how": "Rang them.", "client_token": uuid.uuid4()}
    return admit_person(now=now, group=group, person=person, **{**facts, **over})


@pytest.mark.requirement("PLT-19")
def test_nobody_is_in_it_whom_an_administrator_did_not_let_in(cast, now, group):
    someone = register(cast.owner, now)
    for who in ("colleague", "manager", "other_team", "dsl", "ict"):
        if who not in ("colleague", "manager"):
            with pytest.raises(Refused):
                admit(cast, now, group, someone, by=cast[who])
    assert not group.members.exists()
    first = admit(cast, now, group, someone)
    assert admit(cast, now, group, someone) == first
    assert (first.person_ref, first.approved_by, first.approved_at) == (someone.ref, cast.owner, now)
    extend_group(by=cast.owner, now=now, group=group, closes_on=group.closes_on + timedelta(days=30), why="They ask")
    assert Duty.objects.get().due_at.date() == group.closes_on + timedelta(days=30)
    for _press in range(2):
        note_left(by=cast.colleague, now=now, member=first)
    assert GroupMember.objects.get().left_by == cast.colleague
    again = admit(cast, now, group, someone)
    with pytest.raises(Refused, match="what became of"):
        close_group(by=cast.owner, now=now, group=group, closing_record=" ")
    for _press in range(2):
        close_group(by=cast.owner, now=now, group=group, closing_record="All told, all deleted.")
    again.refresh_from_db()
    assert again.left_at == now
    assert Duty.objects.get().state == DutyState.DONE
    with pytest.raises(Refused, match="has been closed"):
        admit(cast, now, group, someone)


@pytest.mark.requirement("PLT-21")
def test_how_it_was_made_sure_that_it_is_them_is_asked_of_every_joiner(cast, now, group):
    someone = register(cast.owner, now)
    with pytest.raises(Refused, match="made sure that it is them"):
        admit(cast, now, group, someone, verified_how=" ")
    assert admit(cast, now, group, someone).verified_how == "Rang them."


def test_who_is_too_young_or_not_ones_own_is_not_let_in(cast, now, group):
    young = register(cast.owner, now, born_on=(now - timedelta(days=365 * 12)).date())
    with pytest.raises(Refused, match="13 and over"):
        admit(cast, now, group, young)
    theirs = register(cast.other_team, now, full_name="Somebody Else")
    with pytest.raises(Refused, match="not among the people"):
        admit(cast, now, group, theirs)
    group.platform.status, group.platform.review_due = "refused", None
    group.platform.save()
    with pytest.raises(Refused, match="not approved any more"):
        admit(cast, now, group, register(cast.owner, now, full_name="A Third"))
    assert not group.members.exists()


def test_a_leaver_looks_after_nothing_and_another_is_named(cast, now, group):
    leave(cast.owner)
    someone = register(cast.colleague, now)
    with pytest.raises(Refused, match="look after the group"):
        let_in(by=cast.owner, now=now, group=group, person_ref=someone.ref, verified_how="x", client_token=uuid.uuid4())
    named = {"administrator": cast.colleague, "second_administrator": cast.manager}
    with pytest.raises(Refused, match="have to work here"):
        change_administrators(by=cast.colleague, now=now, group=group, **{**named, "administrator": cast.owner})
    with pytest.raises(Refused, match="two different people"):
        change_administrators(
            by=cast.colleague, now=now, group=group, **{**named, "second_administrator": cast.colleague}
        )
    change_administrators(by=cast.colleague, now=now, group=group, **named)
    assert Duty.objects.get(state=DutyState.OPEN).owner == cast.colleague


def test_to_go_on_needs_a_day_and_a_reason(cast, now, group):
    day = group.closes_on + timedelta(days=10)
    with pytest.raises(Refused, match="Write why"):
        extend_group(by=cast.owner, now=now, group=group, closes_on=day, why=" ")
    with pytest.raises(Refused, match="still to come"):
        extend_group(by=cast.owner, now=now, group=group, closes_on=now.date(), why="x")
    group.refresh_from_db()
    assert (group.version, group.extended_why) == (1, "")


SEE = {"owner", "colleague", "manager", "dso", "dsl", "deputy", "lead"}


@pytest.mark.parametrize("who", ["owner", "colleague", "other_team", "manager", "dso", "dsl", "board", "ict", "admin"])
def test_who_sees_a_group(cast, group, who):
    assert visible_groups(cast[who]).exists() is (who in SEE)


def test_who_has_left_sees_none(cast, group):
    leave(cast.owner)
    assert not visible_groups(cast.owner).exists()


# --- Accounts ------------------------------------------------------------------------------------------------------


def account(cast, now, platform, **over):
    facts = {"label": "Harbour Youth", "custodian": cast.owner, "work_email": "team@charity.example"}
    more = {"by": cast.ict, "client_token": uuid.uuid4()}
    return register_account(now=now, platform=platform, **{**facts, **more, **over})


@pytest.mark.requirement("PLT-20")
@pytest.mark.parametrize("address", ["priya@gmail.com", "P@HotMail.co.uk ", "x@icloud.com.", "not an address", ""])
def test_personal_accounts_cannot_be_registered(cast, now, platform, address):
    with pytest.raises(Refused):
        account(cast, now, platform, work_email=address)
    assert not OrganisationAccount.objects.exists()
    found = account(cast, now, platform)
    assert (found.label, found.custodian, found.work_email) == ("Harbour Youth", cast.owner, "team@charity.example")


def test_an_account_is_there_once(cast, now, platform):
    token = uuid.uuid4()
    assert account(cast, now, platform, client_token=token) == account(cast, now, platform, client_token=token)
    with pytest.raises(Refused, match="in the register already"):
        account(cast, now, platform, label=" harbour youth")
    close_account(by=cast.ict, now=now, account=OrganisationAccount.objects.get())
    assert account(cast, now, platform).closed_at is None  # a new one of that name


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"by": "board"}, "Only ICT"),
        ({"label": " "}, "what the account is called"),
        ({"custodian": "other_team"}, "has to work here"),
    ],
)
def test_an_account_without_what_it_needs_is_refused(cast, now, platform, over, words):
    leave(cast.other_team)
    over = {key: cast[value] if value.strip() else value for key, value in over.items()}
    with pytest.raises(Refused, match=words):
        account(cast, now, platform, **over)


def test_no_account_on_what_must_not_be_used(cast, now):
    with pytest.raises(Refused, match="must not be used"):
        account(cast, now, PlatformFactory(status="refused", review_due=None))


def test_an_account_is_handed_over_and_closed_by_its_keeper_or_ict(cast, now, platform):
    found = account(cast, now, platform)
    assert [may_change_account(cast[who], found) for who in ("owner", "ict", "admin", "colleague", "dsl")] == [
        *([True] * 3),
        *([False] * 2),
    ]
    with pytest.raises(Refused, match="whoever looks after it"):
        hand_over_account(by=cast.colleague, now=now, account=found, to=cast.colleague)
    leave(cast.other_team)
    with pytest.raises(Refused, match="has to work here"):
        hand_over_account(by=cast.owner, now=now, account=found, to=cast.other_team)
    assert hand_over_account(by=cast.owner, now=now, account=found, to=cast.colleague).custodian == cast.colleague
    for _press in range(2):
        closed = close_account(by=cast.colleague, now=now, account=found)
    assert (closed.closed_at, closed.closed_by, closed.version) == (now, cast.colleague, 3)


# --- Guides --------------------------------------------------------------------------------------------------------


def test_guides_have_versions_and_none_is_lost(cast, now, platform):
    facts = {"by": cast.ict, "now": now, "platform": platform}
    token = uuid.uuid4()
    for _press in range(2):
        write_guide(**facts, text="Open the link.", number=0, client_token=token)
    with pytest.raises(ChangedMeanwhile):
        write_guide(**facts, text="Another", number=0, client_token=uuid.uuid4())
    write_guide(**facts, text="Open the link. Wait.", number=1, client_token=uuid.uuid4())
    assert list(PlatformGuide.objects.order_by("number").values_list("number", "text")) == [
        (1, "Open the link."),
        (2, "Open the link. Wait."),
    ]
    with pytest.raises(Refused, match="how it is used"):
        write_guide(**facts, text=" ", number=2, client_token=uuid.uuid4())
    with pytest.raises(Refused, match="Only ICT"):
        write_guide(**{**facts, "by": cast.owner}, text="x", number=2, client_token=uuid.uuid4())


def test_long_sentences_are_found():
    assert long_sentences("Short. " + "word " * 20 + ".") == []
    assert len(long_sentences("Short. " + "word " * 21 + ".")) == 1


# --- A page gone back to, and changed ------------------------------------------------------------------------------


def test_a_page_gone_back_to_and_changed_loses_nothing(cast, now, platform, group):
    token = uuid.uuid4()
    for name in ("Amira Khan", "Tia Brown"):
        admit(cast, now, group, register(cast.owner, now, full_name=name), client_token=token)
    assert group.members.count() == 2
    for label in ("First", "Second"):
        account(cast, now, platform, label=label, client_token=token)
    assert OrganisationAccount.objects.count() == 2
    for name in ("First", "Second"):
        a_group(cast, now, platform, name=name, client_token=token)
    assert ClosedGroup.objects.count() == 3
    facts = {"by": cast.ict, "now": now, "platform": platform, "client_token": token}
    write_guide(**facts, text="First", number=0)
    with pytest.raises(ChangedMeanwhile):
        write_guide(**facts, text="Second", number=0)  # the page shows both
    write_guide(**facts, text="Second", number=1)
    assert PlatformGuide.objects.count() == 2
