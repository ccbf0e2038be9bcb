"""A small browser for the load: cookies, the sign-in form, posts. It follows nothing and hides nothing."""

import http.client
import re
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

TIMEOUT = 20.0  # seconds: longer than any honest answer, shorter than a person's patience
WHERE_TO = re.compile(r'"location": *"([^"]+)"')
Lost = (OSError, http.client.HTTPException)  # the line went dead: nobody knows what the server did


@dataclass(frozen=True)
class Answer:
    """What came back: status, where to go, the page."""

    status: int
    location: str
    body: str


@dataclass
class Browser:
    """One person's browser."""

    base_url: str
    email: str
    password: str
    cookies: dict[str, str] = field(default_factory=dict)

    def sign_in(self) -> None:
        """Sign in through the real form. AssertionError if that does not work."""
        page = self.get("/account/login/")
        assert page.status == 200, f"the sign-in page answers {page.status}"
        answer = self.post("/account/login/", {"login": self.email, "password": self.password}, json=False)
        assert answer.status == 302, f"{self.email} cannot sign in: {answer.status} {answer.body[:300]}"
        assert "sessionid" in self.cookies, f"{self.email} has signed in and has no session"

    def get(self, path: str) -> Answer:
        """Ask for a page. Raises one of ``Lost``."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str], *, json: bool = True) -> Answer:
        """Send a form with the CSRF token of this browser. Raises one of ``Lost``."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if json:
            headers["Accept"] = "application/json"
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(self.base_url).port, timeout=TIMEOUT)
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, {**headers, "Cookie": jar})
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        said = WHERE_TO.search(text) if response.status == 200 else None
        return Answer(response.status, said[1] if said else response.getheader("Location") or "", text)


def concern_fields(*, how_soon: str, about_staff: str = "no", imagery: str = "no") -> dict[str, str]:
    """What somebody types in under a minute, with the number that makes a double press land once."""
    return {
        "client_token": str(uuid.uuid4()),
        "how_soon": how_soon,
        "about_staff": about_staff,
        "imagery": imagery,
        "about_whom": "A young person in the group",
        "exact_words": "I do not want to go home tonight.",
    }
