"""What is asked about a kind of harm: only where it is chosen, after it is sent, and never blocking (practice A6)."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.actions import answer_details
from incidents.enums import ASKED, TOPICS, Topic
from incidents.models import Detail, Incident
from incidents.rules import Answered, topics_offered, what_is_wrong_with
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from tests.factories.incidents import ladder_of, raise_by, told_of
from tests.pages import browser, concern

pytestmark = pytest.mark.django_db


def given_to(topic: str) -> dict[str, Any]:
    """The last answer to every question of a topic, and words where words are asked."""
    answers: dict[str, Any] = {}
    for asked in TOPICS[topic]:
        last = list(asked.choices.values)[-1] if asked.choices else "In words."
        answers[asked.question.value] = [last] if asked.several else last
    return answers


ROWS = {
    "INC-10": ("cybercrime", {"crime": ["phishing", "grooming", "hate", "abuse_imagery"]}),
    "INC-11": (
        "bullying",
        {"deliberate": "yes", "repeated": "yes", "group": "group", "discrimination": ["race", "looks"]},
    ),
    "INC-13": ("other-party", {"known": "online", "other_age": "adult", "fake": "not_sure"}),
    "INC-14": ("place", {"device": "theirs", "premises": "home", "linked": ["user", "service"]}),
    "INC-41": ("place", {"means": ["phone", "gaming", "live", "offline"]}),
}


@pytest.mark.parametrize(
    ("topic", "answers"),
    [pytest.param(*row, marks=pytest.mark.requirement(key)) for key, row in ROWS.items()],
)
def test_the_reporter_says_it_and_those_who_deal_with_it_read_it(cast: Any, topic: str, answers: Any) -> None:
    incident = raise_by(cast.owner, service=cast.service)
    address = f"/reports/{incident.ref}/details/{topic}/"
    assert browser(cast.owner).post(address, answers).status_code == 302
    page = browser(cast.dsl).get(incident.get_absolute_url()).content.decode()
    for question, chosen in answers.items():
        words = ASKED[question].choices
        assert words is not None
        for code in chosen if isinstance(chosen, list) else [chosen]:
            assert str(words(code).label) in page


@pytest.mark.parametrize("topic", Topic.values)
def test_every_topic_is_asked_on_its_own_page_of_both_sides_and_may_stay_blank(cast: Any, topic: str) -> None:
    incident = raise_by(cast.owner, service=cast.service)
    sides = ((cast.owner, f"/reports/{incident.ref}/"), (cast.dsl, f"/incidents/{incident.ref}/"))
    for who, address in sides:
        client, page = browser(who), f"{address}details/{topic}/"
        assert page in client.get(address).content.decode()
        form = client.get(page).context["form"]
        assert list(form.fields)[1:] == [asked.question.value for asked in TOPICS[topic]]
        assert client.post(page, {}).status_code == 302
    assert not Detail.objects.exists()
    assert browser(cast.owner).post(f"{sides[0][1]}details/{topic}/", given_to(topic)).status_code == 302
    assert Detail.objects.count() == len(TOPICS[topic])


@pytest.mark.requirement("INC-12")
def test_radicalisation_asks_about_grooming_too_and_shows_the_way_to_prevent(cast: Any) -> None:
    incident = raise_by(cast.owner, service=cast.service)
    page = browser(cast.owner).get(f"/reports/{incident.ref}/details/radicalisation/").content.decode()
    assert "May somebody be grooming them?" in page
    assert "Prevent" in page
    assert "making-a-referral-to-prevent" in page


@pytest.mark.requirement("INC-04")
@pytest.mark.requirement("INC-40")
def test_that_a_picture_was_seen_reaches_the_lead_at_once_and_goes_to_nobody_below(cast: Any) -> None:
    client = browser(cast.owner)
    client.post("/raise/report/", concern(how_soon="can_wait", service=str(cast.service.pk)))
    incident = Incident.objects.get()
    answers = {"seen": "yes", "seen_how": "On her phone, by chance", "consensual": "unknown"}
    assert client.post(f"/reports/{incident.ref}/details/imagery/", answers).status_code == 302
    incident.refresh_from_db()
    assert (incident.has_imagery, incident.route, incident.urgency) == (True, "imagery", "now")
    assert cast.dsl in told_of(incident)
    assert cast.dso not in [step.person for step in ladder_of(incident).story.filter(kind="told")]
    assert browser(cast.dso).get(incident.get_absolute_url()).status_code == 404
    page = browser(cast.dsl).get(incident.get_absolute_url()).content.decode()
    assert "On her phone, by chance" in page
    assert "Did the person shown agree that it was shared?" in page


@pytest.mark.requirement("INC-50")
def test_pictures_of_strangers_lead_to_the_iwf_and_ceop_under_the_same_rules(cast: Any) -> None:
    incident = raise_by(cast.owner, service=cast.service)
    address = f"/reports/{incident.ref}/details/strangers/"
    page = browser(cast.owner).get(address).content.decode()
    for words in ("Do not look again, copy, send on or save anything", "report.iwf.org.uk", "ceop.police.uk"):
        assert words in page
    answers = {"strangers_where": "A chat in a game", "strangers_told": ["iwf"]}
    assert browser(cast.owner).post(address, answers).status_code == 302
    assert "A chat in a game" in browser(cast.dsl).get(incident.get_absolute_url()).content.decode()


def test_what_changes_an_answer_stands_beside_it_and_blank_takes_nothing_back(cast: Any) -> None:
    incident = raise_by(cast.owner, service=cast.service)
    client, address = browser(cast.dsl), f"/incidents/{incident.ref}/details/bullying/"
    for answers in ({"repeated": "yes"}, {"repeated": "no"}, {}, {"repeated": "no"}):
        client.post(address, answers)
    assert [one.chosen for one in Detail.objects.order_by("id")] == [["yes"], ["no"]]
    assert client.get(address).context["form"]["repeated"].value() == "no"
    told = Message.objects.filter(recipient=cast.dso, kind="escalation.news", channel="email").count()
    assert told == 2


def test_the_reporter_sees_their_own_answers_and_not_those_of_triage(cast: Any) -> None:
    incident = raise_by(cast.owner, service=cast.service)
    browser(cast.dsl).post(f"/incidents/{incident.ref}/details/place/", {"device": "ours"})
    page = browser(cast.owner).get(f"/reports/{incident.ref}/details/place/")
    assert page.context["form"]["device"].value() in (None, "")


@pytest.mark.parametrize("who", ["colleague", "other_team", "board", "anonymous"])
def test_strangers_have_no_such_page(cast: Any, raise_a_concern: Any, who: str) -> None:
    incident = raise_a_concern()
    for side in ("reports", "incidents"):
        address = f"/{side}/{incident.ref}/details/place/"
        assert browser(cast[who]).get(address).status_code in (302, 404)
        assert browser(cast[who]).post(address, {"device": "ours"}).status_code in (302, 404)
    assert not Detail.objects.exists()
    assert browser(cast.owner).get(f"/reports/{incident.ref}/details/nothing/").status_code == 404


def test_what_cannot_be_answered_is_refused_in_words(cast: Any, now: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()

    def answer(by: Any, topic: Topic, answers: Any, *, own: bool = False) -> None:
        token = uuid.uuid4()
        answer_details(
            by=by, now=now, incident=incident, client_token=token, topic=topic, answers=answers, is_own_report=own
        )

    for by, topic, answers, own in (
        (cast.other_team, Topic.PLACE, {}, False),
        (cast.colleague, Topic.PLACE, {}, True),
        (cast.dsl, Topic.PLACE, {"crime": Answered(("hacking",))}, False),
        (cast.dsl, Topic.PLACE, {"device": Answered(("nowhere",))}, False),
    ):
        with pytest.raises(Refused):
            answer(by, topic, answers, own=own)
    assert what_is_wrong_with("seen_how", Answered(("yes",)))
    assert what_is_wrong_with("seen_how", Answered(words="x" * 20_001))
    assert what_is_wrong_with("device", Answered(("ours", "theirs")))
    assert what_is_wrong_with("device", Answered(words="ours"))
    assert topics_offered(has_imagery=True, answered=["crime"])[:2] == [Topic.IMAGERY, Topic.CYBERCRIME]


@pytest.mark.parametrize("page", ["details/imagery/", "people/", "add/", "rung/"])
def test_a_picture_is_taken_nowhere_in_a_report_and_its_words_stay(cast: Any, raise_a_concern: Any, page: str) -> None:
    incident = raise_a_concern(imagery="yes")
    picture = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff", content_type="image/jpeg")
    words = {"seen_how": "Only words", "name": "Only words", "text": "Only words", "photo": picture}
    refused = browser(cast.owner).post(f"/reports/{incident.ref}/{page}", words)
    assert refused.status_code == 400
    assert "Only words" in refused.content.decode()
    assert "words only" in refused.content.decode()


@pytest.mark.parametrize("text", ["see https://a.example/x", "WWW.a.example", "on somewhere.onion/abc"])
def test_no_link_to_such_material_is_kept(cast: Any, raise_a_concern: Any, text: str) -> None:
    incident = raise_a_concern()
    sent = browser(cast.owner).post(f"/reports/{incident.ref}/details/strangers/", {"strangers_where": text})
    assert sent.status_code == 422
    assert "Leave the link out" in sent.content.decode()
    assert not Detail.objects.exists()


@pytest.mark.requirement("INC-05")
@pytest.mark.requirement("INC-06")
@pytest.mark.requirement("INC-07")
@pytest.mark.requirement("INC-08")
def test_what_already_happened_is_asked_after_it_is_sent_and_nobody_is_told_but_who_deals_with_it(cast: Any) -> None:
    client = browser(cast.owner)
    before = client.get("/raise/report/").content.decode()
    client.post("/raise/report/", concern(imagery="yes", imagery_notice_read="on"))
    incident = Incident.objects.get()
    address = f"/reports/{incident.ref}/details/imagery/"
    asked = client.get(address).content.decode()
    for words in ("asked to delete it", "Who else has been told", "That nobody blames them", "it has to be reported"):
        assert words in asked
        assert words not in before
    answers = {"deleted": "no", "told": "Nobody", "said": ["not_blamed", "reported", "support"]}
    assert client.post(address, answers).status_code == 302
    assert "That there will be support" in browser(cast.dsl).get(incident.get_absolute_url()).content.decode()
    assert set(Message.objects.values_list("recipient", flat=True)) == {cast.dsl.pk}
