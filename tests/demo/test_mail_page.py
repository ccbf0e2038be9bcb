"""The page that shows what the demonstration has sent."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from safeguard.demo.links import with_links
from safeguard.demo.models import CaughtMessage
from safeguard.demo.organisation import build_organisation
from safeguard.lib import clock
from safeguard.lib.pages import SIZE
from safeguard.notifications.enums import Channel
from safeguard.practitioners.models import User

pytestmark = pytest.mark.django_db
PAGE = "/demo/mail/"


@pytest.fixture
def visitor(client):
    """Signed in as the one with the fewest rights."""
    build_organisation(now=clock.now(), with_past=False)
    client.force_login(User.objects.get(email="practitioner@harbour.example"))
    return client


def caught(to="dsl@harbour.example", minutes_ago=0, **values):
    """A message that arrived some minutes ago."""
    at = clock.now() - timedelta(minutes=minutes_ago)
    return CaughtMessage.objects.create(**{"channel": Channel.EMAIL, "to": to, "received_at": at, **values})


def shown(answer):
    """The titles on the page, in order."""
    return [one["message"].title for one in answer.context["caught"]]


def test_page_needs_sign_in(client):
    assert reverse("demo:mail") == PAGE
    answer = client.get(PAGE)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_newest_first_with_who_what_and_how(visitor):
    caught(title="older", minutes_ago=5)
    caught("+447700900105", channel=Channel.SMS, title="newer", body="first line\nsecond <b>line</b>")
    answer = visitor.get(PAGE)
    assert shown(answer) == ["newer", "older"]
    page = answer.content.decode()
    assert "To Della Marsh, +447700900105" in page
    assert "To Dana Whitlock, dsl@harbour.example" in page
    assert "Text message</strong>" in page
    assert "first line<br>second &lt;b&gt;line&lt;/b&gt;" in page


def test_long_list_is_shown_page_by_page(visitor):
    for number in range(2 * SIZE):
        caught(title=str(number), minutes_ago=number // 2)  # two arrive at nearly one moment
    first = visitor.get(PAGE)
    second = visitor.get(first.context["older_url"])
    assert sorted(shown(first) + shown(second), key=int) == [str(number) for number in range(2 * SIZE)]
    assert not second.context["older_url"]
    assert first.context["older_url"] in unescape(first.content.decode())


def test_as_many_queries_for_many_messages_as_for_few(visitor, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _number in range(3):
        caught()
    visitor.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        visitor.get(PAGE)
    for _number in range(300):
        caught()
    with django_assert_num_queries(len(few)):
        visitor.get(PAGE)


def test_filter_finds_both_address_and_number_of_a_person_on_every_page(visitor):
    for number in range(SIZE + 2):
        caught(title=f"mail {number}", minutes_ago=number + 1)
    caught("+447700900106", channel=Channel.SMS, title="text")
    caught("dso@harbour.example", title="to another")
    first = visitor.get(PAGE, {"to": "dsl"})
    second = visitor.get(first.context["older_url"])
    assert shown(first)[0] == "text"
    assert "to another" not in shown(first) + shown(second)
    assert len(shown(first) + shown(second)) == SIZE + 3


@pytest.mark.parametrize("query", ["to=nobody", "after=nonsense", "after=0001-01-01T00:00:00%2B00:00_9", "to=dsl&to=x"])
def test_strange_query_is_a_page_and_never_a_fault(visitor, query):
    caught(title="here")
    assert visitor.get(f"{PAGE}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("", "Nothing has been sent yet"),
        ("?to=dso", "Nothing has been sent to this person"),
    ],
)
def test_empty_page_says_what_to_do(visitor, query, text):
    page = visitor.get(f"{PAGE}{query}").content.decode()
    assert text in page
    assert reverse("incidents:raise_start") in page


def test_page_after_the_oldest_says_so(visitor):
    oldest = caught(title="The oldest of all")
    page = visitor.get(f"{PAGE}?after={oldest.pk}").content.decode()
    assert "There is nothing older" in page
    assert "The oldest of all" not in page


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Open it:\nhttp://localhost:8000/incidents/SG-1/.", ["http://localhost:8000/incidents/SG-1/"]),
        ("http://localhost:8000", ["http://localhost:8000"]),
        ("(http://localhost:8000/a?b=1&c=2)", ["http://localhost:8000/a?b=1&amp;c=2"]),
        ("http://localhost:8000/a http://localhost:8000/b", ["http://localhost:8000/a", "http://localhost:8000/b"]),
        ("http://localhost:80001/ http://localhost:8000.evil.example/ http://localhost:8000@evil.example/", []),
        ("https://evil.example/http://localhost:8000/ javascript:alert(1)", []),
        ('http://localhost:8000/"onmouseover="x', ["http://localhost:8000/"]),
        ("http://localhost:8000/<script>", ["http://localhost:8000/"]),
    ],
)
def test_only_links_back_to_this_site_can_be_pressed(settings, text, links):
    settings.SITE_URL = "http://localhost:8000"
    html = with_links(text)
    assert [part.partition('"')[0] for part in html.split('href="')[1:]] == links
    assert "<script" not in html
    assert html.count('"') == 4 * len(links)


def test_banner_leads_here(visitor):
    assert f'href="{PAGE}"' in visitor.get(reverse("desk:home")).content.decode()
