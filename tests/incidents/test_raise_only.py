"""Somebody who signs in only to raise concerns: those pages, their own reports, their own account, nothing else."""

from typing import Any

import pytest

from incidents.models import Incident
from safeguard.middleware import RaiseOnlyMiddleware
from safeguard.practitioners.enums import Role
from tests.architecture.test_urls import CLOSED
from tests.factories.incidents import raise_by
from tests.factories.practitioners import UserFactory
from tests.pages import browser, concern

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer(cast: Any) -> Any:
    return UserFactory(email="vol@harbour.example", full_name="Vera Lunn", roles=[Role.RAISER])


def test_they_raise_a_concern_and_see_their_own_reports_and_no_other(cast: Any, volunteer: Any) -> None:
    client, others = browser(volunteer), raise_by(cast.owner)
    sent = client.post("/raise/report/", concern())
    own = Incident.objects.get(raised_by=volunteer)
    assert sent["Location"] == f"/reports/{own.ref}/"
    home = client.get("/").content.decode()
    assert own.ref in home
    assert others.ref not in home
    assert client.get(f"/reports/{own.ref}/").status_code == 200
    assert client.post(f"/reports/{own.ref}/people/", {"name": "Kit"}).status_code == 302
    assert client.get(f"/reports/{others.ref}/").status_code == 404


def test_the_menu_shows_only_that(volunteer: Any) -> None:
    page = browser(volunteer).get("/").content.decode()
    menu = page[page.index('id="navigation"') : page.index("</nav>")]
    assert menu.count("<li") == 2
    assert "/organisation/" not in page
    for address in ("/", "/raise/", "/raise/report/", "/yours/", "/help/"):
        shown = browser(volunteer).get(address).content.decode()
        for link in ('href="/policies/', 'href="/platforms/', 'href="/sessions/', 'href="/people/', 'href="/team/sign'):
            assert link not in shown.replace('href="/team/sign-ins/yours/', "")


def test_every_other_page_is_not_there_for_them(volunteer: Any) -> None:
    client = browser(volunteer)
    others = [address for name, address in CLOSED if not name.startswith(RaiseOnlyMiddleware.THEIRS)]
    assert len(others) > 150
    assert [one for one in others if client.get(one).status_code != 404] == []
    assert client.post("/people/register/", {}).status_code == 404


def test_with_another_role_beside_it_they_have_what_that_one_gives(cast: Any) -> None:
    both = UserFactory(email="both@harbour.example", full_name="Bo Th", roles=[Role.RAISER, Role.PRACTITIONER])
    assert browser(both).get("/people/").status_code == 200
