"""What is said of people who work here: work contacts only, told at the old ones, no name where none is to be."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client

from consent.messages import title_of_asking, words_of_asking
from safeguard.audit.models import AuditEvent
from safeguard.desk.actions import close_account
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.maildomains import is_personal
from safeguard.lib.worktime import WorkingHours, is_working_time
from safeguard.notifications.models import Message
from safeguard.people.enums import ContactChannel
from safeguard.people.rules import tidy_phone
from safeguard.practitioners.actions import (
    Hours,
    PersonDetails,
    Profile,
    add_person,
    appoint_holder,
    arrange_leaving,
    change_person,
    correct_person,
    describe_oneself,
    describe_person,
    seat_member,
)
from safeguard.practitioners.enums import GroupSeat, PersonKind, PostCode, Role
from safeguard.practitioners.exceptions import Stale
from safeguard.practitioners.models import Takers, User
from safeguard.practitioners.rules import (
    PERMISSIONS_OF,
    WORKS_HERE,
    name_for_families,
    own_hours,
    permissions_of,
)
from safeguard.reports.selectors import names_told_in
from sessions_app.messages import told_words
from tests.consent.test_views_link import come_in, send
from tests.factories.consent import a_family, asked
from tests.factories.live import a_live_session
from tests.factories.practitioners import UserFactory
from tests.pages import browser

pytestmark = pytest.mark.django_db


def described(by: User, person: User, *, version: int | None = None, **over: Any) -> User:
    facts: dict[str, Any] = {"full_name": person.full_name, "email": person.email, "kind": person.kind}
    facts |= {"line_manager": person.line_manager, "services": list(person.services.all())}
    given = Profile(**{**facts, **over})
    return describe_person(by=by, now=clock.now(), person=person, version=version or person.version, profile=given)


# --- ORG-13, SEC-15: work contacts and nothing of the home ----------------------------------------------------------


@pytest.mark.parametrize("email", ["a@gmail.com", "A@GMAIL.COM ", "a@mail.yahoo.co.uk", "a@icloud.com.", "x@live.com"])
def test_a_personal_address_is_known(email, settings):
    assert is_personal(email, settings.PERSONAL_MAIL_DOMAINS)


@pytest.mark.parametrize("email", ["a@harbour.example", "a@notgmail.com", "a@gmail.com.harbour.example", "", "a"])
def test_a_work_address_is_none(email, settings):
    assert not is_personal(email, settings.PERSONAL_MAIL_DOMAINS)


@pytest.mark.requirement("ORG-13")
def test_nobody_is_here_at_a_personal_address(cast, settings):
    settings.PERSONAL_MAIL_DOMAINS = ["home.example"]  # each organisation keeps its own list
    with pytest.raises(Refused, match="personal"):
        add_person(by=cast.admin, now=clock.now(), details=PersonDetails(full_name="Ines", email="ines@home.example"))
    with pytest.raises(Refused, match="personal"):
        described(cast.admin, cast.owner, email="priya@home.example")
    answer = browser(cast.admin).post(
        "/organisation/people/add/", {"full_name": "Ines", "email": "ines@mail.home.example", "kind": "staff"}
    )
    assert (answer.status_code, "personal" in answer.content.decode()) == (422, True)
    assert not User.objects.filter(email__endswith="home.example").exists()
    described(cast.admin, cast.owner, work_social="@harbour")
    assert User.objects.get(pk=cast.owner.pk).work_social == "@harbour"


CONTACTS = {"email", "work_phone", "work_social"}
OTHERS = {
    *("id", "password", "last_login", "ref", "full_name", "kind", "line_manager", "is_active", "joined_at", "left_at"),
    *("do_not_publicise", "works_from", "works_to", "works_on", "version"),
}


@pytest.mark.requirement("SEC-15")
def test_there_is_no_place_for_a_home_and_only_the_work_number_goes_out(cast):
    assert {field.name for field in User._meta.concrete_fields} == CONTACTS | OTHERS
    session = a_live_session(cast.owner, state="planned")
    person = session.participants.get().person
    words = " ".join(told_words(session, person, ContactChannel.EMAIL))
    numbers = re.findall(r"\d[\d ]{8,}\d", words)
    assert [tidy_phone(one) for one in numbers] == [cast.owner.work_phone], "the number for work, and no other"
    assert "@" not in words
    assert cast.owner.full_name not in words


# --- ORG-18: do not publicise ---------------------------------------------------------------------------------------


def test_a_first_name_or_none():
    assert name_for_families("Priya Shah", do_not_publicise=False) == "Priya"
    assert name_for_families("Priya Shah", do_not_publicise=True) == "Your worker"
    assert name_for_families("", do_not_publicise=False) == "Your worker"


def test_a_name_that_is_not_to_go_out_goes_nowhere(cast, rf):
    describe_oneself(by=cast.owner, now=clock.now(), do_not_publicise=True, hours=Hours())
    worker = User.objects.get(pk=cast.owner.pk)
    session = a_live_session(worker, state="planned")
    person = session.participants.get().person
    for channel in ContactChannel:
        assert "Priya" not in " ".join(told_words(session, person, channel))
    assert "Priya" not in title_of_asking(worker) + words_of_asking(worker, cast.service, "soon")
    # The pages that families open by link say no name either, before the question and after the answer.
    asked_ = asked(worker, *a_family(worker, clock.now()), now=clock.now())
    family = Client()
    pages = [come_in(family, asked_), send(family, asked_), family.get("/answer/consent/done/")]
    shown = [page.content.decode() for page in pages]
    assert "Your worker" in shown[0]
    assert not [page for page in shown if "Priya" in page or "Shah" in page]
    # A board report is sent back by whoever's name stands in its text (RPT-11).
    assert names_told_in("Priya Shah has led the work.") == ["Priya Shah"]
    # An administrator says it for somebody, and nobody is asked why.
    described(cast.admin, cast.colleague, do_not_publicise=True)
    assert User.objects.get(pk=cast.colleague.pk).name_for_families == "Your worker"


def test_one_says_it_of_oneself_on_a_page(cast):
    client = browser(cast.owner)
    assert client.get("/yours/profile/").status_code == 200
    answer = client.post(
        "/yours/profile/",
        {"do_not_publicise": "on", "works_from": "10:00", "works_to": "18:30", "works_on": ["0", "5"]},
    )
    assert answer["Location"] == "/yours/"
    person = User.objects.get(pk=cast.owner.pk)
    assert (person.do_not_publicise, person.works_from, person.works_on) == (True, time(10), [0, 5])


@pytest.mark.parametrize(
    "over",
    [{"works_from": "18:00", "works_to": "09:00"}, {"works_from": "09:00"}, {"works_from": "25:00", "works_to": "x"},
     {"works_on": ["9"]}],
)  # fmt: skip
def test_hours_that_cannot_be_are_said(cast, over):
    answer = browser(cast.owner).post("/yours/profile/", over)
    assert (answer.status_code, "govuk-error-summary" in answer.content.decode()) == (422, True)
    assert User.objects.get(pk=cast.owner.pk).works_from is None


def test_own_hours_count_where_they_are_said():
    usual = WorkingHours()
    assert own_hours(usual, None, None, []) == usual
    evening = own_hours(usual, time(12), time(20), [5])
    saturday_at_seven = datetime(2026, 11, 28, 19, tzinfo=UTC)
    assert is_working_time(saturday_at_seven, evening)
    assert not is_working_time(saturday_at_seven, usual)


# --- changing it ----------------------------------------------------------------------------------------------------


def test_whoever_is_moved_is_told_where_they_were_and_where_they_are(cast, settings):
    settings.SMS_URL = "json://localhost/{to}"
    old = cast.owner.email
    described(cast.admin, cast.owner, email="Priya.New@harbour.example")
    told = Message.objects.filter(kind="account.contact_changed")
    assert set(told.values_list("address", flat=True)) == {old, "priya.new@harbour.example"}
    assert not any("priya.new" in one.body + one.title for one in told)
    before = cast.colleague.work_phone
    change_person(
        by=cast.admin,
        now=clock.now(),
        person=cast.colleague,
        version=cast.colleague.version,
        work_phone="+447700900999",
        roles=[Role.PRACTITIONER],
    )
    told = Message.objects.filter(kind="account.contact_changed", recipient=cast.colleague)
    assert set(told.values_list("channel", "address")) == {("sms", before), ("email", cast.colleague.email)}


def test_what_somebody_else_has_changed_is_shown_beside_what_was_typed(cast):
    client = browser(cast.admin)
    page = f"/organisation/people/{cast.owner.ref}/details/"
    assert client.get(page).status_code == 200
    answers = {"version": 1, "full_name": "Priya S.", "email": cast.owner.email, "kind": "staff"}
    described(UserFactory(roles=[Role.ADMINISTRATOR]), cast.owner, full_name="Priya Shah-Reid")
    answer = client.post(page, answers)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Priya Shah-Reid" in text
    assert 'value="Priya S."' in text
    assert User.objects.get(pk=cast.owner.pk).full_name == "Priya Shah-Reid"
    assert client.post(page, {**answers, "version": 2}).status_code == 302, "the next press means what it says"
    assert User.objects.get(pk=cast.owner.pk).full_name == "Priya S."


def test_refused_and_nothing_is_changed(cast):
    with pytest.raises(Stale):
        described(cast.admin, cast.owner, version=7, full_name="X")
    with pytest.raises(Refused, match="there already"):
        described(cast.admin, cast.owner, email=cast.colleague.email)
    with pytest.raises(Refused):
        described(cast.manager, cast.owner, full_name="X")
    events = AuditEvent.objects.filter(verb="practitioners.user.described").count()
    described(cast.admin, cast.owner)  # the same again
    assert AuditEvent.objects.filter(verb="practitioners.user.described").count() == events
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)
    with pytest.raises(Refused, match="closed"):
        described(cast.admin, cast.owner, full_name="X")
    with pytest.raises(Refused, match="closed"):
        describe_oneself(by=cast.owner, now=clock.now(), do_not_publicise=True, hours=Hours())


# --- kinds and roles ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("ORG-02")
@pytest.mark.parametrize("kind", PersonKind)
def test_everybody_is_typed_and_volunteers_are_under_the_same_rules(cast, kind):
    """Nothing that may be done depends on the kind: a role gives the same to a volunteer as to staff."""
    person = described(cast.admin, cast.owner, kind=kind)
    assert User.objects.get(pk=person.pk).kind == kind
    assert person.role_codes == {Role.PRACTITIONER}
    assert permissions_of(person.role_codes) == PERMISSIONS_OF[Role.PRACTITIONER]
    assert {PersonKind.STAFF, PersonKind.VOLUNTEER} <= WORKS_HERE


@pytest.mark.requirement("ORG-20")
def test_the_champion_is_of_the_board_and_while_there_is_none_it_is_said(cast):
    board = browser(cast.board)
    warning = "Nobody holds the post: Safeguarding Champion of the board"
    assert warning in board.get("/organisation/directory/").content.decode()
    assert "The board has no Safeguarding Champion" in browser(cast.admin).get("/set-up/").content.decode()
    facts = {"by": cast.admin, "now": clock.now(), "code": PostCode.CHAMPION}
    with pytest.raises(Refused, match="member of the board"):
        appoint_holder(person=cast.board, **facts)
    User.objects.filter(pk=cast.board.pk).update(kind=PersonKind.BOARD)
    appoint_holder(person=User.objects.get(pk=cast.board.pk), **facts)
    assert warning not in board.get("/organisation/directory/").content.decode()
    assert "The board has no Safeguarding Champion" not in browser(cast.admin).get("/set-up/").content.decode()


@pytest.mark.requirement("ORG-21")
def test_there_is_always_a_lead_and_a_deputy_and_they_are_two(cast):
    facts = {"by": cast.admin, "now": clock.now()}
    for code, person in ((PostCode.DSL, cast.deputy), (PostCode.DEPUTY_DSL, cast.dsl)):
        with pytest.raises(Refused, match="two people"):
            appoint_holder(code=code, person=person, **facts)

    for person in (cast.dsl, cast.deputy):
        with pytest.raises(Refused, match="Name somebody else first"):
            close_account(person=person, takers=Takers(), **facts)
    later = {**facts, "now": facts["now"] + timedelta(seconds=1)}
    appoint_holder(code=PostCode.DSL, person=cast.lead, **later)
    close_account(person=cast.dsl, takers=Takers(), **later)  # once somebody else is lead
    assert not User.objects.get(pk=cast.dsl.pk).is_active


# --- What an administrator changes is seen by others, and is not their own ------------------------------------------


@pytest.mark.parametrize("is_correcting", [True, False])
def test_a_new_address_of_a_post_holder_is_told_to_those_who_lead_and_at_the_old_one(cast, is_correcting):
    old = cast.dsl.email
    if is_correcting:
        User.objects.filter(pk=cast.dsl.pk).update(last_login=None)
        details = PersonDetails(full_name=cast.dsl.full_name, email="thief@harbour.example", kind=cast.dsl.kind)
        correct_person(by=cast.admin, now=clock.now(), person=cast.dsl, version=cast.dsl.version, details=details)
    else:
        described(cast.admin, cast.dsl, email="thief@harbour.example")
    assert Message.objects.filter(kind="account.contact_changed", address=old).count() == 1
    told = set(Message.objects.filter(kind="account.posts_changed").values_list("address", flat=True))
    assert {cast.deputy.email, cast.lead.email} <= told


def test_of_somebody_who_reads_no_cases_only_they_are_told(cast):
    described(cast.admin, cast.owner, email="priya.s@harbour.example")
    assert not Message.objects.filter(kind="account.posts_changed").exists()


def test_an_administrator_changes_not_where_they_stand_themselves(cast):
    for over in ({"services": [cast.service]}, {"line_manager": cast.owner}, {"kind": PersonKind.BOARD}):
        with pytest.raises(Refused, match="their own"):
            described(cast.admin, cast.admin, **over)
    described(cast.admin, cast.admin, full_name="A Nother")
    with pytest.raises(Refused, match="themselves"):
        seat_member(by=cast.admin, now=clock.now(), person=cast.admin, sits_as=GroupSeat.values[0])
    with pytest.raises(Refused, match="themselves"):
        close_account(by=cast.admin, now=clock.now(), person=cast.owner, takers=Takers(people=cast.admin))
    with pytest.raises(Refused, match="themselves"):
        arrange_leaving(
            by=cast.admin,
            now=clock.now(),
            person=cast.owner,
            leaves_at=clock.now() + timedelta(days=1),
            takers=Takers(people=cast.admin),
        )
