"""Somebody who signs in only to raise concerns: those pages, their own reports, their own account, nothing else."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from incidents.actions import invite_colleague, name_reader, record_referral
from incidents.enums import OutsideBody
from incidents.models import Incident
from safeguard.lib.errors import Refused
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


def test_what_their_report_leads_to_and_what_they_are_asked_is_there(cast: Any, volunteer: Any, now: Any) -> None:
    own = raise_by(volunteer, service=cast.service)
    said = {"now": now, "body": OutsideBody.SOCIAL_CARE, "text": "Rang them"}
    entry = record_referral(by=volunteer, report=own, client_token=uuid4(), **said)
    asked = invite_colleague(
        by=cast.dsl, now=now, incident=own, client_token=uuid4(), person=volunteer, question="What did you see?"
    )
    client = browser(volunteer)
    for address in (reverse("people:contacts"), entry.referral.get_absolute_url(), f"/asked/{asked.ref}/"):
        assert client.get(address).status_code == 200, address
    other = raise_by(cast.owner, service=cast.service)
    others = record_referral(by=cast.owner, report=other, client_token=uuid4(), **said)
    for address in (reverse("people:contacts_check"), "/incidents/referrals/", others.referral.get_absolute_url()):
        assert client.get(address).status_code == 404, address


def test_they_are_named_as_reader_of_no_case(cast: Any, volunteer: Any, now: Any) -> None:
    said = {"by": cast.dsl, "now": now, "client_token": uuid4(), "person": volunteer, "reason": "They know them."}
    with pytest.raises(Refused, match="only to raise concerns"):
        name_reader(incident=raise_by(cast.owner), **said)


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
