"""Who is who: posts, lines of management, and names in what somebody typed."""

from datetime import UTC, datetime, timedelta
from unicodedata import normalize

import pytest
from allauth.mfa.models import Authenticator

from safeguard.lib.worktime import WorkingHours
from safeguard.practitioners.enums import CoverReason, PostCode
from safeguard.practitioners.models import PostHolding
from safeguard.practitioners.selectors import (
    everybody_who_answers,
    has_second_factor,
    holders_meant_by,
    holders_of_safeguarding_posts,
    line_above,
    needs_second_factor,
    people_holding,
    people_named_in,
    services_of,
    who_answers,
)
from tests.factories.practitioners import ServiceFactory, UserFactory, hold

pytestmark = pytest.mark.django_db
WORKING = datetime(2026, 11, 20, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 22, 5, tzinfo=UTC)


def names(found):
    return {code: answering.name if answering else None for code, answering in found.items()}


def ask(cast, *codes, service=None, now=WORKING, excluded=()):
    service = service or cast.service
    return who_answers(codes, service_id=service.pk, now=now, hours=WorkingHours(), excluded=excluded)


def test_posts_resolve_to_people(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = ask(cast, PostCode.DSO, PostCode.DSL, PostCode.CHAIR)
    assert [found[code].person for code in found] == [cast.dso, cast.dsl, cast.chair]
    assert (found["dsl"].name, found["dsl"].phone) == ("Dana Whitlock", cast.dsl.work_phone)
    assert found["dsl"].post == "Designated Safeguarding Lead"


def test_post_of_the_service_goes_before_one_for_all(cast):
    everywhere = UserFactory()
    hold(PostCode.DSO, everywhere)
    elsewhere = ServiceFactory()
    assert ask(cast, PostCode.DSO)["dso"].person == cast.dso
    assert ask(cast, PostCode.DSO, service=elsewhere)["dso"].person == everywhere
    assert ask(cast, PostCode.DSO, excluded=[cast.dso.pk])["dso"].person == everywhere


def test_matter_of_no_service_has_no_officer_of_one(cast):
    found = who_answers([PostCode.DSO, PostCode.DSL], service_id=None, now=WORKING, hours=WorkingHours())
    assert names(found) == {"dso": None, "dsl": "Dana Whitlock"}


def test_post_nobody_holds_is_nobody(cast):
    hold(PostCode.DSL, cast.deputy, from_at=WORKING, to_at=WORKING + timedelta(days=1), reason=CoverReason.ABSENCE)
    assert ask(cast, PostCode.DSL, excluded=[cast.dsl.pk, cast.deputy.pk]) == {"dsl": None}
    assert ask(cast) == {}


def test_cover_and_duty_follow_the_clock(cast):
    hold(PostCode.DSL, cast.deputy, reason=CoverReason.ON_DUTY, to_at=NIGHT + timedelta(days=1))
    assert ask(cast, PostCode.DSL)["dsl"].person == cast.dsl
    assert ask(cast, PostCode.DSL, now=NIGHT)["dsl"].person == cast.deputy
    hold(PostCode.DSL, cast.lead, reason=CoverReason.ABSENCE, to_at=WORKING + timedelta(hours=1))
    assert ask(cast, PostCode.DSL)["dsl"].person == cast.lead
    assert ask(cast, PostCode.DSL, now=WORKING + timedelta(hours=1))["dsl"].person == cast.dsl


def test_somebody_who_has_left_answers_for_nothing(cast):
    cast.dsl.is_active = False
    cast.dsl.save()
    assert ask(cast, PostCode.DSL) == {"dsl": None}
    assert cast.dsl not in holders_of_safeguarding_posts(WORKING)


def test_line_above_goes_to_the_top():
    top = UserFactory()
    middle = UserFactory(line_manager=top)
    person = UserFactory(line_manager=middle)
    UserFactory(line_manager=top)
    assert line_above([person]) == {middle.pk, top.pk}
    assert line_above([top]) == line_above([]) == set()
    assert line_above([person, middle]) == {middle.pk, top.pk}


def test_line_above_ends_though_somebody_made_a_circle():
    one = UserFactory()
    two = UserFactory(line_manager=one)
    one.line_manager = two
    one.save()
    assert line_above([one]) == {one.pk, two.pk}


def test_holders_of_safeguarding_posts(cast):
    expected = {cast.dso, cast.other_dso, cast.dsl, cast.deputy, cast.lead, cast.hr_dso, cast.chair}
    holders = list(holders_of_safeguarding_posts(WORKING))
    assert set(holders) == expected
    assert len(holders) == len(expected)
    assert [h.full_name for h in holders] == sorted(h.full_name for h in expected)


def test_people_holding_counts_cover_and_not_the_past(cast):
    hold(PostCode.DSL, cast.deputy, reason=CoverReason.ABSENCE, to_at=WORKING)
    assert people_holding(PostCode.DSL, WORKING - timedelta(seconds=1)) == {cast.dsl.pk, cast.deputy.pk}
    assert people_holding(PostCode.DSL, WORKING) == {cast.dsl.pk}


@pytest.mark.requirement("ESC-07")
@pytest.mark.parametrize(
    ("full_name", "text"),
    [
        ("Dele Adeyemi", "It is about Dele Adeyemi, the officer."),
        ("Dele Adeyemi", "DELE ADEYEMI"),
        ("Dele Adeyemi", "Adeyemi, Dele"),
        ("Dele Adeyemi", "dele\n\tadeyemi"),
        ("Dele Adeyemi", "Mr Dele K. Adeyemi"),
        ("Zoë Brontë", "Zoe Bronte"),
        ("Zoe Bronte", "ZOË BRONTË"),
        ("Zoë Brontë", normalize("NFD", "Zoë Brontë")),
        (normalize("NFD", "Zoë Brontë"), "Zoë Brontë"),
        ("Sinéad O’Neill", "sinead o'neill said"),
        ("Mary-Jane Watson", "Mary Jane Watson"),
        ("Straße Müller", "STRASSE MULLER"),
        ("Иван Петров", "иван ПЕТРОВ"),
        ("李 娜", "李 娜"),
    ],
)
def test_person_named_in_a_text_is_found(full_name, text):
    person = UserFactory(full_name=full_name)
    assert people_named_in(text) == [person]


@pytest.mark.parametrize("text", ["", " \n ", "?!", "Dele", "Adeyemi", "Dele Adeyemia", "Deleadeyemi"])
def test_nobody_else_is_found(text):
    UserFactory(full_name="Dele Adeyemi")
    assert people_named_in(text) == []


def test_somebody_who_has_left_is_found_too():
    """The line above them must be left out all the same."""
    person = UserFactory(full_name="Dele Adeyemi", is_active=False)
    assert people_named_in("Dele Adeyemi") == [person]


@pytest.mark.requirement("ESC-07")
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Dana", ["dsl"]),
        ("mrs WHITLOCK", ["dsl"]),
        ("It is the DSL.", ["dsl"]),
        ("our safeguarding lead", ["dsl"]),
        ("the designated safeguarding officer", ["dso", "other_dso"]),
        ("the deputy", ["deputy"]),
        ("DDSL", ["deputy"]),
        ("the deputy for safeguarding, Mr Reid", ["deputy"]),
        ("the deputy manager of the youth club", []),
        ("deputy head, and the deputy dsl", ["deputy", "dsl"]),
        ("our chair of the board", ["chair"]),
        ("he chairs a club, and was chair of a forum", []),
        ("the chair of trustees", ["chair"]),
        ("Dele and Leo", ["dso", "lead"]),
        ("somebody from HR", ["hr_dso"]),
        ("Priya", []),  # holds no post
        ("", []),
        ("...", []),
    ],
)
def test_holder_meant_by_one_word_or_by_their_post_is_found(cast, now, text, meant):
    assert {person.pk for person in holders_meant_by(text, now)} == {cast[name].pk for name in meant}


def test_holder_of_the_past_is_not_meant(cast, now):
    PostHolding.objects.filter(person=cast.dsl).update(to_at=now)
    assert holders_meant_by("Dana", now) == []


def test_everybody_who_could_answer_in_the_order_in_which_they_are_asked(cast):
    hold(PostCode.DSO, cast.dsl)
    hold(PostCode.DSO, cast.deputy, cast.service, reason=CoverReason.ABSENCE, to_at=NIGHT)
    found = everybody_who_answers(
        [PostCode.DSO, PostCode.CHAIR], service_id=cast.service.pk, now=WORKING, hours=WorkingHours()
    )
    assert [a.person for a in found["dso"]] == [cast.deputy, cast.dso, cast.dsl]
    assert [a.person for a in found["chair"]] == [cast.chair]


@pytest.mark.parametrize(
    ("who", "expected"), [("owner", False), ("manager", True), ("dso", True), ("admin", True), ("chair", True)]
)
def test_second_factor_is_asked_by_role_or_by_post(cast, who, expected):
    """The chair has no role that needs one, but holds a post that is told of concerns."""
    assert needs_second_factor(cast[who]) is expected


def test_two_of_the_same_name_are_both_found():
    people = UserFactory.create_batch(2, full_name="Sam Jones")
    assert people_named_in("Sam Jones") == people


def test_services_of_somebody():
    services = [ServiceFactory(name="B"), ServiceFactory(name="A"), ServiceFactory(name="C", is_active=False)]
    assert [s.name for s in services_of(UserFactory(services=services))] == ["A", "B"]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [([], False), (["recovery_codes"], False), (["totp"], True), (["webauthn", "recovery_codes"], True)],
)
def test_second_factor_is_an_authenticator_or_a_passkey(kinds, expected):
    user = UserFactory()
    for kind in kinds:
        Authenticator.objects.create(user=user, type=kind, data={})
    assert has_second_factor(user) is expected
