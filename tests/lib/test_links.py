"""Links to families: the store holds an id, the token is made when a message is sent."""

import re
from uuid import UUID, uuid4

import pytest

from safeguard.lib import links

ID = UUID("5b0a5a57-6c0f-4a55-9c6e-6a3c9b7a6f10")


def test_stored_text_holds_no_token():
    stored = f"Open this: {links.place('consent', ID)}"
    assert links.token_of("consent", ID) not in stored
    assert str(ID) in stored


def test_sent_text_holds_the_whole_link(settings):
    sent = links.fill(f"Open this: {links.place('consent', ID)}\nThank you")
    token = links.token_of("consent", ID)
    assert sent == f"Open this: {settings.SITE_URL}/l/consent/{ID}/{token}/\nThank you"


def test_each_link_and_each_kind_has_its_own_token():
    tokens = {links.token_of(kind, link) for kind in ("consent", "concern") for link in (ID, uuid4())}
    assert len(tokens) == 4
    assert all(len(token) == 32 for token in tokens)


def test_another_key_makes_another_token(settings):
    before = links.token_of("consent", ID)
    settings.LINK_KEY = "another key"
    assert not links.is_token_of("consent", ID, before)


@pytest.mark.parametrize("forged", ["", "0" * 32, "é" * 32, "\udcff", "a" * 10_000])
def test_forged_token_is_refused(forged):
    assert not links.is_token_of("consent", ID, forged)


def test_own_token_is_taken():
    assert links.is_token_of("consent", ID, links.token_of("consent", ID))


@pytest.mark.parametrize(
    "text", ["{{link:consent:not-an-id}}", "{{link:CONSENT:" + str(ID) + "}}", "{{ link }}", "plain"]
)
def test_what_is_no_place_stays_as_it_is(text):
    assert links.fill(text) == text


def test_words_shaped_like_an_id_are_not_a_fault():
    """Thirty-six hexadecimal letters that are no UUID may have been typed by anybody."""
    text = "{{link:consent:" + "-" * 36 + "}}"
    assert links.fill(text) == text


def test_six_digits_are_written_where_their_place_is():
    text = f"Your code is {links.place_digits('test', ID)}."
    assert links.fill(text) == f"Your code is {links.digits_of('test', ID)}."
    assert re.fullmatch("[0-9]{6}", links.digits_of("test", ID))
    assert links.digits_of("test", ID) != links.digits_of("other", ID)


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_spelled_code_is_read_however_it_is_written(change):
    assert links.is_spelled("first", ID, change(links.spelled("first", ID)))


@pytest.mark.parametrize("wrong", ["", "AAAAA-BBBBB-CCCCC-DDDDD", "é" * 20])
def test_a_wrong_spelled_code_is_refused(wrong):
    assert not links.is_spelled("first", ID, wrong)
