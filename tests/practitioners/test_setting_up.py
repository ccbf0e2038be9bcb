"""A set-up day: the first administrator, invitations, corrections, posts with their roles, and the switch."""

import re
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.permissions import Permission
from safeguard.notifications.models import Message
from safeguard.notifications.sealing import unseal
from safeguard.practitioners import access, selectors
from safeguard.practitioners.actions import (
    PersonDetails,
    add_person,
    appoint_holder,
    change_person,
    correct_person,
    create_first_administrator,
    create_service,
    describe_organisation,
    describe_service,
    end_duty,
    fill_post,
    go_live,
    grant_role,
    invite_person,
    put_on_duty,
    take_role,
)
from safeguard.practitioners.enums import CoverReason, PostCode, Role
from safeguard.practitioners.exceptions import Stale
from safeguard.practitioners.models import Organisation, Post, PostHolding, Service, User
from tests.factories.practitioners import UserFactory, hold
from tests.threads import at_once

PASSWORD = "three-odd-words"


@pytest.fixture(autouse=True)
def no_tries_so_far(request):
    if "db" in request.fixturenames:
        cache.clear()


def verbs():
    return [event.verb.removeprefix("practitioners.") for event in AuditEvent.objects.order_by("pk")]


def now_of(person):
    """The version that somebody who looks now would see."""
    return User.objects.get(pk=person.pk).version


def details(cast, **over):
    given = {"full_name": "Ines Novak", "email": "Ines@Harbour.example", "roles": [Role.PRACTITIONER]}
    return PersonDetails(**{**given, "services": [cast.service], "line_manager": cast.manager, **over})


# --- the first administrator --------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_first_account_is_an_administrators_and_the_only_one_made_so(now):
    assert access.may_make_first_account()
    made = create_first_administrator(
        by=None, now=now, email="Ada@Quayside.example", full_name="Ada Finch", password=PASSWORD
    )
    assert (made.email, made.role_codes, made.check_password(PASSWORD)) == (
        "ada@quayside.example",
        {Role.ADMINISTRATOR},
        True,
    )
    assert verbs() == ["user.created", "role.granted"]
    assert {event.actor_id for event in AuditEvent.objects.all()} == {None}
    assert not access.may_make_first_account()
    with pytest.raises(Refused, match="already"):
        create_first_administrator(by=None, now=now, email="b@quayside.example", full_name="B", password=PASSWORD)
    assert User.objects.get() == made


def test_of_two_who_ask_at_once_one_is_first(committed_db, now):
    def make(email):
        return lambda: create_first_administrator(by=None, now=now, email=email, full_name="A", password=PASSWORD)

    answers = at_once(make("a@quayside.example"), make("b@quayside.example"))
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "User"]
    assert User.objects.count() == 1


def test_the_code_is_read_however_it_is_typed():
    code = access.first_code()
    assert re.fullmatch("([0-9A-F]{5}-){3}[0-9A-F]{5}", code)
    assert access.is_first_code(code)
    assert access.is_first_code(f"  {code.lower().replace('-', ' ')} ")
    for wrong in ("", code[:-1], code + "0", "🎈", "-" * 23):
        assert not access.is_first_code(wrong)


# --- people -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_somebody_is_added_and_invited(cast, now, settings):
    settings.EMAIL_BACKEND = "safeguard.notifications.backends.OutboxBackend"
    Organisation.objects.update(name="Quayside Youth")
    person = add_person(by=cast.admin, now=now, details=details(cast, work_phone="+447700900123"))
    assert (person.email, person.role_codes) == ("ines@harbour.example", {Role.PRACTITIONER})
    assert list(person.services.all()) == [cast.service]
    assert verbs() == ["user.created", "role.granted", "user.invited"]
    title, body = _invitation()
    assert title == "Your account in Safeguard"
    assert body.startswith("Quayside Youth has set up an account")
    assert "within 3 days" in body
    client, link = Client(), re.search(r"http://localhost:\d+(/account/password/\S+)", body)[1]
    page = client.get(link, follow=True)
    answer = client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    app = client.get("/account/2fa/totp/activate/")  # asks for the password, and not for a verified address
    assert app["Location"].startswith("/account/reauthenticate/")
    assert "no longer works" in Client().get(link, follow=True).content.decode()


def _invitation():
    message = Message.objects.get(kind="account.invitation")
    assert message.is_sealed
    assert "/account/" not in message.body
    return unseal(message.body)


@pytest.mark.django_db
def test_an_address_is_there_once_and_nothing_else_is_left(cast, now):
    with pytest.raises(Refused, match="already"):
        add_person(by=cast.admin, now=now, details=details(cast, email="OWNER@harbour.example"))
    assert not Message.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.DSL, Role.DSO, "god"])
def test_safeguarding_roles_come_with_a_post_only(cast, now, role):
    with pytest.raises(Refused, match="post"):
        add_person(by=cast.admin, now=now, details=details(cast, roles=[role]))
    assert not User.objects.filter(email="ines@harbour.example").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "dsl", "lead", "ict", "manager"])
def test_nobody_else_sets_anybody_up(cast, now, who):
    by, person = cast[who], cast.colleague
    for act in (
        lambda: add_person(by=by, now=now, details=details(cast)),
        lambda: correct_person(by=by, now=now, person=person, version=1, details=details(cast)),
        lambda: change_person(by=by, now=now, person=person, version=1, work_phone="", roles=[]),
        lambda: invite_person(by=by, now=now, person=person),
        lambda: appoint_holder(by=by, now=now, code=PostCode.DSL, person=person),
        lambda: take_role(by=by, now=now, user=person, role=Role.PRACTITIONER),
        lambda: describe_service(by=by, now=now, service=cast.service, version=1, name="X"),
        lambda: describe_organisation(by=by, now=now, name="X"),
        lambda: go_live(by=by, now=now, missing=[]),
    ):
        with pytest.raises(Refused, match="administrator"):
            act()
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_what_was_typed_is_corrected_until_they_have_signed_in(cast, now):
    person = add_person(by=cast.admin, now=now, details=details(cast))
    EmailAddress.objects.create(user=person, email=person.email, primary=True)  # by it they could ask for a password
    right = details(cast, full_name="Inès Novák", email="ines.n@harbour.example", roles=[Role.ICT], services=[])
    correct_person(by=cast.admin, now=now + timedelta(minutes=2), person=person, version=now_of(person), details=right)
    person = User.objects.get(pk=person.pk)
    assert (person.full_name, person.email, person.role_codes) == ("Inès Novák", "ines.n@harbour.example", {Role.ICT})
    assert not person.services.exists()
    assert not EmailAddress.objects.filter(user=person, email="ines@harbour.example").exists()
    states = dict(Message.objects.filter(kind="account.invitation").values_list("address", "state"))
    assert states == {"ines@harbour.example": "cancelled", "ines.n@harbour.example": "waiting"}
    assert {"user.corrected", "role.taken"} <= set(verbs())


@pytest.mark.django_db
def test_a_password_chosen_at_the_wrong_address_does_not_open_the_corrected_account(cast, now):
    person = add_person(by=cast.admin, now=now, details=details(cast))
    person.set_password(PASSWORD)
    person.save()
    correct_person(
        by=cast.admin, now=now, person=person, version=now_of(person), details=details(cast, full_name="Ines N")
    )
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
    correct_person(
        by=cast.admin,
        now=now,
        person=person,
        version=now_of(person),
        details=details(cast, email="ines.n@harbour.example"),
    )
    assert not User.objects.get(pk=person.pk).has_usable_password()
    assert not Client().login(email="ines.n@harbour.example", password=PASSWORD)


@pytest.mark.django_db
def test_a_correction_at_the_same_address_invites_nobody_again_and_keeps_roles_of_posts(cast, now):
    person = add_person(by=cast.admin, now=now, details=details(cast))
    appoint_holder(by=cast.admin, now=now, code=PostCode.DEPUTY_DSL, person=person)
    correct_person(
        by=cast.admin, now=now, person=person, version=now_of(person), details=details(cast, full_name="Ines N")
    )
    assert Message.objects.filter(kind="account.invitation").count() == 1
    assert User.objects.get(pk=person.pk).role_codes == {Role.PRACTITIONER, Role.DEPUTY_DSL}


@pytest.mark.django_db
def test_a_correction_that_cannot_be_is_refused(cast, now):
    person = add_person(by=cast.admin, now=now, details=details(cast))
    with pytest.raises(Refused, match="already"):
        correct_person(
            by=cast.admin,
            now=now,
            person=person,
            version=now_of(person),
            details=details(cast, email="owner@harbour.example"),
        )
    with pytest.raises(Refused, match="line manager"):
        correct_person(
            by=cast.admin, now=now, person=person, version=now_of(person), details=details(cast, line_manager=person)
        )
    User.objects.filter(pk=person.pk).update(last_login=now)
    with pytest.raises(Refused, match="signed in"):
        correct_person(
            by=cast.admin, now=now, person=person, version=now_of(person), details=details(cast, full_name="Else")
        )
    assert User.objects.get(pk=person.pk).full_name == "Ines Novak"


@pytest.mark.django_db
def test_a_work_mobile_and_roles_change_after_sign_in_and_the_trail_names_fields_only(cast, now):
    User.objects.filter(pk=cast.dsl.pk).update(last_login=now)
    for _ in range(2):  # the same again changes nothing
        change_person(
            by=cast.admin,
            now=now,
            person=cast.dsl,
            version=now_of(cast.dsl),
            work_phone="+447700900199",
            roles=[Role.PRACTITIONER],
        )
    after = User.objects.get(pk=cast.dsl.pk)
    assert (after.work_phone, after.role_codes) == ("+447700900199", {Role.DSL, Role.PRACTITIONER})
    assert verbs() == ["user.changed", "role.granted"]
    assert [event.fields for event in AuditEvent.objects.order_by("pk")] == [["work_phone"], ["role"]]


@pytest.mark.django_db
def test_ones_own_mobile_may_be_changed_and_ones_own_roles_may_not(cast, now):
    admin = cast.admin
    change_person(
        by=admin, now=now, person=admin, version=now_of(admin), work_phone="+447700900199", roles=[Role.ADMINISTRATOR]
    )
    for roles in ([], [Role.ADMINISTRATOR, Role.ICT]):
        with pytest.raises(Refused, match="their own roles"):
            change_person(
                by=admin, now=now, person=admin, version=now_of(admin), work_phone="+447700900198", roles=roles
            )
    after = User.objects.get(pk=admin.pk)
    assert (after.work_phone, after.role_codes) == ("+447700900199", {Role.ADMINISTRATOR})


@pytest.mark.django_db
def test_a_change_that_cannot_be_is_refused(cast, now):
    change = {"by": cast.admin, "now": now, "version": 1, "work_phone": "", "roles": []}
    with pytest.raises(Refused, match="closed"):
        change_person(**{**change, "person": UserFactory(is_active=False)})
    with pytest.raises(Refused, match="post"):
        change_person(**{**change, "person": cast.owner, "roles": [Role.DSL]})
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("is_correcting", [True, False])
def test_a_form_that_was_opened_before_a_role_was_taken_away_gives_it_not_back(cast, now, is_correcting):
    person, opened = cast.manager, now_of(cast.manager)
    take_role(by=cast.admin, now=now, user=person, role=Role.LINE_MANAGER)
    facts = {"by": UserFactory(roles=[Role.ADMINISTRATOR]), "now": now, "person": person, "version": opened}
    if is_correcting:
        act, given = correct_person, {"details": details(cast, roles=[Role.LINE_MANAGER], line_manager=None)}
    else:
        act, given = change_person, {"work_phone": "", "roles": [Role.LINE_MANAGER]}
    with pytest.raises(Stale, match="since you opened it"):
        act(**facts, **given)
    assert User.objects.get(pk=person.pk).role_codes == set()
    grant_role(by=cast.admin, now=now, user=person, role=Role.PRACTITIONER)
    assert now_of(person) == opened + 2
    grant_role(by=cast.admin, now=now, user=person, role=Role.PRACTITIONER)  # has it already
    assert now_of(person) == opened + 2


@pytest.mark.django_db
def test_another_service_of_somebody_who_opens_all_its_people_is_told_of(cast, now):
    both = [cast.service, cast.other_service]
    for person, roles in ((cast.manager, [Role.LINE_MANAGER]), (cast.owner, [Role.PRACTITIONER])):
        new = details(cast, email=person.email, roles=roles, services=both, line_manager=None)
        correct_person(by=cast.admin, now=now, person=person, version=now_of(person), details=new)
    assert told("people_opened") == names(cast.dsl, cast.deputy, cast.lead)
    assert Message.objects.count() == 3


def test_two_administrators_cannot_take_the_role_from_each_other(committed_db, cast, now):
    """Somebody must be left who can let others in."""
    other = UserFactory(roles=[Role.ADMINISTRATOR])
    UserFactory(roles=[Role.ADMINISTRATOR], is_active=False)  # who has left does not count
    answers = at_once(
        lambda: take_role(by=cast.admin, now=now, user=other, role=Role.ADMINISTRATOR),
        lambda: take_role(by=other, now=now, user=cast.admin, role=Role.ADMINISTRATOR),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "Refused"]
    assert selectors.people_who_may(Permission.MANAGE_PEOPLE).count() == 1


@pytest.mark.django_db
def test_an_invitation_goes_again_but_not_twice_in_a_minute_and_not_to_who_has_signed_in(cast, now):
    start = now.replace(second=0)
    for seconds in (0, 20, 70):
        invite_person(by=cast.admin, now=start + timedelta(seconds=seconds), person=cast.owner)
    assert Message.objects.count() == 2
    User.objects.filter(pk=cast.owner.pk).update(last_login=now)
    cast.owner.refresh_from_db()
    closed = UserFactory(is_active=False)
    for person in (cast.owner, closed):
        with pytest.raises(Refused, match="signed in already"):
            invite_person(by=cast.admin, now=now + timedelta(hours=1), person=person)


@pytest.mark.django_db
def test_an_invitation_from_an_organisation_without_a_name(cast, now):
    Organisation.objects.update(name="")
    invite_person(by=cast.admin, now=now, person=cast.owner)
    assert _invitation()[1].startswith("Your organisation has set up an account")


# --- posts and roles ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_with_a_post_comes_its_role_and_the_one_before_gives_both_up(cast, now):
    post = appoint_holder(by=cast.admin, now=now, code=PostCode.DSL, person=cast.colleague)
    assert [(h.person, h.to_at) for h in post.holdings.order_by("from_at")] == [(cast.dsl, now), (cast.colleague, None)]
    assert User.objects.get(pk=cast.colleague.pk).may(Permission.SEE_ALL_INCIDENTS)
    assert not User.objects.get(pk=cast.dsl.pk).may(Permission.SEE_ALL_INCIDENTS)
    again = appoint_holder(by=cast.admin, now=now + timedelta(hours=1), code=PostCode.DSL, person=cast.colleague)
    assert (again, post.holdings.count()) == (post, 2)


@pytest.mark.django_db
def test_an_officer_of_two_services_keeps_the_role_with_the_other(cast, now):
    fill_post(by=cast.admin, now=now, code=PostCode.DSO, person=cast.dso, service=cast.other_service)
    later = now + timedelta(minutes=1)
    appoint_holder(by=cast.admin, now=later, code=PostCode.DSO, person=cast.colleague, service=cast.service)
    assert Role.DSO in User.objects.get(pk=cast.dso.pk).role_codes


@pytest.mark.django_db
def test_whoever_was_chair_stays_on_the_board(cast, now):
    appoint_holder(by=cast.admin, now=now, code=PostCode.CHAIR, person=cast.board)
    assert Role.BOARD in User.objects.get(pk=cast.chair.pk).role_codes


@pytest.mark.django_db
def test_whoever_is_replaced_gives_the_role_up_although_they_cover_the_post(cast, now):
    """Nothing would take it when the cover ends."""
    hold(PostCode.DSL, cast.dsl, reason=CoverReason.ON_DUTY, to_at=now + timedelta(days=7))
    appoint_holder(by=cast.admin, now=now, code=PostCode.DSL, person=cast.colleague)
    assert Role.DSL not in User.objects.get(pk=cast.dsl.pk).role_codes


@pytest.mark.django_db
def test_the_role_of_the_chair_stays_while_they_hold_the_post(cast, now):
    for post_is_held, roles in ((True, {Role.BOARD}), (False, set())):
        PostHolding.objects.filter(person=cast.chair).update(to_at=None if post_is_held else now)
        change_person(by=cast.admin, now=now, person=cast.chair, version=now_of(cast.chair), work_phone="", roles=[])
        assert User.objects.get(pk=cast.chair.pk).role_codes == roles


# --- who is told --------------------------------------------------------------------------------------


def told(kind="posts_changed"):
    return sorted(Message.objects.filter(kind=f"account.{kind}").values_list("recipient__full_name", flat=True))


def names(*people):
    return sorted(person.full_name for person in people)


@pytest.mark.django_db
def test_whoever_answers_for_safeguarding_is_told_when_a_post_changes_hands(cast, now):
    appoint_holder(by=cast.admin, now=now, code=PostCode.DSO, person=cast.colleague, service=cast.service)
    assert told() == names(cast.dso, cast.dsl, cast.deputy, cast.lead)
    message = Message.objects.filter(recipient=cast.dso).get()
    assert message.channel == "email"
    assert message.body.startswith("Who holds a safeguarding post has changed. Sign in to see.\n")
    assert f"{settings.SITE_URL}/help/\n" in message.body
    for person in (cast.admin, cast.colleague, cast.dso):
        assert not {*person.full_name.split(), person.email} & set(re.split(r"[\s,.]", message.title + message.body))


@pytest.mark.django_db
def test_a_lead_who_is_replaced_is_told(cast, now):
    """An administrator who names a second account of their own does not do it unseen."""
    appoint_holder(by=cast.admin, now=now, code=PostCode.DSL, person=cast.colleague)
    assert told() == names(cast.dsl, cast.colleague, cast.deputy, cast.lead)
    appoint_holder(by=cast.admin, now=now + timedelta(hours=1), code=PostCode.DSL, person=cast.colleague)
    assert len(told()) == 4  # named again, nothing has changed


@pytest.mark.django_db
def test_whoever_did_it_is_not_told(cast, now):
    grant_role(by=None, now=now, user=cast.lead, role=Role.ADMINISTRATOR)
    appoint_holder(by=User.objects.get(pk=cast.lead.pk), now=now, code=PostCode.CHAIR, person=cast.board)
    assert told() == names(cast.chair, cast.dsl, cast.deputy)


@pytest.mark.django_db
def test_never_only_whoever_was_named_is_told(cast, now):
    other = UserFactory(roles=[Role.ADMINISTRATOR])
    PostHolding.objects.all().delete()
    appoint_holder(by=cast.admin, now=now, code=PostCode.DSL, person=cast.colleague)
    assert told() == names(cast.colleague, other)


@pytest.mark.django_db
def test_cover_and_its_end_are_told_of(cast, now):
    post = Post.objects.get(code=PostCode.DSO, service=cast.service)
    put_on_duty(by=cast.admin, now=now, post=post, person=cast.colleague, to_at=now + timedelta(days=1))
    assert told() == names(cast.dso, cast.dsl, cast.deputy, cast.lead)
    Message.objects.all().delete()
    put_on_duty(
        by=cast.admin,
        now=now + timedelta(hours=1),
        post=post,
        person=cast.owner,
        to_at=now + timedelta(days=1),
    )
    assert told() == names(cast.colleague, cast.dso, cast.dsl, cast.deputy, cast.lead)
    Message.objects.all().delete()
    end_duty(by=cast.admin, now=now + timedelta(hours=2), post=post)
    assert told() == names(cast.owner, cast.dsl, cast.deputy, cast.lead)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.ADMINISTRATOR, "administrator_named"),
        (Role.DSO, "posts_changed"),
        (Role.DSL, "posts_changed"),
        (Role.HR_DSO, "posts_changed"),
        (Role.LINE_MANAGER, "people_opened"),
        (Role.SERVICE_MANAGER, "people_opened"),
    ],
)
def test_a_role_that_lets_somebody_in_is_told_of_once(cast, now, role, kind):
    for hours in (0, 1):  # somebody who has it already is let in no further
        grant_role(by=cast.admin, now=now + timedelta(hours=hours), user=cast.owner, role=role)
    assert told(kind) == names(cast.dsl, cast.deputy, cast.lead)
    assert Message.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.BOARD, Role.ICT])
def test_other_roles_are_not(cast, now, role):
    grant_role(by=cast.admin, now=now, user=cast.owner, role=role)
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_while_it_is_set_up_nobody_is_told(cast, being_set_up, now):
    appoint_holder(by=cast.admin, now=now, code=PostCode.DSL, person=cast.colleague)
    grant_role(by=cast.admin, now=now, user=cast.owner, role=Role.ADMINISTRATOR)
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_nobody_is_told_of_what_did_not_happen(cast, now):
    with transaction.atomic():
        appoint_holder(by=cast.admin, now=now, code=PostCode.DSL, person=cast.colleague)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_nobody_is_appointed_who_may_not_be(cast, now):
    with pytest.raises(Refused, match="themselves"):
        appoint_holder(by=cast.admin, now=now, code=PostCode.DSL, person=cast.admin)
    with pytest.raises(Refused, match="closed"):
        appoint_holder(by=cast.admin, now=now, code=PostCode.DSL, person=UserFactory(is_active=False))
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_the_installation_itself_may_appoint_an_administrator(cast, now):
    Post.objects.filter(code=PostCode.HR_DSO).get().holdings.all().delete()
    appoint_holder(by=None, now=now, code=PostCode.HR_DSO, person=cast.admin)
    assert User.objects.get(pk=cast.admin.pk).role_codes == {Role.ADMINISTRATOR, Role.HR_DSO}


def test_two_administrators_name_two_people_at_once(committed_db, cast, now):
    other = UserFactory(roles=[Role.ADMINISTRATOR])
    answers = at_once(
        lambda: appoint_holder(by=cast.admin, now=now, code=PostCode.DSL, person=cast.colleague),
        lambda: appoint_holder(by=other, now=now, code=PostCode.DSL, person=cast.other_team),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Post", "Refused"]
    assert PostHolding.objects.filter(post__code=PostCode.DSL, to_at__isnull=True).count() == 1


@pytest.mark.django_db
def test_a_role_that_is_not_there_cannot_be_taken(cast, now):
    take_role(by=cast.admin, now=now, user=cast.owner, role=Role.ICT)
    assert not AuditEvent.objects.exists()
    assert grant_role(by=cast.admin, now=now, user=cast.owner, role=Role.ICT)
    take_role(by=cast.admin, now=now, user=cast.owner, role=Role.ICT)
    assert cast.owner.role_codes == {Role.PRACTITIONER}


# --- the organisation ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_service_has_a_name_of_its_own(cast, now):
    with pytest.raises(Refused, match="already"):
        create_service(by=cast.admin, now=now, name="Day groups")
    with pytest.raises(Refused, match="already"):
        describe_service(by=cast.admin, now=now, service=cast.service, version=1, name="Day groups")
    assert (
        describe_service(by=cast.admin, now=now, service=cast.service, version=1, name="Evenings", region="Hull").region
        == "Hull"
    )
    assert Service.objects.filter(name="Evenings").exists()


@pytest.mark.django_db
def test_the_organisation_is_described_once(cast, now):
    with pytest.raises(Refused, match="name"):
        describe_organisation(by=cast.admin, now=now, name="  ")
    for _ in range(2):
        assert str(describe_organisation(by=cast.admin, now=now, name=" Quayside  Youth ")) == "Quayside Youth"
    assert verbs() == ["organisation.described"]


@pytest.mark.django_db
def test_it_goes_live_once_and_never_back(being_set_up, cast, now):
    assert not selectors.is_live()
    with pytest.raises(Refused, match="essential"):
        go_live(by=cast.admin, now=now, missing=["A10"])
    assert not selectors.is_live()
    assert not AuditEvent.objects.exists()
    first = go_live(by=cast.admin, now=now, missing=[])
    assert (first.live_at, first.live_by, selectors.organisation().live_by) == (now, cast.admin, cast.admin)
    assert selectors.is_live()
    assert go_live(by=cast.admin, now=now + timedelta(days=1), missing=["A10"]).live_at == now
    assert verbs() == ["organisation.went_live"]


@pytest.mark.django_db
def test_a_process_that_knows_does_not_ask_again(being_set_up, cast, now, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert [selectors.is_live(), selectors.is_live()] == [False, False]
    go_live(by=cast.admin, now=now, missing=[])
    with django_assert_num_queries(1):
        assert [selectors.is_live(), selectors.is_live()] == [True, True]


@pytest.mark.parametrize("has_people", [True, False])
def test_where_people_work_already_the_migration_leaves_it_live(committed_db, has_people):
    statement = import_module("safeguard.practitioners.migrations.0004_organisation").THE_ROW
    if has_people:
        UserFactory()
    with psycopg.connect(committed_db.owner_url) as owner:
        owner.execute("DELETE FROM practitioners_organisation")
        owner.execute(statement)
    assert (Organisation.objects.get().live_at is not None) is has_people


@pytest.mark.django_db
def test_nobody_and_no_service_is_a_404():
    for found in (selectors.somebody, selectors.service_with):
        with pytest.raises(NotVisible):
            found(uuid4())
