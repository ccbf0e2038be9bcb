"""The policies: read by everybody, signed by a tick and a button, issued by few."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeguard.lib import clock
from safeguard.policies.enums import AupState
from safeguard.policies.models import Policy, PolicyVersion, Signature
from safeguard.policies.selectors import aup_state_of
from safeguard.storage.models import Draft
from tests.factories.policies import PolicyVersionFactory, SignatureFactory, acceptable_use
from tests.naughty import NAUGHTY
from tests.pages import NO_SUCH_REF, browser, chosen, fields

pytestmark = pytest.mark.django_db

EVERYBODY = [
    "owner", "other_team", "manager", "dso", "dsl", "deputy", "lead", "hr_dso", "board", "ict", "admin",
]  # fmt: skip
ISSUE = {"dsl", "admin"}


def new_policy(**over: Any) -> dict[str, Any]:
    """The answers that are enough to issue a policy."""
    answers = {
        "client_token": str(uuid.uuid4()),
        "title": "Code of conduct",
        "type": "code-of-conduct",
        "text": "Be kind.",
        "must_sign": "yes",
    }
    return {**answers, **over}


def new_version(**over: Any) -> dict[str, Any]:
    """The answers that are enough to issue the second version of one."""
    answers = {"client_token": str(uuid.uuid4()), "written_on": "1", "text": "New words.", "must_sign": "yes"}
    return {**answers, **over}


@pytest.fixture
def aup() -> PolicyVersion:
    return acceptable_use(text="Work phones only.\n\nNo personal accounts.")


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_reads_and_signs_and_few_issue(cast: Any, aup: PolicyVersion, who: str) -> None:
    client, may = browser(cast[who]), who in ISSUE
    page = client.get("/policies/aup/").content.decode()
    assert "No personal accounts." in page
    assert ("Issue a new version" in page) is may
    assert ("/policies/add/" in client.get("/policies/").content.decode()) is may
    assert client.post("/policies/aup/sign/", {"version": aup.ref, "agree": "on"}).status_code == 302
    assert Signature.objects.get().person == cast[who]
    for path, answers in (("/policies/add/", new_policy()), (f"/policies/{aup.policy.ref}/issue/", new_version())):
        assert client.get(path).status_code == (200 if may else 404)
        assert client.post(path, answers).status_code == (302 if may else 404)
    assert PolicyVersion.objects.count() == (3 if may else 1)


@pytest.mark.parametrize("path", ["nothing/", "nothing/sign/", f"{NO_SUCH_REF}/issue/", "aup/versions/{other}/"])
def test_what_is_not_there_is_not_found(cast: Any, aup: PolicyVersion, path: str) -> None:
    other = PolicyVersionFactory().ref
    assert browser(cast.dsl).get("/policies/" + path.format(other=other)).status_code == 404


# --- Signing ------------------------------------------------------------------------------------------------------


def test_signing_takes_the_tick_and_the_button(cast: Any, aup: PolicyVersion) -> None:
    client = browser(cast.owner)
    page = client.get("/policies/aup/")
    assert "You have not signed it yet" in page.content.decode()
    assert ("agree", "on") not in chosen(page)
    missing = client.post("/policies/aup/sign/", {"version": aup.ref})
    assert missing.status_code == 422
    assert "Tick that you have read it" in missing.content.decode()
    assert not Signature.objects.exists()
    signed = client.post("/policies/aup/sign/", {"version": fields(page)["version"], "agree": "on"}, follow=True)
    assert "You have signed it." in signed.content.decode()
    assert "You signed version 1 on" in signed.content.decode()
    assert 'name="agree"' not in signed.content.decode()
    assert aup_state_of([cast.owner.pk], clock.now())[cast.owner.pk] == AupState.SIGNED


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_never_signs(cast: Any, aup: PolicyVersion, method: str) -> None:
    client = browser(cast.owner)
    for path in (
        "/policies/",
        "/policies/aup/",
        f"/policies/aup/sign/?version={aup.ref}&agree=on",
        f"/policies/aup/versions/{aup.ref}/",
    ):
        assert getattr(client, method)(path).status_code in (200, 302)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "5b0a5a57-6c0f-4a55-9c6e-6a3c9b7a6f10"])
def test_a_damaged_form_signs_nothing(cast: Any, aup: PolicyVersion, version: str) -> None:
    answer = browser(cast.owner).post("/policies/aup/sign/", {"version": version, "agree": "on"})
    assert answer.status_code in (404, 422)
    assert not Signature.objects.exists()


def test_what_was_replaced_while_somebody_read_is_read_again(cast: Any, aup: PolicyVersion) -> None:
    PolicyVersionFactory(policy=aup.policy, number=2, text="Newer words.")
    answer = browser(cast.owner).post("/policies/aup/sign/", {"version": aup.ref, "agree": "on"}, follow=True)
    page = answer.content.decode()
    assert "A newer version was issued while you were reading" in page
    assert "Newer words." in page
    assert not Signature.objects.exists()


def test_a_policy_that_is_only_read_has_nothing_to_sign(cast: Any) -> None:
    version = PolicyVersionFactory(must_sign=False, policy__code="leaflet")
    client = browser(cast.owner)
    assert 'name="agree"' not in client.get("/policies/leaflet/").content.decode()
    answer = client.post("/policies/leaflet/sign/", {"version": version.ref, "agree": "on"})
    assert answer.status_code == 422
    assert "only to be read" in answer.content.decode()


def test_a_new_version_asks_again_and_the_old_one_stays_readable(cast: Any, aup: PolicyVersion) -> None:
    SignatureFactory(version=aup, person=cast.owner)
    PolicyVersionFactory(policy=aup.policy, number=2, text="Newer words.")
    client = browser(cast.owner)
    page = client.get("/policies/aup/").content.decode()
    assert "You signed version 1. This one is newer" in page
    assert "Sign it again" in client.get("/policies/").content.decode()
    earlier = client.get(f"/policies/aup/versions/{aup.ref}/").content.decode()
    assert "No personal accounts." in earlier
    assert "Version 2 is." in earlier


def test_the_list_puts_first_what_waits(cast: Any, aup: PolicyVersion) -> None:
    SignatureFactory(version=aup, person=cast.owner)
    PolicyVersionFactory(policy__title="Leaflet", must_sign=False)
    PolicyVersionFactory(policy__title="Zero tolerance")
    page = browser(cast.owner).get("/policies/").content.decode()
    assert page.index("Zero tolerance") < page.index("Acceptable use policy") < page.index("Leaflet")
    assert "1 policy waits for your signature" in page


def test_an_empty_list_says_so(cast: Any) -> None:
    assert "No policy has been issued yet" in browser(cast.owner).get("/policies/").content.decode()


# --- Issuing ------------------------------------------------------------------------------------------------------


def test_a_policy_is_issued_and_its_next_version_begins_with_its_words(cast: Any) -> None:
    client = browser(cast.dsl)
    done = client.post("/policies/add/", new_policy())
    assert done["Location"] == "/policies/code-of-conduct/"
    policy = Policy.objects.get()
    form = client.get(f"/policies/{policy.ref}/issue/")
    assert (fields(form)["text"], fields(form)["written_on"]) == ("Be kind.", "1")
    assert ("must_sign", "yes") in chosen(form)
    client.post(f"/policies/{policy.ref}/issue/", new_version(must_sign="no"))
    latest = PolicyVersion.objects.get(number=2)
    assert (latest.text, latest.must_sign, latest.issued_by) == ("New words.", False, cast.dsl)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"title": ""}, "Enter what it is called"),
        ({"title": "???"}, "Use letters or digits"),
        ({"title": "Add"}, "Use letters or digits"),
        ({"title": "Acceptable use policy!", "type": "acceptable-use"}, "There is a policy on acceptable use already"),
        ({"title": "AUP"}, "There is already a policy of this title"),
        ({"type": ""}, "Choose what it is about"),
        ({"text": " "}, "Write what it says"),
        ({"must_sign": ""}, "Say whether everybody has to sign it"),
    ],
)
def test_a_wrong_policy_comes_back_with_what_was_typed(cast: Any, aup: PolicyVersion, over: Any, words: str) -> None:
    typed = new_policy(**over)
    answer = browser(cast.dsl).post("/policies/add/", typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert fields(answer)["title"] == typed["title"]
    assert PolicyVersion.objects.count() == 1


@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_typed_is_shown_as_it_was(cast: Any, text: str) -> None:
    answer = browser(cast.dsl).post("/policies/add/", new_policy(text=text, type=""))
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert fields(answer)["text"].strip() == text.strip()


def test_two_who_write_at_once_see_both(cast: Any, aup: PolicyVersion) -> None:
    path = f"/policies/{aup.policy.ref}/issue/"
    browser(cast.admin).post(path, new_version(text="Theirs."))
    client, mine = browser(cast.dsl), new_version(text="Mine.")
    answer = client.post(path, mine)
    assert answer.status_code == 422
    assert "Somebody has issued version 2 while you were writing" in answer.content.decode()
    assert "Theirs." in answer.content.decode()
    assert (fields(answer)["text"], fields(answer)["written_on"]) == ("Mine.", "2")
    assert client.post(path, {**mine, "written_on": "2"}).status_code == 302
    assert list(PolicyVersion.objects.order_by("number").values_list("text", flat=True))[1:] == ["Theirs.", "Mine."]


def test_a_wrong_version_comes_back(cast: Any, aup: PolicyVersion) -> None:
    answer = browser(cast.dsl).post(f"/policies/{aup.policy.ref}/issue/", new_version(text=""))
    assert answer.status_code == 422
    assert "Write what it says" in answer.content.decode()


def test_a_second_press_issues_once(cast: Any, aup: PolicyVersion) -> None:
    client = browser(cast.dsl)
    for path, answers in (("/policies/add/", new_policy()), (f"/policies/{aup.policy.ref}/issue/", new_version())):
        assert [client.post(path, answers).status_code for _press in range(2)] == [302, 302]
    assert PolicyVersion.objects.count() == 3


def test_typing_is_kept_for_its_policy_and_goes_when_it_is_sent(cast: Any, aup: PolicyVersion) -> None:
    client, path = browser(cast.dsl), f"/policies/{aup.policy.ref}/issue/"
    kept = new_version(text="Half a sente")
    client.post(f"/drafts/policy/{aup.policy.ref}/", kept)
    assert fields(client.get(path))["text"] == "Half a sente"
    assert not fields(client.get("/policies/add/"))["text"]
    client.post(path, kept)
    assert not Draft.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize("who", ["dsl", "owner"])
def test_a_stale_page_keeps_its_typing_for_those_who_may(cast: Any, aup: PolicyVersion, who: str) -> None:
    client = browser(cast[who], enforce_csrf_checks=True)
    for path in ("/policies/add/", f"/policies/{aup.policy.ref}/issue/"):
        answer = client.post(path, {**new_policy(), **new_version(text="Typed")})
        assert answer.status_code == (422 if who == "dsl" else 404)
        assert ("Typed" in answer.content.decode()) is (who == "dsl")


def test_the_list_costs_the_same_however_long_it_is(cast: Any) -> None:
    client, costs = browser(cast.owner), []
    for more in (3, 97):
        for version in PolicyVersionFactory.create_batch(more, issued_by=cast.dsl):
            SignatureFactory(version=version, person=cast.owner)
        client.get("/policies/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/policies/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12
