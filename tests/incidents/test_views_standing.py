"""The pages on which a case turns out to be about somebody, and on which somebody steps back."""

from uuid import uuid4

import pytest

from incidents.actions import acknowledge_incident
from incidents.models import ChronologyEntry, Exclusion, Incident
from safeguard.lib import clock
from safeguard.storage.selectors import draft_of
from tests.pages import browser

pytestmark = pytest.mark.django_db
PAGES = ("name", "step-back")
STRANGERS = ("owner", "colleague", "other_team", "manager", "board", "ict", "admin")


@pytest.fixture
def incident(cast, raise_a_concern):
    return raise_a_concern()


def at(incident, page="name"):
    return f"/incidents/{incident.ref}/{page}/"


def typed(**over):
    return {"client_token": str(uuid4()), "name": "Dele Adeyemi", "text": "She said his name.", **over}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", STRANGERS)
def test_who_may_not_see_it_finds_no_page(cast, incident, who, page):
    client = browser(getattr(cast, who))
    assert client.get(at(incident, page)).status_code == 404
    assert client.post(at(incident, page), typed()).status_code == 404
    assert not Exclusion.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_who_deals_with_cases_finds_the_page_and_the_way_to_it(cast, incident, page):
    client = browser(cast.dsl)
    assert at(incident, page) in client.get(incident.get_absolute_url()).content.decode()
    assert client.get(at(incident, page)).status_code == 200


def test_name_is_found_first_and_left_out_when_it_is_ticked(cast, incident):
    client, form = browser(cast.dsl), typed()
    found = client.post(at(incident), form)
    assert found.status_code == 422
    page = found.content.decode()
    assert "Tick the people it is about" in page
    assert str(cast.dso.ref) in page
    assert "Leave them out" in page
    assert "She said his name." in page
    assert not Exclusion.objects.exists()
    done = client.post(at(incident), {**form, "people": [str(cast.dso.ref)]}, follow=True)
    assert "are left out from now on. Those who must know are told." in done.content.decode()
    assert Exclusion.objects.get(person=cast.dso).reason == "found"
    assert cast.dso.full_name in done.content.decode()


@pytest.mark.parametrize("name", ["Nobody Atall", "\u202eeleD", "x" * 400, "😀"])
def test_name_that_nobody_has_is_told_beside_the_field(cast, incident, name):
    answer = browser(cast.dsl).post(at(incident), typed(name=name))
    assert answer.status_code == 422
    assert "Nobody of this name works or volunteers here." in answer.content.decode()
    assert "She said his name." in answer.content.decode()


def test_somebody_who_was_not_found_cannot_be_ticked(cast, incident):
    answer = browser(cast.dsl).post(at(incident), typed(people=[str(cast.colleague.ref)]))
    assert answer.status_code == 422
    assert not Exclusion.objects.exists()


@pytest.mark.parametrize("missing", ["name", "text"])
def test_what_is_missing_is_told(cast, incident, missing):
    answer = browser(cast.dsl).post(at(incident), typed(**{missing: ""}))
    assert answer.status_code == 422
    assert 'class="govuk-error-summary' in answer.content.decode()
    assert not Exclusion.objects.exists()


def test_who_names_somebody_they_answer_to_sees_it_no_more(cast, incident):
    cast.dso.line_manager = cast.dsl
    cast.dso.save()
    answer = browser(cast.dsl).post(at(incident), typed(people=[str(cast.dso.ref)]), follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == "/incidents/"
    assert incident.ref not in answer.content.decode()


def test_step_back_and_it_is_gone(cast, incident):
    acknowledge_incident(by=cast.dsl, now=clock.now(), incident=incident)
    client = browser(cast.dsl)
    answer = client.post(at(incident, "step-back"), {"client_token": str(uuid4()), "text": "My niece."}, follow=True)
    page = answer.content.decode()
    assert "You have stepped back." in page
    assert incident.ref not in page
    assert client.get(incident.get_absolute_url()).status_code == 404
    assert Incident.objects.get(pk=incident.pk).state == "raised"


@pytest.mark.parametrize("page", PAGES)
def test_named_reader_may_not_and_loses_no_words(cast, incident, page):
    incident.readers.create(person=cast.board, added_by=cast.dsl, added_at=clock.now())
    client = browser(cast.board)
    assert client.get(at(incident, page)).status_code == 404
    answer = client.post(at(incident, page), typed(name=cast.dso.full_name, people=[str(cast.dso.ref)]))
    assert answer.status_code == 422
    assert "not work on it" in answer.content.decode()
    assert "She said his name." in answer.content.decode()
    assert not ChronologyEntry.objects.exists()


def test_typing_is_kept(cast, incident):
    client = browser(cast.dsl)
    client.post(f"/drafts/naming/{incident.ref}/", {"text": "half a", "client_token": str(uuid4())})
    assert draft_of(cast.dsl, "naming", incident.ref) is not None
    assert "half a" in client.get(at(incident)).content.decode()
