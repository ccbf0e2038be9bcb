"""My work and help."""

from typing import Any

import pytest

from safeguard.practitioners.models import PostHolding
from tests.factories.incidents import raise_by
from tests.pages import browser, concern

pytestmark = pytest.mark.django_db


def test_an_empty_desk_says_what_to_do(cast: Any) -> None:
    page = browser(cast.owner).get("/").content.decode()
    assert "Nothing is waiting for you" in page
    assert "You have not raised a concern" in page
    assert "Concerns that nobody has acknowledged" not in page


def test_one_s_own_reports_are_there_and_nobody_else_s(cast: Any, raise_a_concern: Any) -> None:
    own, other = raise_a_concern(), raise_by(cast.colleague, service=cast.service)
    page = browser(cast.owner).get("/").content.decode()
    assert f"/reports/{own.ref}/" in page
    assert other.ref not in page
    assert "Not yet acknowledged" in page
    browser(cast.dsl).post(f"/incidents/{own.ref}/acknowledge/")
    assert "Not yet acknowledged" not in browser(cast.owner).get("/").content.decode()


def test_what_was_not_sent_is_brought_back(cast: Any) -> None:
    client = browser(cast.owner)
    client.post("/drafts/concern/", concern(exact_words="nobody else reads this"))
    page = client.get("/").content.decode()
    assert "You began a concern and have not sent it" in page
    assert "nobody else reads this" not in page
    assert "You began a concern" not in browser(cast.dsl).get("/").content.decode()


def test_a_duty_stands_there_until_it_is_done(cast: Any, raise_a_concern: Any) -> None:
    incident, client = raise_a_concern(), browser(cast.dsl)
    client.post(f"/incidents/{incident.ref}/acknowledge/")
    assert f'href="/incidents/{incident.ref}/#chronology"' in client.get("/").content.decode()
    client.post(f"/incidents/{incident.ref}/entry/", {"kind": "note", "text": "Done."})
    assert "Nothing is waiting for you" in client.get("/").content.decode()


PAGES = ["/", "/help/", "/raise/", "/raise/danger/", "/raise/report/", "/raise/discard/", "/account/2fa/", "/nothing/"]


@pytest.mark.requirement("INC-01")
@pytest.mark.parametrize("path", PAGES)
def test_every_page_ends_with_999_who_is_on_duty_and_raise_a_concern(cast: Any, path: str) -> None:
    page = browser(cast.owner).get(path).content.decode()
    strip = page[page.index('class="sg-emergency"') :]
    assert 'href="tel:999"' in strip
    assert 'href="/raise/"' in strip
    for person in (cast.dso, cast.dsl):
        assert person.full_name in strip
        assert f"tel:{person.work_phone}" in strip
    assert page.count("<h1") == 1
    assert "DEMONSTRATION" in page.upper()


def test_nobody_is_offered_themselves_to_ring(cast: Any) -> None:
    page = browser(cast.dso).get("/").content.decode()
    assert "tel:" + cast.dso.work_phone not in page[page.index('class="sg-emergency"') :]


def test_when_nobody_is_on_duty_the_page_says_so(cast: Any) -> None:
    PostHolding.objects.all().delete()
    page = browser(cast.owner).get("/").content.decode()
    assert "Nobody is shown as on duty" in page


def test_signed_out_pages_show_no_names_and_no_numbers(cast: Any) -> None:
    page = browser(cast.anonymous).get("/account/login/").content.decode()
    for person in (cast.dso, cast.dsl):
        assert person.work_phone not in page


def test_help_is_one_page_for_everybody(cast: Any) -> None:
    for who in ("owner", "dsl", "admin"):
        assert browser(cast[who]).get("/help/").status_code == 200
