"""Somebody who opens every page they come to and writes the same words into every field that takes words."""

import http.client
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from safeguard.demo.people import PASSWORD

REF = re.compile(r"\b[A-Z]{2}-[0-9A-Z]{5}-[0-9A-Z]{5}\b|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+")
LEFT_ALONE = ("/account/", "/demo/", "/static/", "/held/")  # nobody signs out or changes a password


@dataclass
class Form:
    """A form as it was drawn: where it goes, and its fields with their types and values."""

    action: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)  # name, type, value


class _Reader(HTMLParser):
    """The title, the addresses and the forms of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.addresses, self.forms = "", [], []
        self._in_title, self._select, self._form = False, "", None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title"
        for name in ("href", "src", "action", "data-poll-url", "data-draft-url", "hx-get"):
            if found.get(name):
                self.addresses.append(found[name])
        if tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get"))
            self.forms.append(self._form)
        elif self._form and tag in ("input", "textarea") and found.get("name"):
            self._form.fields.append((found["name"], found.get("type", "text"), found.get("value", "")))
        elif self._form and tag == "button" and found.get("value") == "send":
            self._form.fields.append((found["name"], "hidden", "send"))
        elif self._form and tag == "select":
            self._select = found.get("name", "")
        elif self._form and tag == "option" and self._select and found.get("value"):
            self._form.fields.append((self._select, "option", found["value"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


@dataclass
class Page:
    """What came back, and what a browser would show and keep of it."""

    path: str
    status: int
    headers: dict[str, str]
    text: str

    def __post_init__(self) -> None:
        reader = _Reader()
        if "html" in self.headers.get("content-type", ""):
            reader.feed(self.text)
        self.title, self.addresses, self.forms = reader.title, reader.addresses, reader.forms

    def outside(self) -> Iterator[tuple[str, str]]:
        """What of a page stands where others see it: addresses, title, headers; numbers to ring are meant."""
        yield "title", self.title
        for address in self.addresses:
            if not address.startswith(("tel:", "mailto:")):
                yield "address", address
        for name in ("location", "content-disposition", "refresh", "link", "etag"):
            yield name, self.headers.get(name, "")
        for name, value in self.headers.items():
            if name.startswith("x-"):
                yield name, value


@dataclass
class Crawler:
    """One person; ``words`` are what they write, ``pages`` what they have seen."""

    port: int
    words: dict[str, str]
    pages: list[Page] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    sent: int = 0

    def ask(self, method: str, path: str, fields: list[tuple[str, str]] | None = None, **headers: str) -> Page:
        """Ask once, follow nothing. Raises AssertionError when nothing comes back in half a minute."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = urlencode(fields) if fields is not None else None
        given = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            given["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body, given | headers)
            answer = line.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            line.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        self.pages.append(Page(path, answer.status, {name.lower(): value for name, value in answer.getheaders()}, text))
        return self.pages[-1]

    def open(self, path: str) -> Page:
        """Open a page, and go where it leads."""
        page = self.ask("GET", path)
        for _step in range(5):
            if page.status not in (301, 302, 303):
                break
            page = self.ask("GET", _local(urljoin(page.path, page.headers["location"])))
        return page

    def sign_in(self, who: str) -> None:
        """By the real form."""
        page = self.open("/account/login/")
        form = next(one for one in page.forms if any(name == "password" for name, _kind, _value in one.fields))
        hidden = [(name, value) for name, kind, value in form.fields if kind == "hidden"]
        answer = self.ask(
            "POST", "/account/login/", [*hidden, ("login", f"{who}@harbour.example"), ("password", PASSWORD)]
        )
        assert answer.status == 302, (who, answer.status)

    def crawl(self, *begin: str, most: int) -> None:
        """Open what the pages lead to, each kind of page twice at most, and write into every form there is."""
        waiting, seen, kinds = deque(begin or ("/",)), set(begin), {}
        while waiting and most > 0:
            path = waiting.popleft()
            kind = REF.sub("*", path)
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] > 2:
                continue
            most -= 1
            page = self.open(path)
            for form in page.forms:
                self.write(page, form)
            for address in page.addresses:
                found = _local(urljoin(page.path, address))
                if found not in seen and address.startswith("/") and not found.startswith(LEFT_ALONE):
                    seen.add(found)
                    waiting.append(found)

    def write(self, page: Page, form: Form) -> Page | None:
        """Fill in a form with the words and send it, unless it is one that is left alone."""
        action = _local(urljoin(page.path, form.action or page.path))
        if form.method.lower() != "post" or action.startswith(LEFT_ALONE):
            return None
        self.sent += 1
        of_house = action.startswith(("/policies/", "/platforms/"))
        return self.ask("POST", action, list(self._filled(form, organisation=of_house)))

    def _filled(self, form: Form, *, organisation: bool) -> Iterator[tuple[str, str]]:
        """Words into what takes words, of choices the first, of ticks all. Names of platforms and policies are no
        names of people."""
        chosen: set[str] = set()
        for name, kind, value in form.fields:
            if kind == "hidden":
                yield name, value
            elif kind in ("radio", "option"):
                if name not in chosen:
                    chosen.add(name)
                    yield name, value
            elif kind == "checkbox":
                yield name, value or "on"
            elif organisation and name in ("title", "name"):
                yield name, "Something of the organisation"
            else:
                yield name, self._word(name)

    def _word(self, name: str) -> str:
        for ending, word in (("_day", "5"), ("_month", "5"), ("_year", "2012"), ("_time", "11:00")):
            if name.endswith(ending):
                return word
        for part in ("email", "phone", "known_as"):
            if part in name:
                return self.words[part]
        return self.words["text"]


def _local(address: str) -> str:
    """The path and query of an address."""
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def lines_of(text: str) -> Iterator[dict[str, object]]:
    """Every line of a log as an object. Raises ValueError for a line that is none."""
    for line in text.splitlines():
        found = json.loads(line)
        if not isinstance(found, dict):
            raise ValueError(line)
        yield found
