"""The short pages on which what surrounds a person is written, and how it then stands in their story."""

import uuid
from datetime import date

import pytest

from safeguard.people.models import Adult, CourtOrder, Home, Needs, Network, Person, Signpost, Supporter, Told
from safeguard.people.selectors import signposts
from tests.factories.consent import an_activity
from tests.factories.live import a_live_session
from tests.factories.people import an_adult, register
from tests.factories.platforms import PlatformFactory
from tests.pages import browser, fields

pytestmark = pytest.mark.django_db


def day(name, at):
    return {f"{name}_day": str(at.day), f"{name}_month": str(at.month), f"{name}_year": str(at.year)}


@pytest.fixture
def person(cast, now):
    return register(cast.owner, now, adults=(an_adult(),))


def story(who, person, query=""):
    return browser(who).get(f"/people/{person.ref}/{query}").content.decode()


def write(who, person, where, status=302, **answers):
    answer = browser(who).post(f"/people/{person.ref}/{where}/", {"version": "0", **answers})
    assert answer.status_code == status, answer.content.decode()
    return answer


@pytest.mark.requirement("PER-05", "PER-06")
def test_what_the_family_uses_and_would_like_beside_an_offer_in_no_ranked_order(cast, person):
    for name in ("Zebra Meet", "Harbour Video", "amber chat"):
        PlatformFactory(name=name, owner=cast.ict)
    html = browser(cast.owner).get(f"/people/{person.ref}/about/in-touch/").content.decode()
    assert "amber chat, Harbour Video, Zebra Meet" in html
    assert "none better than another" in html
    assert "recommend" not in html
    write(
        cast.owner, person, "about/in-touch", platforms_used="WhatsApp", preferences="Calls after four",
        future_options="Video once the phone is there",
    )  # fmt: skip
    html = story(cast.owner, person)
    for words in ("Uses now: WhatsApp", "Would like: Calls after four", "Perhaps later: Video once"):
        assert words in html


@pytest.mark.requirement("PER-07")
def test_how_they_want_to_be_seen_stands_on_the_live_page(cast):
    session = a_live_session(cast.owner)
    person = session.participants.get().person
    write(
        cast.owner, person, "about/representation", version=str(person.version), prefers_first_name_only="on",
        prefers_video_off="on", representation_note="a cat as picture",
    )  # fmt: skip
    live = browser(cast.owner).get(f"/sessions/{session.ref}/live/").content.decode()
    assert "first name only, video off, a cat as picture" in " ".join(live.split())
    assert "Video off" in story(cast.owner, person)


@pytest.mark.requirement("PER-08", "PER-09")
def test_access_needs_and_mobile_data_are_asked_and_kept(cast, person):
    write(
        cast.owner, person, "about/access", device="Shared tablet", connection="Poor", disability="Hard of hearing",
        language="BSL", surroundings="Shared room", adaptation="Chat with captions",
    )  # fmt: skip
    write(
        cast.owner, person, "about/data", version="1", data_payer="Mum", data_limit="5 GB", data_agreed="Wi-Fi only",
    )  # fmt: skip
    html = story(cast.owner, person)
    for words in ("Shared tablet", "Poor", "Hard of hearing", "BSL", "Shared room", "What was chosen: Chat with"):
        assert words in html
    for words in ("Who pays: Mum", "Limit: 5 GB", "Agreed: Wi-Fi only"):
        assert words in html
    assert Needs.objects.get().version == 2


@pytest.mark.requirement("PER-10", "PER-11")
def test_adults_who_know_them_and_whom_they_talk_to_afterwards(cast, person):
    write(
        cast.owner, person, "add/supporter", client_token=str(uuid.uuid4()), full_name="Hilary Stott", role="teacher",
        organisation="Lantern School", work_phone="01632 960502", work_email="h@school.example",
        joins_sessions="on", is_there_afterwards="on", how_reached="In the art room",
    )  # fmt: skip
    html = story(cast.owner, person)
    for words in ("Hilary Stott, teacher, Lantern School, joins sessions, to talk to after a session", "art room"):
        assert words in html
    one = Supporter.objects.get()
    path = f"/people/entries/supporter/{one.ref}/"
    sent = fields(browser(cast.owner).get(path)) | {"is_former": "on"}
    assert browser(cast.owner).post(path, sent).status_code == 302
    assert "(until then)" in story(cast.owner, person)


@pytest.mark.requirement("PER-12")
def test_whether_they_want_a_text_on_the_morning_and_on_which_number(cast, person):
    path = f"/people/{person.ref}/contact/"
    sent = fields(browser(cast.owner).get(path)) | {
        "phone": "07700 900123", "safe_text": "yes", "wants_reminders": "on",
    }  # fmt: skip
    assert browser(cast.owner).post(path, sent).status_code == 302
    person.refresh_from_db()
    assert (person.wants_reminders, person.phone) == (True, "+447700900123")
    html = story(cast.owner, person, "?show=contact")
    assert "Wants a reminder by text" in html
    assert "07700 900123" in html


@pytest.mark.requirement("PER-16")
def test_homes_and_who_may_be_seen_or_heard_there(cast, person):
    for title, who in (("With mum", "Sana\nTariq, 9"), ("With dad", "Omar")):
        write(
            cast.owner, person, "add/home", client_token=str(uuid.uuid4()), title=title, household=who,
            address=f"1 {title} Street", **day("from_on", date(2026, 1, 5)),
        )  # fmt: skip
    home = Home.objects.get(title="With dad")
    adult = Adult.objects.get()
    path = f"/people/adults/{adult.ref}/"
    sent = fields(browser(cast.owner).get(path)) | {"home": home.ref}
    assert browser(cast.owner).post(path, sent).status_code == 302
    html = story(cast.owner, person)
    assert "With mum: Sana, Tariq, 9" in html
    assert "Street" not in html
    assert "1 With dad Street" in story(cast.owner, person, "?show=contact")
    adult.refresh_from_db()
    assert adult.home == home


@pytest.mark.requirement("PER-17", "PER-18", "PER-19")
def test_what_each_was_told_of_and_pointed_to_with_the_library_at_hand(cast, person):
    assert "Childline" in browser(cast.owner).get("/people/library/").content.decode()
    begun = browser(cast.owner).get(f"/people/{person.ref}/add/told/?service=Childline").content.decode()
    assert "Childline: Day and night" in begun
    assert "service=Shout" in begun
    for kind, words, links in (
        ("remote_support", "How video sessions work", "https://nspcc.example/online"),
        ("pointed_to", "Childline, 0800 1111", ""),
        ("out_of_hours", "Shout at night", ""),
    ):
        write(
            cast.owner, person, "add/told", client_token=str(uuid.uuid4()), kind=kind, whom="Sana, mother", what=words,
            links=links, how="message", **day("told_on", date(2026, 6, 1)),
        )  # fmt: skip
    html = story(cast.owner, person)
    for words in ("How video sessions work", "nspcc.example/online", "Childline, 0800 1111", "Shout at night"):
        assert words in html
    assert "Sana, mother, In a message, 1 June 2026" in html
    assert {one.kind for one in Told.objects.all()} == {"remote_support", "pointed_to", "out_of_hours"}
    assert browser(cast.owner).get(f"/people/entries/told/{Told.objects.first().ref}/").status_code == 404


def test_the_library_is_changed_and_added_to(cast):
    client = browser(cast.owner)
    one = signposts().get(name="Childline")
    path = f"/people/library/{one.ref}/"
    sent = fields(client.get(path)) | {"hours": "24 hours", "help_for": "young", **day("checked_on", date(2026, 6, 1))}
    assert client.post(path, sent).status_code == 302
    assert Signpost.objects.get(pk=one.pk).hours == "24 hours"
    added = {"name": "Youth Advice", "helps_with": "Housing", "help_for": "young", "hours": "9 to 5", "is_shown": "on"}
    assert client.post("/people/library/", added).status_code == 422
    assert client.post("/people/library/", {**added, "phone": "01632 960540"}).status_code == 302
    assert client.post("/people/library/", {**added, "phone": "01632 960540"}).status_code == 422
    assert browser(cast.board).get("/people/library/").status_code == 404
    assert client.get("/people/library/00000000-0000-4000-8000-000000000009/").status_code == 404


def test_orders_in_force_and_the_social_worker_stand_at_the_top(cast, person):
    write(
        cast.owner, person, "add/order", client_token=str(uuid.uuid4()), kind="care", meaning="Do not tell the father.",
        whom="Both parents", held_at="CiC/4471", effects="nothing", **day("from_on", date(2026, 1, 5)),
    )  # fmt: skip
    write(
        cast.owner, person, "about/network", worker_name="Deborah Achebe", worker_phone="01632 960501",
        authority_consents="yes", school="Lantern School", school_dsl="Mr Okonjo",
    )  # fmt: skip
    write(
        cast.owner, person, "add/status", client_token=str(uuid.uuid4()), kind="looked_after",
        **day("from_on", date(2026, 1, 5)),
    )  # fmt: skip
    html = story(cast.owner, person)
    top = html[: html.index('id="reach"')]
    for words in ("Care order: Do not tell the father.", "Deborah Achebe", "Looked after", "since 5 January 2026"):
        assert words in top
    assert "held at CiC/4471" in html
    assert "Mr Okonjo" in html
    assert "Ask the social worker first: Deborah Achebe" in browser(cast.owner).get(
        f"/consent/{person.ref}/ask/"
    ).content.decode()  # fmt: skip
    activity = an_activity(cast.owner)
    record = browser(cast.owner).get(f"/consent/{person.ref}/record/?activity={activity.ref}").content.decode()
    assert "The local authority holds responsibility for consent." in record
    order = CourtOrder.objects.get()
    path = f"/people/entries/order/{order.ref}/"
    sent = (
        fields(browser(cast.owner).get(path)) | {"kind": "care", "effects": "nothing"} | day("to_on", date(2026, 2, 1))
    )
    assert browser(cast.owner).post(path, sent).status_code == 302
    assert "Care order" not in story(cast.owner, person)[: html.index('id="reach"')].split("Around them")[0]


def test_two_editors_of_a_section_see_both_texts(cast, person):
    write(cast.owner, person, "about/network", school="Lantern School")
    html = write(cast.manager, person, "about/network", status=422, school="Hill School").content.decode()
    for words in ("Lantern School", "Hill School", "Where the two differ"):
        assert words in html
    assert Network.objects.get().school == "Lantern School"
    write(cast.manager, person, "about/network", version="1", school="Hill School")
    assert Network.objects.get().school == "Hill School"


def test_two_editors_of_an_entry_see_both_texts(cast, person):
    write(
        cast.owner, person, "add/home", client_token=str(uuid.uuid4()), title="With mum",
        **day("from_on", date(2026, 1, 5)),
    )  # fmt: skip
    path = f"/people/entries/home/{Home.objects.get().ref}/"
    sent = fields(browser(cast.owner).get(path))
    assert browser(cast.owner).post(path, {**sent, "title": "With mum and Jo"}).status_code == 302
    stale = browser(cast.owner).post(path, {**sent, "title": "With Sana"})
    assert stale.status_code == 422
    assert "With mum and Jo" in stale.content.decode()


def test_an_adult_at_risk_has_their_own_part_and_nobody_else_has(cast, now, person):
    adult = register(cast.owner, now, kind="adult_at_risk", born_on=date(2000, 1, 1))
    write(
        cast.owner, adult, "about/wishes", wishes="My own front door", agrees_to_referral="no",
        override_reason="Others are at risk", attorney="Kim Blythe",
    )  # fmt: skip
    write(
        cast.owner, adult, "add/capacity", client_token=str(uuid.uuid4()), decision="Her bank card", found="with_help",
        reasons="Explained twice.", **day("assessed_on", date(2026, 6, 1)),
    )  # fmt: skip
    html = story(cast.owner, adult)
    for words in ("My own front door", "Agrees to a referral: No", "Others are at risk", "Kim Blythe", "Her bank card"):
        assert words in html
    assert browser(cast.owner).get(f"/people/{person.ref}/about/wishes/").status_code == 404
    assert browser(cast.owner).get(f"/people/{person.ref}/add/capacity/").status_code == 404


@pytest.mark.parametrize("path", ["about/nonsense", "add/nonsense"])
def test_a_part_that_is_not_there_is_a_404(cast, person, path):
    assert browser(cast.owner).get(f"/people/{person.ref}/{path}/").status_code == 404
    assert browser(cast.owner).get(f"/people/entries/nonsense/{person.ref}/").status_code == 404


@pytest.mark.parametrize("who", ["other_team", "colleague", "board", "ict", "admin"])
def test_every_part_is_a_404_to_strangers(cast, person, who):
    for path in ("about/network", "about/in-touch", "about/representation", "add/home", "add/told", "adulthood"):
        for method in ("get", "post"):
            answer = getattr(browser(cast[who]), method)(f"/people/{person.ref}/{path}/")
            assert answer.status_code == 404, path


@pytest.mark.parametrize(
    ("where", "answers", "words"),
    [
        ("add/order", {"kind": "care"}, "Write in words what it means"),
        ("add/home", {"title": "x", "from_on_day": "31", "from_on_month": "2", "from_on_year": "2026"}, "date"),
        ("add/supporter", {"full_name": "x", "role": "y", "work_phone": "1"}, "telephone number in full"),
        ("about/network", {"worker_phone": "x"}, "telephone number in full"),
        ("about/access", {"device": "x" * 300}, "Shorten"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_question(cast, person, where, answers, words):
    html = write(cast.owner, person, where, status=422, **answers).content.decode()
    assert words in html
    assert "There is a problem" in html
    assert Person.objects.count() == 1


def test_a_referral_names_whom_to_ring_now_and_what_an_adult_agrees_to(cast, now):
    from safeguard.people.actions import add_authority
    from tests.factories.incidents import raise_by

    hull = add_authority(
        by=cast.owner, now=now, name="Hull", adults_phone="020 7946 0102", duty_team_phone="020 7946 0199",
        officer_post="LADO", officer_phone="020 7946 0155", police_force="Humberside Police",
    )  # fmt: skip
    adult = register(
        cast.owner, now, kind="adult_at_risk", born_on=date(2000, 1, 1), authority_known="yes", authority=hull
    )
    incident = raise_by(cast.owner, service=cast.service)
    incident.people.add(adult)
    path = f"/incidents/{incident.ref}/refer/"
    html = browser(cast.dsl).get(path).content.decode()
    assert "Nobody has asked whether" not in html
    write(cast.owner, adult, "about/wishes", agrees_to_referral="no", override_reason="Others are at risk")
    write(cast.owner, adult, "about/network", worker_name="Yvonne Tate", worker_phone="01632 960522")
    html = browser(cast.dsl).get(path).content.decode()
    for words in ("ring Yvonne Tate first", "They do not agree", "Others are at risk", "Humberside Police", "0199"):
        assert words in html, words
    assert "0155" not in html  # the designated officer is for allegations against our own staff


def test_a_version_of_what_was_never_written_is_answered_with_what_is_there(cast, person):
    write(cast.owner, person, "about/access", 422, version="9", device="Phone")
    assert not Needs.objects.exists()
