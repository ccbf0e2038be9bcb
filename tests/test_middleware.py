"""What holds for every answer: headers, input that no page can use, sign-in, typing kept, the second factor."""

import logging
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import get_cookie_signer
from django.test import Client
from django.urls import reverse

from incidents.models import ChronologyEntry, Incident
from safeguard.audit.models import AuditEvent
from safeguard.middleware import LAST_HERE
from safeguard.storage.models import Draft
from tests.architecture.test_urls import addresses
from tests.factories.practitioners import UserFactory
from tests.pages import JSON, NO_SUCH_REF, browser, concern, fields

pytestmark = pytest.mark.django_db

FORM = "/raise/report/"
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def _headers_are_right(answer: Any) -> None:
    assert {part.strip() for part in answer["Content-Security-Policy"].split(";")} == POLICY
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")  # the address of a link tells nobody anything
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert len(answer["X-Request-Id"]) == 32


# --- Headers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_answers_with_the_same_headers(cast: Any, method: str) -> None:
    for person in (cast.anonymous, cast.dsl):
        for name, address in addresses().items():
            client = browser(person)
            answer = getattr(client, method)(address)
            try:
                _headers_are_right(answer)
            except (AssertionError, KeyError) as problem:
                pytest.fail(f"{method} {name}: {problem!r}")


@pytest.mark.parametrize("path", ["/nothing/", "/?q=%00", "/raise/report/?danger=yes"])
def test_error_pages_have_the_headers_too(cast: Any, path: str) -> None:
    _headers_are_right(browser(cast.owner).get(path))


def test_a_fault_has_the_headers_too(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("safeguard.desk.selectors.own_sessions", fault)
    answer = browser(cast.owner, raise_request_exception=False).get("/")
    assert answer.status_code == 500
    _headers_are_right(answer)


def test_each_request_has_an_id_of_its_own_which_its_events_carry(cast: Any, raise_a_concern: Any) -> None:
    report = raise_a_concern()
    client = browser(cast.owner)
    first, second = (client.get(f"/reports/{report.ref}/")["X-Request-Id"] for _ in range(2))
    assert first != second
    assert AuditEvent.objects.filter(request_id=first, verb="incidents.report.opened").count() == 1


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(cast: Any) -> None:
    answer = browser(cast.owner).get("/")
    kept = answer.cookies[LAST_HERE]
    assert kept["httponly"]
    assert kept["samesite"] == "Lax"


# --- Input that no page can use ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["owner", "anonymous"])
@pytest.mark.parametrize("path", ["/%00", "/incidents/%00/", "/?q=%00", "/?%00=q", "/raise/report/?danger=yes&x=a%00b"])
def test_nul_in_an_address_is_a_bad_request(cast: Any, who: str, path: str) -> None:
    assert browser(cast[who]).get(path).status_code == 400


@pytest.mark.parametrize("who", ["owner", "anonymous"])
@pytest.mark.parametrize("answers", [{"exact_words": "a\x00b"}, {"a\x00b": "x"}])
def test_nul_in_a_form_is_a_bad_request_and_nothing_is_kept(cast: Any, who: str, answers: dict[str, str]) -> None:
    client = browser(cast[who])
    client.cookies[LAST_HERE] = _cookie_of(cast.owner)
    assert client.post(FORM, concern(**answers)).status_code == 400
    assert client.post("/drafts/concern/", concern(**answers)).status_code == 400
    assert not Incident.objects.exists()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", LAST_HERE, "anything"])
def test_nul_in_a_cookie_is_a_bad_request(name: str) -> None:
    answer = Client().get("/account/login/", headers={"cookie": f'{name}="a\\000b"'})
    assert answer.status_code == 400


UPLOADS = [("photo.jpg", "image/jpeg"), ("words.txt", "text/plain"), ("x", "application/octet-stream")]


@pytest.mark.requirement("INC-03")
@pytest.mark.parametrize("who", ["owner", "dsl", "anonymous"])
def test_a_file_sent_straight_at_an_address_is_refused_and_nothing_is_written(
    cast: Any, raise_a_concern: Any, who: str
) -> None:
    incident, client = raise_a_concern(), browser(cast[who])
    paths = [path for name, path in addresses().items() if name.startswith(("incidents:", "storage:"))]
    before = _written()
    for path in paths:
        for file_name, kind in UPLOADS if path == FORM else UPLOADS[:1]:
            upload = SimpleUploadedFile(file_name, b"\xff\xd8\xff\xe0 not for us", content_type=kind)
            sent = {**concern(), "text": "words", "kind": "note", "body": "police", "file": upload}
            answer = client.post(path.replace(NO_SUCH_REF, incident.ref), sent)
            assert answer.status_code == 400, path
            assert b"words only" in answer.content
    assert _written() == before


def _written() -> list[int]:
    return [model.objects.count() for model in (Incident, ChronologyEntry, Draft, AuditEvent)]


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data"),
        ("multipart/form-data; boundary=\xff", b"--x"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"a=b"),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 1_100_000),
        ("application/x-www-form-urlencoded", b"&".join(b"a=b" for _ in range(500))),
        ("application/json", b"{"),
        ("text/xml", b"<a/>"),
        ("", b""),
    ],
)
def test_a_body_that_cannot_be_read_is_never_a_fault(cast: Any, content_type: str, content: bytes) -> None:
    answer = browser(cast.owner).generic("POST", FORM, content, content_type=content_type)
    assert answer.status_code in (400, 422)
    assert not Incident.objects.exists()


# --- Sign-in required, typing kept -------------------------------------------------------------------------------


def _cookie_of(person: Any) -> str:
    return get_cookie_signer(salt=LAST_HERE).sign(str(person.pk))


def _timed_out(person: Any) -> Client:
    """A browser in which somebody was signed in until a moment ago."""
    client = browser(person)
    client.get("/")
    del client.cookies["sessionid"]
    return client


def test_typing_sent_after_the_time_out_is_kept_and_is_there_after_sign_in(cast: Any) -> None:
    client = _timed_out(cast.owner)
    typed = concern(exact_words="He said: don’t tell.\nI promised nothing.", about_whom="Jordan, 14")
    answer = client.post(FORM, typed)
    assert answer.status_code == 302
    assert not Incident.objects.exists()
    assert Draft.objects.get().user == cast.owner
    sign_in = client.get(answer["Location"])
    assert "what you typed has been kept" in sign_in.content.decode()
    assert "I promised nothing" not in sign_in.content.decode()
    client.force_login(cast.owner)
    again = client.get(fields(sign_in)["next"])
    assert fields(again)["exact_words"] == typed["exact_words"]
    assert fields(again)["about_whom"] == "Jordan, 14"
    assert fields(again)["client_token"] == typed["client_token"]
    sent = client.post(FORM, fields(again) | {"how_soon": "today", "about_staff": "no", "imagery": "no"})
    assert sent.status_code == 302
    assert Incident.objects.get().exact_words == typed["exact_words"]
    assert not Draft.objects.filter(closed_at=None).exists()


def test_nobody_else_sees_what_was_kept(cast: Any) -> None:
    client = _timed_out(cast.owner)
    client.post(FORM, concern(exact_words="only mine"))
    client.force_login(cast.colleague)
    assert "only mine" not in client.get(FORM).content.decode()


def test_a_script_is_told_that_sign_in_has_ended_and_that_its_words_are_kept(cast: Any) -> None:
    answer = _timed_out(cast.owner).post(FORM, concern(), headers=JSON)
    assert answer.status_code == 401
    assert answer.json()["kept"] is True
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "sent_to", "shown_at", "name"),
    [
        ("dsl", "/incidents/{ref}/entry/", "/incidents/{ref}/#chronology", "text"),
        ("owner", "/reports/{ref}/add/", "/reports/{ref}/#add", "text"),
        ("owner", "/reports/{ref}/rung/", "/reports/{ref}/#rung", "their_reference"),
    ],
)
def test_what_is_sent_about_a_case_after_the_time_out_is_kept_and_sign_in_leads_to_its_page(
    cast: Any, raise_a_concern: Any, who: str, sent_to: str, shown_at: str, name: str
) -> None:
    incident = raise_a_concern()
    client, words = _timed_out(cast[who]), "Rang the duty worker"
    typed = {"kind": "contact", "body": "police", name: words, "author": str(cast[who].ref)}
    answer = client.post(sent_to.format(ref=incident.ref), typed)
    assert "kept=1" in answer["Location"]
    back = fields(client.get(answer["Location"]))["next"]
    assert back == shown_at.format(ref=incident.ref)
    client.force_login(cast[who])
    page = client.get(back)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not ChronologyEntry.objects.exists()


@pytest.mark.parametrize("path", ["/incidents/{ref}/entry/", "/reports/{ref}/add/", "/reports/{ref}/rung/"])
def test_sign_in_leads_to_a_page_that_answers_though_nothing_could_be_kept(
    cast: Any, raise_a_concern: Any, path: str
) -> None:
    incident = raise_a_concern()
    answer = Client().post(path.format(ref=incident.ref), {"text": "x"})
    back = fields(Client().get(answer["Location"]))["next"]
    who = cast.dsl if "entry" in path else cast.owner
    assert browser(who).get(back).status_code == 200


# --- A shared machine --------------------------------------------------------------------------------------------


def test_typing_kept_without_a_sign_in_never_takes_the_place_of_a_draft(cast: Any) -> None:
    client, real = browser(cast.owner), concern(exact_words="the real words")
    client.post("/drafts/concern/", real)
    del client.cookies["sessionid"]
    for words in ("whose?", "whose?", "whose else?"):
        client.post(FORM, real | {"exact_words": words})
    kept = [draft.content["exact_words"] for draft in Draft.objects.order_by("pk")]
    assert kept == [["the real words"], ["whose?"], ["whose else?"]]
    client.force_login(cast.owner)
    client.post(FORM, real)
    assert not Draft.objects.filter(closed_at=None).exists()  # sent: what was kept beside it goes with it


def test_signing_out_takes_the_cookie_away_and_the_next_at_the_machine_leaves_nothing(cast: Any) -> None:
    client = browser(cast.owner)
    client.get("/")
    assert client.cookies[LAST_HERE].value
    client.post("/account/logout/")
    assert not client.cookies[LAST_HERE].value
    assert "kept" not in client.post(FORM, concern())["Location"]
    assert not Draft.objects.exists()


def test_pressing_sign_out_after_the_time_out_takes_it_away_too(cast: Any) -> None:
    client = _timed_out(cast.owner)
    client.get("/account/login/")
    assert client.cookies[LAST_HERE].value  # a time-out alone does not
    client.post("/account/logout/")
    assert not client.cookies[LAST_HERE].value


def test_the_cookie_is_left_for_the_author_of_a_form_and_not_for_the_last_at_the_machine(cast: Any) -> None:
    client = _timed_out(cast.colleague)
    answer = client.post(FORM, concern(author=cast.owner.ref, exact_words="Callum did it"))
    assert "kept" not in answer["Location"]
    assert not Draft.objects.exists()
    assert client.post(FORM, concern(author=cast.colleague.ref), headers=JSON).json()["kept"] is True


@pytest.mark.parametrize("cookie", ["", "1", "1:forged", "{pk}", "{pk}:forged", "x" * 5000])
def test_a_forged_cookie_keeps_nothing(cast: Any, cookie: str) -> None:
    client = Client()
    client.cookies[LAST_HERE] = cookie.format(pk=cast.owner.pk)
    answer = client.post(FORM, concern())
    assert answer.status_code == 302
    assert "kept" not in answer["Location"]
    assert not Draft.objects.exists()


def test_a_cookie_of_somebody_who_has_left_keeps_nothing(cast: Any) -> None:
    client = _timed_out(cast.owner)
    type(cast.owner).objects.filter(pk=cast.owner.pk).update(is_active=False)
    client.post(FORM, concern())
    assert not Draft.objects.exists()


def test_other_addresses_keep_nothing(cast: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()
    client = _timed_out(cast.dsl)
    for path in (f"/incidents/{incident.ref}/acknowledge/", "/drafts/concern/", "/", "/raise/discard/"):
        client.post(path, concern())
    assert not Draft.objects.filter(closed_at=None).exists()
    incident.refresh_from_db()
    assert incident.state == "raised"


def test_sign_in_leads_back_to_where_somebody_wanted_to_go_and_nowhere_else(cast: Any) -> None:
    answer = Client().get("/incidents/?after=x")
    assert answer["Location"] == "/account/login/?next=/incidents/%3Fafter%3Dx"
    person = UserFactory(password=make_password("safe-harbour"))
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        back = Client().post("/account/login/", {"login": person.email, "password": "safe-harbour", "next": elsewhere})
        assert back["Location"] == "/"


# --- The second factor -------------------------------------------------------------------------------------------

NEEDS = ["manager", "dso", "dsl", "deputy", "lead", "hr_dso", "ict", "admin"]
NEEDS_NONE = ["owner", "colleague", "board"]


@pytest.mark.parametrize("who", NEEDS)
def test_safeguarding_roles_set_up_a_second_factor_first_except_to_raise(cast: Any, settings: Any, who: str) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = browser(cast[who])
    case = f"/incidents/{NO_SUCH_REF}/"
    for path in ("/", "/help/", "/incidents/", case, f"{case}outside/", f"{case}refer/", "/demo/mail/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index")), path
    for path in (
        "/raise/",
        "/raise/danger/",
        FORM,
        "/raise/discard/",
        "/tell-us/write/",
        reverse("mfa_index"),
        "/health/live",
    ):
        assert client.get(path).status_code == 200, path
    sent = client.post(FORM, concern())
    assert client.get(sent["Location"]).status_code == 200
    assert client.post("/drafts/concern/", concern()).status_code == 200


@pytest.mark.parametrize("who", NEEDS_NONE)
def test_everybody_else_needs_none(cast: Any, settings: Any, who: str) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    assert browser(cast[who]).get("/").status_code == 200


@pytest.mark.parametrize(("kind", "is_enough"), [("totp", True), ("webauthn", True), ("recovery_codes", False)])
def test_an_app_or_a_passkey_is_enough_and_recovery_codes_alone_are_not(
    cast: Any, settings: Any, kind: str, is_enough: bool
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    Authenticator.objects.create(user=cast.dsl, type=kind, data={})
    assert browser(cast.dsl).get("/").status_code == (200 if is_enough else 302)


def test_a_demonstration_lets_its_visitors_in_without(cast: Any, settings: Any) -> None:
    assert settings.DEMO
    assert not settings.SECOND_FACTOR_REQUIRED
    assert browser(cast.dsl).get("/").status_code == 200


# --- the line of each request in the log ---------------------------------------------------------------


def lines(caplog: Any) -> list[dict[str, Any]]:
    return [record.fields for record in caplog.records if record.name == "safeguard.middleware"]


def test_a_request_has_one_line_with_names_and_numbers(cast: Any, caplog: Any) -> None:
    client = browser(cast.owner)
    with caplog.at_level(logging.INFO):
        answer = client.get("/?q=Quillfeather", REMOTE_ADDR="192.0.2.7", headers={"referer": "http://quill.example/"})
    (line,) = lines(caplog)
    assert (line["route"], line["method"], line["status"], line["user"]) == (
        "desk:home",
        "GET",
        200,
        str(cast.owner.ref),
    )
    assert line["queries"] > 3
    assert 0 <= line["db_ms"] <= line["ms"]
    assert set(line) == {"route", "method", "status", "ms", "queries", "db_ms", "user"}
    assert answer["X-Request-Id"]


def test_somebody_unknown_at_an_address_that_is_none(caplog: Any) -> None:
    with caplog.at_level(logging.INFO):
        Client().generic("QUILLFEATHER", "/people/quillfeather/")
        Client().get("/", headers={"host": "quillfeather.example"})
    for line, status in zip(lines(caplog), (404, 400), strict=True):
        assert (line["route"], line["status"]) == ("-", status)
        assert "user" not in line
    assert lines(caplog)[0]["method"] == "-"


def test_who_only_watches_has_no_line_unless_something_is_wrong(caplog: Any) -> None:
    with caplog.at_level(logging.INFO):
        Client().get("/health/live")
        assert lines(caplog) == []
        Client().get("/health/alerts")
    assert [line["status"] for line in lines(caplog)] == [503]


def test_a_fault_has_its_line_too(cast: Any, caplog: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("safeguard.desk.selectors.platforms_to_look_at", lambda *_: 1 / 0)
    with caplog.at_level(logging.INFO):
        browser(cast.ict, raise_request_exception=False).get("/")
    assert [(line["route"], line["status"]) for line in lines(caplog)] == [("desk:home", 500)]
