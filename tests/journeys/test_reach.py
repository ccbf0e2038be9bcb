"""Nobody is shut out: every page judged by axe at two widths, on the narrowest screen, and in the browser's own log."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from consent.models import ConsentRequest
from incidents.models import Incident
from safeguard import views
from safeguard.lib import clock
from safeguard.people.models import Adult
from safeguard.platforms.models import Platform
from safeguard.policies.enums import PolicyKind
from safeguard.policies.models import Policy
from safeguard.practitioners.models import User
from sessions_app.models import Record, RiskAssessment
from tests.factories.incidents import raise_by
from tests.factories.sessions import Ground, a_plan, planned
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
OF_EVERYBODY = [
    "/",
    "/help/",
    "/raise/",
    "/raise/danger/",
    "/raise/report/",
    "/raise/report/?danger=yes",
    "/raise/discard/",
    "/account/2fa/",
    "/account/password/change/",
    "/nothing-here/",
    "/?q=%00",
]
OF_THE_LEAD = [
    "/",
    "/incidents/",
    "/incidents/{waiting}/",
    "/incidents/{waiting}/acknowledge/",
    "/incidents/{done}/",
    "/incidents/{done}/acknowledge/",
    "/demo/mail/",
    "/demo/mail/?to=dsl",
    "/demo/components/",
]
# Of the new house: what the whole journey does not open. Each is opened by whoever has most to see and do there.
OF_THE_PRACTITIONER = [
    "/people/",
    "/people/new/",
    "/people/{person}/",
    "/people/{person}/?show=contact",
    "/people/{person}/change/",
    "/people/{person}/contact/",
    "/people/{person}/adults/new/",
    "/people/adults/{adult}/",
    "/people/authorities/",
    "/sessions/",
    "/sessions/?show=mine-past",
    "/sessions/new/",
    "/sessions/unplanned/{person}/",
    "/sessions/risk/{person}/new/",
    "/sessions/risk/{risk}/",
    "/sessions/{recorded}/",
    "/sessions/{recorded}/record/",
    "/sessions/{recorded}/crisis/",
    "/consent/activities/",
    "/consent/activities/add/",
    "/consent/statement/",
    "/consent/{person}/ask/",
    "/consent/{person}/record/",
    "/consent/{person}/record/?activity={activity}",
    "/consent/{person}/withdraw/",
    "/consent/{person}/withdraw/?activity={activity}",
    "/consent/requests/{request}/",
    "/platforms/",
    "/platforms/{platform}/",
    "/platforms/accounts/",
    "/platforms/accounts/add/",
    "/platforms/groups/",
    "/platforms/groups/open/",
    "/guides/{platform}/",
    "/policies/",
    "/policies/{code}/",
    "/policies/thresholds/",
    "/policies/reviews/",
    "/people/{person}/agreement/",
    "/guidance/",
    "/guidance/resources/",
    "/search/",
    "/organisation/",
    "/organisation/directory/",
    "/yours/",
    "/yours/profile/",
    "/yours/devices/",
    "/people/library/",
    "/people/{person}/hand-over/",
    "/team/sign-ins/yours/",
]
OF_THE_PLANNER = [
    "/sessions/{planned}/",
    "/sessions/{planned}/change/",
    "/sessions/{planned}/risk/",
    "/sessions/{planned}/call-off/",
    "/sessions/{planned}/tell/",
    "/yours/learning/",
    "/yours/skills/",
    "/contacts/add/",
    "/agreements/write/",
    "/training/taught/",
]
OF_THE_MANAGER = [
    "/",
    "/team/",
    "/team/{newcomer}/training/",
    "/training/",
    "/supervision/add/",
    "/questions/",
    "/people/",
    "/sessions/?show=all",
    "/reports/board/",
]
OF_ICT = [
    "/",
    "/operations/",
    "/held/",
    "/platforms/add/",
    "/platforms/{platform}/assess/",
    "/platforms/{platform}/correct/",
    "/platforms/{platform}/decide/",
    "/platforms/{platform}/guide/",
]
OF_THE_ADMINISTRATOR = [
    "/",
    "/training/courses/",
    "/training/courses/add/",
    "/policies/add/",
    "/policies/{policy}/issue/",
    "/policies/{policy}/progress/",
    "/policies/wordings/before_session/",
    "/team/",
    "/team/sign-ins/",
    "/people/authorities/",
    "/organisation/people/",
    "/organisation/devices/",
    "/imports/staff/new/",
]
OF_WHOEVER_LEADS = [
    "/sessions/reasons/",
    "/incidents/?mine=1&late=1",
    "/incidents/sessions/",
    "/incidents/sessions/?what=today",
    "/incidents/closed/",
    "/incidents/{closed}/",
    "/incidents/{closed}/reopen/",
    "/incidents/{done}/not-refer/",
    "/incidents/{done}/refer/",
    "/incidents/{done}/triage/",
    "/incidents/{done}/close/",
    "/people/",
    "/sessions/",
    "/reports/board/",
]
OF_THE_BOARD = ["/", "/reports/board/"]
LINKS_OF_FAMILIES = [
    "/l/consent/00000000-0000-4000-8000-000000000000/forged/",
    "/answer/consent/",
    "/answer/consent/done/",
]
SIGNED_OUT = [
    "/account/login/",
    "/account/login/?kept=1",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/signup/",
    "/account/inactive/",
    "/nothing-here/",
    *LINKS_OF_FAMILIES,
]


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running, with the people of the demonstration."""
    with django_db_blocker.unblock(), run_stack("reach", demo=True) as running:
        yield running


@pytest.fixture
def waiting(site: Stack) -> Incident:
    """A concern with long words in it that nobody has acknowledged."""
    priya = User.objects.get(email="practitioner@harbour.example")
    return raise_by(priya, service=priya.services.first(), exact_words="W" * 120 + " he said.", how_soon="now")


def _judge(visitor: Visitor, paths: list[str]) -> None:
    found: list[str] = []
    for path in paths:
        visitor.go(path)
        found += visitor.judged()
    assert found == []


def test_the_pages_before_sign_in(visit: Visit) -> None:
    visitor = visit()
    _judge(visitor, SIGNED_OUT)
    visitor.go("/account/login/")
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(visitor.page.locator(".govuk-error-summary")).to_be_visible()
    assert visitor.judged() == []


def test_the_pages_of_everybody(visit: Visit, waiting: Incident) -> None:
    visitor = visit()
    visitor.sign_in("practitioner")
    _judge(visitor, [*OF_EVERYBODY, f"/reports/{waiting.ref}/"])


def test_what_a_search_finds_and_what_it_cannot_look_for(visit: Visit) -> None:
    visitor = visit()
    visitor.sign_in("dsl")
    for words, said in (
        ("rhys", "Llewellyn"),
        ("reece", "Sounds like it"),
        ("zzyzx", "Nothing was found"),
        ("31/2/2011", "31/2/2011 is not a date"),
    ):
        visitor.go("/search/")
        visitor.fill(words=words)
        visitor.press("Search")
        visitor.reads(said)
        assert visitor.judged() == []


def test_the_form_in_each_of_its_states(visit: Visit) -> None:
    visitor = visit()
    visitor.sign_in("colleague")
    visitor.go("/raise/report/")
    visitor.send()
    expect(visitor.page.locator(".govuk-error-summary")).to_be_focused()
    assert visitor.judged() == []
    for name in ("about_staff", "imagery"):
        visitor.page.locator(f"[name={name}][value=yes]").check()
    visitor.page.locator("[name=exact_words]").fill("Half a sentence")
    for folded in visitor.page.locator(".sg-more summary").all():
        folded.click()
    assert visitor.judged() == []
    expect(visitor.page.locator("[data-draft-status]")).to_contain_text("Saved")
    _judge(visitor, ["/", "/raise/", "/raise/report/", "/raise/discard/"])


def test_the_report_with_its_forms_open_and_wrong(visit: Visit, waiting: Incident) -> None:
    visitor = visit()
    visitor.sign_in("practitioner")
    for number in (0, 1):
        visitor.go(f"/reports/{waiting.ref}/")
        folded = visitor.main.locator("details:has(button[type=submit])").nth(number)
        folded.locator("summary").first.click()
        assert visitor.judged() == []
        folded.locator("button[type=submit]").click()
        expect(visitor.page.locator(".govuk-error-summary")).to_be_visible()
        assert visitor.judged() == []


def test_the_pages_of_those_who_deal_with_concerns(visit: Visit, waiting: Incident) -> None:
    done = Incident.objects.filter(state="acknowledged")[0]
    visitor = visit()
    visitor.sign_in("dsl")
    _judge(visitor, [path.format(waiting=waiting.ref, done=done.ref) for path in OF_THE_LEAD])
    visitor.go(f"/incidents/{waiting.ref}/")
    visitor.main.locator("form[data-draft] button[type=submit]").click()
    expect(visitor.page.locator(".govuk-error-summary")).to_be_visible()
    assert visitor.judged() == []


@pytest.fixture(scope="module")
def refs(site: Stack) -> dict[str, str]:
    """References of what the demonstration holds, by what they are called in the addresses above."""
    priya = User.objects.get(email="practitioner@harbour.example")
    record = Record.objects.filter(session__practitioner=priya, session__kind="one_to_one").latest("pk")
    person = record.session.participants.get().person
    assert record.session.activity
    ground = Ground(
        cast=SimpleNamespace(owner=priya),
        now=clock.now(),
        person=person,
        activity=record.session.activity,
        platform=Platform.objects.get(name="Harbour Rooms"),
    )
    plan = a_plan(ground, starts_at=clock.now() + timedelta(days=90))
    policy = Policy.objects.filter(kind=PolicyKind.AUP)[0]
    found: dict[str, Any] = {
        "person": person,
        "adult": Adult.objects.filter(person__service__in=priya.services.all())[0],
        "risk": RiskAssessment.objects.filter(person=person).latest("pk"),
        "recorded": record.session,
        "planned": planned(ground, plan),
        "activity": record.session.activity,
        "request": ConsentRequest.objects.filter(asked_by=priya).latest("pk"),
        "platform": ground.platform,
        "policy": policy,
        "newcomer": User.objects.get(email="poppy@harbour.example"),
        "done": Incident.objects.filter(state="acknowledged")[0],
        "closed": Incident.objects.filter(state="closed")[0],
    }
    return {name: str(one.ref) for name, one in found.items()} | {"code": policy.code}


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("practitioner", OF_THE_PRACTITIONER),
        ("practitioner", OF_THE_PLANNER),
        ("manager", OF_THE_MANAGER),
        ("ict", OF_ICT),
        ("admin", OF_THE_ADMINISTRATOR),
        ("dsl", OF_WHOEVER_LEADS),
        ("board", OF_THE_BOARD),
    ],
    ids=["practitioner", "planner", "manager", "ict", "administrator", "lead", "board"],
)
def test_the_pages_of_each_role(visit: Visit, refs: dict[str, str], who: str, paths: list[str]) -> None:
    visitor = visit()
    visitor.sign_in(who)
    addresses = [path.format(**refs) for path in paths]
    assert {path: visitor.status(path) for path in addresses} == dict.fromkeys(addresses, 200)
    _judge(visitor, addresses)


def test_the_pages_for_when_something_is_wrong(visit: Visit, rf: RequestFactory) -> None:
    visitor = visit()
    visitor.sign_in("practitioner")
    shown: list[str] = []
    visitor.page.route("**/help/", lambda route: route.fulfill(body=shown[-1], content_type="text/html"))
    for view in (views.server_error, views.too_many, views.forbidden, views.csrf_failure):
        shown.append(view(rf.get("/")).content.decode())
        _judge(visitor, ["/help/"])


def test_forced_colours_and_double_size_text_lose_nothing(visit: Visit, waiting: Incident) -> None:
    visitor = visit(width=640)  # 1280 px at 200 %
    visitor.sign_in("dsl")
    visitor.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    for path in ("/incidents/", f"/incidents/{waiting.ref}/", "/raise/report/"):
        visitor.go(path)
        assert visitor.cut_off() == []
        assert visitor.page.get_by_role("button", name="Raise a concern").last.is_visible()
