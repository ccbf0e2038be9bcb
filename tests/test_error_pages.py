"""Pages for when something is wrong: what happened, what to do next, and how to get help at once."""

import io
import logging
from typing import Any

import pytest
from django.test import Client, RequestFactory

from safeguard import views
from safeguard.lib.logs import SafeFormatter
from tests.pages import browser

pytestmark = pytest.mark.django_db


def _calm(page: str) -> None:
    """In our words, with help, and with nothing of the machine."""
    assert page.count("<h1") == 1
    assert 'lang="en-GB"' in page
    for word in ("Traceback", "Exception", "django", "settings", "WSGI", "DEBUG", "style=", "<script>"):
        assert word not in page, word


@pytest.mark.parametrize("who", ["owner", "anonymous"])
@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [("/nothing/", 404, "Page not found"), ("/?q=%00", 400, "We could not read what was sent")],
)
def test_what_is_missing_or_unreadable(cast: Any, who: str, path: str, status: int, heading: str) -> None:
    answer = browser(cast[who]).get(path)
    page = answer.content.decode()
    assert answer.status_code == status
    assert heading in page
    assert "999" in page
    _calm(page)


def test_a_file_is_refused_in_its_own_words(cast: Any, tmp_path: Any) -> None:
    (tmp_path / "x.txt").write_text("words")
    with (tmp_path / "x.txt").open("rb") as upload:
        answer = browser(cast.owner).post("/raise/report/", {"file": upload})
    assert answer.status_code == 400
    assert "words only: never pictures, videos or documents" in answer.content.decode()


def test_a_stale_form(cast: Any) -> None:
    answer = browser(cast.dsl, enforce_csrf_checks=True).post("/raise/discard/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "The page had been open too long" in page
    _calm(page)


@pytest.mark.parametrize(("view", "status"), [(views.forbidden, 403), (views.too_many, 429), (views.bad_request, 400)])
def test_pages_made_before_anybody_is_known(rf: RequestFactory, view: Any, status: int) -> None:
    answer = view(rf.get("/"))
    assert answer.status_code == status
    assert "999" in answer.content.decode()
    _calm(answer.content.decode())


def test_a_fault_names_999_and_the_lead_and_asks_nothing_of_the_database(
    rf: RequestFactory, django_assert_num_queries: Any, settings: Any
) -> None:
    with django_assert_num_queries(0):
        answer = views.server_error(rf.get("/"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert 'href="tel:999"' in page
    assert "do not assume that anybody has been told" in page
    assert "{{" not in page
    assert settings.DSL_PHONE
    assert settings.DSL_PHONE in page
    _calm(page)


def test_a_fault_in_a_page_shows_that_page_and_none_of_the_fault(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object, **__: object) -> None:
        raise RuntimeError("Jordan said: do not tell")

    monkeypatch.setattr("incidents.views.raising.drafts_of", fault)
    answer = browser(cast.owner, raise_request_exception=False).get("/raise/")
    assert answer.status_code == 500
    assert answer.content == views.server_error(answer.wsgi_request).content
    assert "Jordan" not in answer.content.decode()


def test_the_log_of_a_fault_holds_nothing_that_was_typed(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object, **__: object) -> None:
        raise RuntimeError("Jordan said: do not tell")

    log = io.StringIO()
    console = next(h for h in logging.getLogger().handlers if isinstance(h.formatter, SafeFormatter))
    monkeypatch.setattr(console, "stream", log)
    monkeypatch.setattr("incidents.views.raising.raise_concern", fault)
    client = browser(cast.owner, raise_request_exception=False)
    typed = {"how_soon": "now", "about_staff": "no", "imagery": "no", "exact_words": "canary-words"}
    assert client.post("/raise/report/?q=canary-query", typed).status_code == 500
    assert "RuntimeError" in log.getvalue()
    for canary in ("Jordan", "canary-words", "canary-query"):
        assert canary not in log.getvalue()


@pytest.mark.parametrize("host", ["evil.example", "localhost:80@evil.example", ""])
def test_another_host_s_name_is_a_bad_request(host: str) -> None:
    answer = Client(raise_request_exception=False).get("/account/login/", headers={"host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()
