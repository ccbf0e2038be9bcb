"""My work: what waits for each role, soonest first, and nothing that is never theirs."""

import re
import uuid
from datetime import timedelta

import pytest

from safeguard.lib.permissions import Permission
from safeguard.people.models import Involvement, Person
from safeguard.platforms.models import PlatformDecision
from safeguard.reports.models import BoardReport
from sessions_app.actions import send_to_manager
from sessions_app.actions.risk import AgreedActionDetails
from sessions_app.enums import Rating
from tests.factories.escalation import set_clock
from tests.factories.live import a_live_session, a_person
from tests.factories.people import assess, register
from tests.factories.platforms import PlatformFactory, a_complete_assessment
from tests.factories.policies import acceptable_use
from tests.factories.sessions import TUESDAY, one_to_one, planned, ready_ground
from tests.pages import browser

pytestmark = pytest.mark.django_db


def home(who):
    html = browser(who).get("/").content.decode()
    return html[html.index("<main") : html.index('class="sg-emergency"')]


def menu(who, path="/"):
    html = browser(who).get(path).content.decode()
    part = html[html.index('id="navigation"') :]
    part = part[: part.index("</ul>")]
    current = re.findall(r"<strong[^>]*>([^<]+)</strong>", part)
    return re.findall(r">(?:<strong[^>]*>)?([A-Z][^<]+)<", part), current


@pytest.mark.parametrize(
    ("who", "items"),
    [
        ("owner", ["My work", "People", "Sessions", "Organisation", "Raise a concern"]),
        ("manager", ["My work", "People", "Sessions", "Reports", "Organisation", "Raise a concern"]),
        ("dso", ["My work", "People", "Sessions", "Concerns", "Organisation", "Raise a concern"]),
        ("dsl", ["My work", "People", "Sessions", "Concerns", "Reports", "Organisation", "Raise a concern"]),
        ("hr_dso", ["My work", "Concerns", "Organisation", "Raise a concern"]),
        ("board", ["My work", "Reports", "Organisation", "Raise a concern"]),
        ("ict", ["My work", "Organisation", "Operations", "Raise a concern"]),
        ("admin", ["My work", "Organisation", "Operations", "Raise a concern"]),
    ],
)
def test_the_menu_holds_what_is_theirs_and_every_item_opens(cast, who, items):
    assert menu(cast[who])[0] == items
    html = browser(cast[who]).get("/").content.decode()
    part = html[html.index('id="navigation"') :]
    for path in re.findall(r'href="([^"]+)"', part[: part.index("</ul>")]):
        assert browser(cast[who]).get(path).status_code == 200, path


def test_the_menu_marks_where_one_is_on_pages_below_too(cast, now):
    person = register(cast.owner, now)
    for path, item in (
        ("/", "My work"),
        ("/people/", "People"),
        (f"/people/{person.ref}/", "People"),
        (f"/people/{person.ref}/contact/", "People"),
        ("/sessions/new/", "Sessions"),
        ("/raise/danger/", "Raise a concern"),
    ):
        assert menu(cast.owner, path)[1] == [item], path
    assert menu(cast.owner, "/search/")[1] == []


def test_what_was_agreed_stands_there_with_whom_and_what(cast, now):
    person = register(cast.owner, now)
    what = AgreedActionDetails(what="Ask school for a quiet room", owner=cast.owner, due_on=now.date())
    theirs = AgreedActionDetails(what="Ring the social worker", owner=cast.colleague, due_on=now.date())
    assess(cast.owner, person, agreed=[what, theirs])
    own = home(cast.owner)
    assert "Do what was agreed: Amira, Ask school for a quiet room" in own
    assert "Ring the social worker" not in own
    other = home(cast.colleague)  # who does not see the record
    assert "Do what was agreed: AA-" in other
    assert "Amira" not in other


def test_a_plan_waits_for_the_line_manager(cast, now):
    ground = ready_ground(cast, set_clock(TUESDAY))
    now = ground.now
    session = planned(ground, one_to_one(ground))
    send_to_manager(by=cast.owner, now=now, session=session)
    assert "Approve a plan, or send it back: Amira" in home(cast.manager)
    own = home(cast.owner)
    assert f'href="/sessions/{session.ref}/"' in own
    assert "Waiting for the line manager" in own


def test_a_line_manager_sees_what_is_late_in_their_team_but_no_case(cast, now, raise_a_concern):
    person = register(cast.owner, now - timedelta(days=5))
    what = AgreedActionDetails(what="Ask school", owner=cast.owner, due_on=(now - timedelta(days=3)).date())
    assess(cast.owner, person, now - timedelta(days=4), agreed=[what])
    html = home(cast.manager)
    late = html[html.index("Late in your team") :]
    assert "Do what was agreed: Amira, Ask school" in late
    assert "Priya Shah" in late
    assert "Late in your team" not in home(cast.dsl)
    mine = home(cast.owner)
    assert mine.count(" late<") == 1, "in red, and once"
    assert "Late" not in mine


def test_welfare_calls_are_seen_by_those_who_answer_for_them(cast, now):
    from sessions_app.actions import use_safe_word

    session = a_live_session(cast.owner, people=[a_person(cast.owner)])
    taking_part = session.participants.get()
    token = uuid.uuid4()
    call = use_safe_word(
        by=cast.owner, now=now, session=session, participant=taking_part, is_danger=False, client_token=token
    )
    for who in ("dso", "dsl"):
        html = home(cast[who])
        assert "Welfare calls to be made" in html
        assert f'href="/sessions/calls/{call.ref}/"' in html or call.ref in html
    assert "Make the welfare call: Maya" in home(cast.owner)
    assert call.ref not in home(cast.other_dso)


def test_policies_are_signed_from_here(cast):
    version = acceptable_use()
    assert f"Read and sign: {version.policy.title}" in home(cast.owner)
    assert "Nothing is waiting for you" not in home(cast.owner)


def test_who_is_not_trained_is_told(cast, now):
    assert "Without it no session can start" in home(cast.owner)
    ready_ground(cast, now)
    assert "safeguarding training" not in home(cast.owner)
    assert "safeguarding training" not in home(cast.dsl)  # who holds no sessions


def test_whoever_assesses_platforms_sees_which_to_look_at(cast, now):
    today = now.date()
    names = {
        "Lapsed Chat": {"review_due": today - timedelta(days=1)},
        "Soon Chat": {"review_due": today + timedelta(days=10)},
        "Fine Chat": {"review_due": today + timedelta(days=90)},
        "New Chat": {"status": "proposed", "review_due": None},
    }
    for name, over in names.items():
        PlatformFactory(name=name, owner=cast.ict, **over)
    for who in ("ict", "admin"):
        html = home(cast[who])
        assert [name for name in names if name in html] == ["Lapsed Chat", "Soon Chat", "New Chat"]
    assert "Platforms to look at" not in home(cast.owner)


def test_a_platform_that_a_newer_assessment_speaks_against_is_among_them(cast, now):
    for name in ("Fine Chat", "Failed Chat"):
        platform = PlatformFactory(name=name, owner=cast.ict)
        decided = {"status": "approved", "reason": "Looked at", "review_due": platform.review_due}
        PlatformDecision.objects.create(platform=platform, decided_by=cast.ict, decided_at=now, **decided)
    a_complete_assessment(platform, cast.ict, now + timedelta(seconds=1), data_result="failed")
    html = home(cast.ict)
    assert "Fine Chat" not in html
    assert "Some uses only" in html[html.index("Failed Chat") :]


def test_the_board_reads_what_was_issued(cast):
    html = home(cast.board)
    assert "No report has been issued yet" in html
    assert 'href="/reports/board/"' in html
    assert not BoardReport.objects.filter(state="issued").exists()
    assert "Find somebody" not in html


@pytest.mark.parametrize("who", ["owner", "manager", "dso", "dsl", "deputy", "lead", "hr_dso", "board", "ict", "admin"])
def test_every_role_lands_on_a_page_whose_links_open(cast, now, who):
    ground = ready_ground(cast, now)
    planned(ground)
    html = home(cast[who])
    client = browser(cast[who])
    for path in set(re.findall(r'href="(/[^"#]*)', html)):
        assert client.get(path).status_code == 200, path


def test_the_risk_of_one_s_people_is_seen_at_a_glance(cast, now):
    register(cast.owner, now, full_name="Ewan Ross")
    assess(cast.owner, register(cast.owner, now), rating=Rating.HIGH)
    html = home(cast.owner)
    assert "Risk: high" in html
    assert "Risk not assessed" in html
    assert "15 years old" in html


def _people(cast, now, count):
    first = register(cast.owner, now)
    for number in range(count - 1):
        copy = Person.objects.get(pk=first.pk)
        copy.pk, copy.ref, copy.client_token = None, f"PE-{number:05}-ABCDE", uuid.uuid4()
        copy.save(force_insert=True)
        Involvement.objects.create(person=copy, practitioner=cast.owner, role="allocated", from_at=now)


@pytest.mark.parametrize("rows", [3, 300])
@pytest.mark.parametrize(("path", "queries"), [("/", 16), ("/people/", 6)])
def test_lists_of_people_ask_the_same_number_of_queries(cast, now, django_assert_num_queries, rows, path, queries):
    _people(cast, now, rows)
    client = browser(cast.owner)
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)


def test_nobody_without_a_right_to_people_finds_them(cast):
    assert not cast.board.may(Permission.WORK_WITH_PEOPLE)
    assert browser(cast.board).get("/people/").status_code == 404
