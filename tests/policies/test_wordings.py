"""Wordings of a service: in versions, with nothing filled in that may not be."""

import uuid

import pytest

from safeguard.lib.errors import Refused
from safeguard.policies.actions import set_wording
from safeguard.policies.exceptions import NewerVersion
from safeguard.policies.models import Wording
from safeguard.policies.rules import LONGEST_WORDING, STANDARD, filled_in, why_not_worded
from safeguard.policies.selectors import wordings_of
from tests.naughty import NAUGHTY
from tests.pages import browser, fields

pytestmark = pytest.mark.django_db
RULES = "ground_rules"


def word(cast, now, text, **over):
    asked = {"by": cast.manager, "code": RULES, "service": cast.service, "written_on": 0, **over}
    return set_wording(now=now, text=text, **asked)


def test_every_standard_may_stand_as_it_is():
    for code, standard in STANDARD.items():
        assert why_not_worded(code, str(standard.text)) is None
        assert filled_in(code, str(standard.text))


@pytest.mark.requirement("ORG-35")
def test_a_service_words_it_its_own_way_in_versions_with_author_and_date(cast, now, django_assert_num_queries):
    standard = str(STANDARD[RULES].text)
    word(cast, now, "For everybody.", by=cast.dsl, service=None)
    word(cast, now, "For us.")
    with django_assert_num_queries(1):
        here = wordings_of(cast.service.pk)
    assert (here[RULES], wordings_of(cast.other_service.pk)[RULES]) == ("For us.", "For everybody.")
    word(cast, now, None, written_on=1)
    assert wordings_of(cast.service.pk)[RULES] == "For everybody."
    word(cast, now, None, by=cast.dsl, service=None, written_on=1)
    assert wordings_of(cast.service.pk)[RULES] == standard
    own = Wording.objects.filter(service=cast.service).order_by("number")
    assert [(one.number, one.text, one.written_by, one.written_at) for one in own] == [
        (1, "For us.", cast.manager, now),
        (2, None, cast.manager, now),
    ]


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        (RULES, "", "Write the words"),
        (RULES, "x" * (LONGEST_WORDING + 1), "characters at most"),
        (RULES, "Hello {worker}", "Nothing can be filled in"),
        ("before_session", "Hello {address}", "Only {worker} can"),
        ("before_session", "Hello {worker.email}", "Only {worker} can"),
        ("before_session", "Hello {worker!r}", "Only {worker} can"),
        ("before_session", "Hello {{worker}}", "Only {worker} can"),
        ("before_session", "Hello {", "Only {worker} can"),
        ("nothing", "Hello", "no such wording"),
    ],
)
def test_words_that_may_not_stand_there(cast, now, code, text, words):
    with pytest.raises(Refused, match=words):
        word(cast, now, text, code=code)
    assert not Wording.objects.exists()


def test_only_what_is_named_is_ever_filled_in():
    secrets = {"worker": "Priya", "address": "1 Harbour Street"}
    assert (
        filled_in("before_session", "{worker} {address} %(address)s {0}", secrets) == "Priya {address} %(address)s {0}"
    )
    assert filled_in(RULES, "{worker}", secrets) == "{worker}"


@pytest.mark.parametrize(
    ("who", "service", "may"),
    [
        ("manager", "service", True),
        ("manager", "other_service", False),
        ("manager", None, False),
        ("dsl", None, True),
        ("admin", "other_service", True),
        ("owner", "service", False),
        ("dso", "service", False),
    ],
)
def test_who_words_what(cast, now, who, service, may):
    asked = {"by": cast[who], "service": cast[service] if service else None}
    if may:
        assert word(cast, now, "Ours.", **asked).text == "Ours."
    else:
        with pytest.raises(Refused, match="Only a manager"):
            word(cast, now, "Ours.", **asked)


def test_two_who_write_at_once_lose_neither_and_a_double_press_lands_once(cast, now):
    token = uuid.uuid4()
    first = word(cast, now, "Mine.", client_token=token)
    assert word(cast, now, "Mine.", client_token=token) == first
    with pytest.raises(NewerVersion):
        word(cast, now, "Theirs.")
    client = browser(cast.manager)
    address = f"/policies/wordings/{RULES}/?service={cast.service.ref}"
    stale = client.post(address, {"written_on": "0", "text": "Typed by me."})
    assert stale.status_code == 422
    assert fields(stale)["text"] == "Typed by me."
    assert "Mine." in stale.content.decode()
    assert fields(stale)["written_on"] == "1"


def test_the_page_shows_how_it_reads_keeps_it_and_goes_back(cast):
    client = browser(cast.manager)
    assert cast.service.name in client.get("/policies/wordings/").content.decode()
    address = f"/policies/wordings/before_session/?service={cast.service.ref}"
    seen = client.post(address, {"written_on": "0", "text": "{worker} is glad.", "preview": "yes"})
    assert "Priya is glad." in seen.content.decode()
    assert not Wording.objects.exists()
    kept = client.post(address, {"written_on": "0", "text": "{worker} is glad."}, follow=True)
    assert "The words are kept" in kept.content.decode()
    wrong = client.post(address, {"written_on": "1", "text": "{address}"})
    assert (wrong.status_code, Wording.objects.count()) == (422, 1)
    back = client.post(f"/policies/wordings/before_session/standard/?service={cast.service.ref}", {"written_on": "1"})
    assert back.status_code == 302
    assert Wording.objects.latest("number").text is None
    stale = client.post(
        f"/policies/wordings/before_session/standard/?service={cast.service.ref}", {"written_on": "1"}, follow=True
    )
    assert "another version" in stale.content.decode()


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("owner", "/policies/wordings/"),
        ("owner", "/policies/wordings/ground_rules/"),
        ("manager", "/policies/wordings/ground_rules/"),
        ("manager", "/policies/wordings/ground_rules/?service={other}"),
        ("manager", "/policies/wordings/ground_rules/?service=x"),
        ("dsl", "/policies/wordings/nothing/"),
    ],
)
def test_a_stranger_finds_nothing(cast, who, path):
    assert browser(cast[who]).get(path.format(other=cast.other_service.ref)).status_code == 404


@pytest.mark.parametrize("written_on", ["", "x", "٣", "-1"])
def test_a_damaged_way_back_changes_nothing(cast, written_on):
    answer = browser(cast.dsl).post("/policies/wordings/ground_rules/standard/", {"written_on": written_on})
    assert answer.status_code == 404


def test_whatever_is_typed_is_shown_as_it_was(cast):
    for text in NAUGHTY:
        typed = {"written_on": "0", "text": f"{text} {{x}}"}
        answer = browser(cast.dsl).post("/policies/wordings/ground_rules/", typed)
        assert answer.status_code == 422
        assert "<script>alert" not in answer.content.decode()
