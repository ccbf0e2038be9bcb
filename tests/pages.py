"""What tests of pages share: browsers for the cast, answers of the forms, and pages that can be compared."""

import re
import uuid
from html.parser import HTMLParser
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client

JSON = {"accept": "application/json"}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|data-idle="\d+"')
NO_SUCH_REF = "SG-00000-00000"  # shaped like a reference, and never drawn in a test


def browser(person: Any, **over: Any) -> Client:
    """A browser in which somebody is signed in; the anonymous person is not."""
    client = Client(**over)
    if not isinstance(person, AnonymousUser):
        client.force_login(person)
    return client


def fresh(person: Any) -> Client:
    """A browser in which somebody has signed in a moment ago: they are not asked again who they are."""
    client, request = browser(person), HttpRequest()
    request.session = client.session
    record_authentication(request, person, "password")
    request.session.save()
    return client


def concern(**over: Any) -> dict[str, Any]:
    """The answers that are enough to send a concern."""
    answers = {
        "client_token": str(uuid.uuid4()),
        "how_soon": "today",
        "about_staff": "no",
        "imagery": "no",
        "exact_words": "I do not want to go home.",
    }
    return {**answers, **over}


def body(response: Any) -> str:
    """The page without what differs each time it is drawn."""
    return _TOKEN.sub("", response.content.decode())


class _Fields(HTMLParser):
    """Collects what stands in the fields of a page, as a browser would read it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.values: dict[str, str] = {}
        self.checked: set[tuple[str, str]] = set()
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "textarea":
            self._area, self.values[name] = name, ""
        elif tag == "input" and found.get("type") in ("radio", "checkbox"):
            if "checked" in found:
                self.checked.add((name, found.get("value") or "on"))
        elif tag == "input" and name:
            self.values[name] = found.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None


def fields(response: Any) -> dict[str, str]:
    """What stands in the text fields of a page. A text area loses its first line end, as in a browser."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return {name: value.removeprefix("\n") for name, value in parser.values.items()}


def chosen(response: Any) -> set[tuple[str, str]]:
    """Which radios and tick boxes of a page are chosen."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return parser.checked


def ref_in(response: Any) -> str:
    """The reference at the end of where a response leads."""
    address = response.json()["location"] if response.status_code == 200 else response["Location"]
    return str(address).rstrip("/").rpartition("/")[2]
