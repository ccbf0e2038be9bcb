"""Nobody is shut out: every page judged by axe at two widths, on the narrowest screen, and in the browser's own log."""

from collections.abc import Iterator

import pytest
from django.test import RequestFactory
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from incidents.models import Incident
from safeguard import views
from safeguard.practitioners.models import User
from tests.factories.incidents import raise_by
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
WIDTHS = (1280, 390)
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
SIGNED_OUT = [
    "/account/login/",
    "/account/login/?kept=1",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/signup/",
    "/account/inactive/",
    "/nothing-here/",
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
        found += _judged(visitor)
    assert found == []


def _judged(visitor: Visitor) -> list[str]:
    found: list[str] = []
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 844})
        found += visitor.shut_out()
    found += visitor.cut_off()
    headings = visitor.page.locator("h1").count()
    return found if headings == 1 else [*found, f"{visitor.page.url} has {headings} h1"]


def test_the_pages_before_sign_in(visit: Visit) -> None:
    visitor = visit()
    _judge(visitor, SIGNED_OUT)
    visitor.go("/account/login/")
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(visitor.page.locator(".govuk-error-summary")).to_be_visible()
    assert _judged(visitor) == []


def test_the_pages_of_everybody(visit: Visit, waiting: Incident) -> None:
    visitor = visit()
    visitor.sign_in("practitioner")
    _judge(visitor, [*OF_EVERYBODY, f"/reports/{waiting.ref}/"])


def test_the_form_in_each_of_its_states(visit: Visit) -> None:
    visitor = visit()
    visitor.sign_in("colleague")
    visitor.go("/raise/report/")
    visitor.send()
    expect(visitor.page.locator(".govuk-error-summary")).to_be_focused()
    assert _judged(visitor) == []
    for name in ("about_staff", "imagery"):
        visitor.page.locator(f"[name={name}][value=yes]").check()
    visitor.page.locator("[name=exact_words]").fill("Half a sentence")
    visitor.page.locator(".sg-more summary").click()
    assert _judged(visitor) == []
    expect(visitor.page.locator("[data-draft-status]")).to_contain_text("Saved")
    _judge(visitor, ["/", "/raise/", "/raise/report/", "/raise/discard/"])


def test_the_report_with_its_forms_open_and_wrong(visit: Visit, waiting: Incident) -> None:
    visitor = visit()
    visitor.sign_in("practitioner")
    for number in (0, 1):
        visitor.go(f"/reports/{waiting.ref}/")
        visitor.main.locator("details summary").nth(number).click()
        assert _judged(visitor) == []
        visitor.main.locator("details").nth(number).locator("button[type=submit]").click()
        expect(visitor.page.locator(".govuk-error-summary")).to_be_visible()
        assert _judged(visitor) == []


def test_the_pages_of_those_who_deal_with_concerns(visit: Visit, waiting: Incident) -> None:
    done = Incident.objects.filter(state="acknowledged")[0]
    visitor = visit()
    visitor.sign_in("dsl")
    _judge(visitor, [path.format(waiting=waiting.ref, done=done.ref) for path in OF_THE_LEAD])
    visitor.go(f"/incidents/{waiting.ref}/")
    visitor.main.locator("form[data-draft] button[type=submit]").click()
    expect(visitor.page.locator(".govuk-error-summary")).to_be_visible()
    assert _judged(visitor) == []


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
