"""What somebody opens on the screen is not printed, and stays in no cache (SEC-14)."""

import re
import uuid
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from safeguard.people.actions import add_entry
from safeguard.people.models import CourtOrder
from tests.factories.people import an_adult, register
from tests.pages import browser

pytestmark = pytest.mark.django_db
HIDDEN = {
    "address": "4 Quayside Canary Street",
    "phone": "07700 900123",
    "safe_word": "Lighthousecanary",
    "call_back_agreed": "Say you are Canaryjo",
    "has_known_violence": True,
}
OPENED = ("Quayside", "07700 900123", "Lighthousecanary", "Canaryjo", "Canaryfather", "domestic abuse", "sana@family")


@pytest.fixture
def person(cast, now):
    person = register(cast.owner, now, (an_adult(),), **HIDDEN)
    facts = {"kind": "care", "meaning": "Canaryfather: none.", "from_on": date(2026, 1, 5), "effects": ["no_contact"]}
    add_entry(by=cast.owner, now=now, person=person, entry=CourtOrder, facts=facts, client_token=uuid.uuid4())
    return person


def on_paper(html):
    """The page without the elements that are not printed, each with all that it holds."""
    main = html[html.index("<main") : html.index("</main>")]
    while found := re.search(r"<(\w+)[^>]*class=\"[^\"]*sg-no-print[^>]*>", main):
        tag, depth, end = found[1], 0, found.start()
        for piece in re.finditer(rf"<(/?){tag}\b[^>]*>", main[found.start() :]):
            depth += -1 if piece[1] else 1
            end = found.start() + piece.end()
            if depth == 0:
                break
        main = main[: found.start()] + main[end:]
    return main


def test_what_was_opened_is_on_the_screen_and_not_on_paper(cast, person):
    answer = browser(cast.owner).get(f"/people/{person.ref}/?show=contact")
    html = answer.content.decode()
    for words in OPENED:
        assert words in html
        assert words not in on_paper(html), words
    assert "is not printed" in on_paper(html)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", ["change/", "contact/"])
def test_nor_are_the_forms_that_show_it(cast, person, page):
    answer = browser(cast.owner).get(f"/people/{person.ref}/{page}")
    html = answer.content.decode()
    assert any(words in html for words in OPENED)
    assert not [words for words in OPENED if words in on_paper(html)]
    assert answer.headers["Cache-Control"] == "no-store"


def test_paper_leaves_out_what_is_marked_so():
    css = (Path(settings.BASE_DIR) / "static/src/scss/_print.scss").read_text()
    printed = css[css.index("@media print") :]
    left_out = printed[: printed.index("display: none")]
    assert ".sg-no-print," in left_out
    assert ".sg-private," in left_out
