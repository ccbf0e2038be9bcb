"""Pages of reports: who sees what, and the whole way from the end of a quarter to the board."""

import csv
import io
import re
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from incidents.enums import Category, Risk, Severity, YesNoUnsure
from safeguard.audit.models import AuditEvent
from safeguard.lib import clock
from safeguard.notifications.models import Message
from safeguard.reports import selectors
from safeguard.reports.actions import prepare_due_reports
from safeguard.reports.models import BoardReport
from safeguard.reports.rules import Quarter, quarter_of
from safeguard.storage.selectors import drafts_of
from sessions_app.enums import EventKind, SessionKind
from tests.factories.escalation import set_clock
from tests.factories.figures import a_busy_quarter
from tests.factories.happened import (
    a_concern,
    a_session,
    a_welfare_call,
    acknowledged,
    closed,
    pressed,
    referred,
    triaged,
)
from tests.factories.live import a_live_session, a_person
from tests.factories.reports import a_report, an_issued_report, last_quarter, write
from tests.lib.test_pdf import inside
from tests.pages import body, browser, fields

pytestmark = pytest.mark.django_db
LIST, PREPARE = "/reports/board/", "/reports/board/prepare/"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
READ = ("", "progress/", "csv/", "pdf/")
WRITE = ("edit/", "issue/")
SEES_NOTHING = ("owner", "colleague", "other_team", "dso", "hr_dso", "ict", "admin")
MAKES = ("manager", "dsl", "deputy", "lead")


@pytest.fixture
def busy(monkeypatch: Any) -> None:
    monkeypatch.setattr(selectors, "figures_of", lambda *_: a_busy_quarter())


def at(report: BoardReport, page: str = "") -> str:
    return f"/reports/board/{report.ref}/{page}"


# --- Who sees what ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", SEES_NOTHING)
def test_reports_are_not_there_for_those_who_neither_make_nor_read_them(cast: Any, who: str) -> None:
    report, client = an_issued_report(cast.dsl), browser(cast[who])
    for path in (LIST, PREPARE, *(at(report, page) for page in READ + WRITE)):
        assert client.get(path).status_code == 404
    for path in (PREPARE, *(at(report, page) for page in WRITE)):
        assert client.post(path).status_code == 404
    assert not AuditEvent.objects.filter(verb="reports.report.opened").exists()


@pytest.mark.parametrize("who", ["board", "chair"])
def test_board_sees_what_was_issued_and_no_draft(cast: Any, who: str) -> None:
    draft, client = a_report(cast.dsl), browser(cast[who])
    assert draft.ref not in client.get(LIST).content.decode()
    assert "No report has been issued yet" in client.get(LIST).content.decode()
    for page in READ + WRITE:
        assert client.get(at(draft, page)).status_code == 404
    assert client.get(PREPARE).status_code == client.post(PREPARE).status_code == 404
    issued = an_issued_report(cast.dsl)
    assert issued == BoardReport.objects.get()
    for page in READ:
        assert client.get(at(issued, page)).status_code == 200
    for page in WRITE:
        assert client.get(at(issued, page)).status_code == 404
    page = client.get(at(issued)).content.decode()
    assert "Count the figures again" not in page
    assert "Begin a correction" not in page


@pytest.mark.parametrize("who", MAKES)
def test_those_who_make_reports_see_drafts_and_take_them_with_them(cast: Any, who: str) -> None:
    draft, client = a_report(cast.dsl), browser(cast[who])
    assert draft.ref in client.get(LIST).content.decode()
    for page in READ:
        assert client.get(at(draft, page)).status_code == 200
    writes = who != "manager"
    assert [client.get(at(draft, page)).status_code for page in WRITE] == ([200, 200] if writes else [404, 404])
    assert ("Write in the report" in client.get(at(draft)).content.decode()) is writes


def test_reading_a_report_is_an_event(cast: Any) -> None:
    report, client = an_issued_report(cast.dsl), browser(cast.board)
    for path in (LIST, at(report), at(report, "pdf/"), at(report, "csv/")):
        client.get(path)
    verbs = AuditEvent.objects.filter(actor_id=cast.board.pk).order_by("id").values_list("verb", flat=True)
    assert [verb.rpartition(".")[2] for verb in verbs] == ["listed", "opened", "downloaded", "downloaded"]


# --- Reading ------------------------------------------------------------------------------------------------------


def test_empty_list_says_what_will_be_there(cast: Any) -> None:
    assert "have the figures of any quarter counted now" in browser(cast.manager).get(LIST).content.decode()


@pytest.mark.usefixtures("busy")
def test_page_has_its_tables_with_captions_heads_and_one_heading(cast: Any) -> None:
    report = an_issued_report(cast.dsl, summary="First.\n\nSecond <b>bold</b>.")
    page = browser(cast.board).get(at(report)).content.decode()
    assert page.count("<h1") == 1
    assert page.count("<table") == page.count("<caption") == 10
    assert page.count('scope="col"') >= 27
    assert '<th scope="row"' in page
    assert '<p class="govuk-body">Second &lt;b&gt;bold&lt;/b&gt;.</p>' in page
    assert re.search(r"One-to-one</th><td[^>]*><span class=\"sg-bar sg-bar--65\" aria-hidden=\"true\"></span>265", page)
    assert report.quarter.label in page
    assert f"<title>{report.ref}" in re.sub(r"\s+", " ", page)


@pytest.mark.usefixtures("busy")
def test_files_are_named_by_a_reference_and_kept_nowhere(cast: Any) -> None:
    report, client = an_issued_report(cast.dsl), browser(cast.board)
    for page, kind in (("pdf/", "application/pdf"), ("csv/", "text/csv; charset=utf-8")):
        answer = client.get(at(report, page))
        assert answer["Content-Type"] == kind
        assert answer["Content-Disposition"] == f'attachment; filename="{report.ref}.{page[:3]}"'
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(at(report, "pdf/")).content.startswith(b"%PDF")


@pytest.mark.usefixtures("busy")
def test_page_sheet_and_document_say_the_same(cast: Any) -> None:
    report, client = an_issued_report(cast.dsl), browser(cast.board)
    page = body(client.get(at(report)))
    sheet = client.get(at(report, "csv/")).content.decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(sheet)) if row]
    lines = [line for section in report.sections for table in section["tables"] for line in table["lines"]]
    assert len(lines) > 40
    for line in lines:
        first, *rest = line["cells"]
        assert [line["label"], first, line["share"], *rest] in rows
        assert f">{line['label'].replace(chr(39), '&#x27;')}</th>" in page


def test_page_waits_while_the_figures_are_counted_and_says_when_they_are_there(cast: Any) -> None:
    client = browser(cast.manager)
    quarter = last_quarter()
    answer = client.post(PREPARE, {"quarter": quarter.first_day.isoformat()})
    report = BoardReport.objects.get()
    assert answer["Location"] == at(report)
    page = client.get(at(report)).content.decode()
    assert "The figures are being counted" in page
    assert f'data-poll-url="{at(report, "progress/")}"' in page
    assert f'href="{at(report)}"' in page  # without a script one looks again
    assert client.get(at(report, "csv/"))["Location"] == client.get(at(report, "pdf/"))["Location"] == at(report)
    prepare_due_reports(now=clock.now())
    there = client.get(at(report, "progress/")).content.decode()
    assert 'data-announce="The report is ready."' in there
    assert "Download as PDF" in there
    assert "Sessions held, by method" in client.get(at(report)).content.decode()


def test_page_says_that_counting_failed_and_offers_to_try_again(cast: Any) -> None:
    report = a_report(cast.dsl)
    BoardReport.objects.update(state="failed", failed_at=clock.now())
    client = browser(cast.manager)
    page = client.get(at(report)).content.decode()
    assert "could not be counted" in page
    client.post(PREPARE, {"quarter": fields(client.get(at(report)))["quarter"]})
    assert BoardReport.objects.get().state == "preparing"


@pytest.mark.parametrize("quarter", ["", "2026-02-01", "1999-01-01", "x", "9999-10-01"])
def test_no_other_quarter_is_taken(cast: Any, quarter: str) -> None:
    answer = browser(cast.dsl).post(PREPARE, {"quarter": quarter})
    assert answer.status_code == 422
    assert not BoardReport.objects.exists()


def test_issued_report_that_was_corrected_leads_to_its_correction(cast: Any) -> None:
    first = an_issued_report(cast.dsl)
    browser(cast.dsl).post(PREPARE, {"quarter": first.quarter_start.isoformat()})
    assert "has been corrected" not in browser(cast.board).get(at(first)).content.decode()
    assert browser(cast.manager).post(PREPARE, {"quarter": first.quarter_start.isoformat()}).status_code == 302
    second = an_issued_report(cast.dsl)
    page = browser(cast.board).get(at(first)).content.decode()
    assert f'href="{at(second)}"' in page
    assert "This corrects an earlier report" in browser(cast.board).get(at(second)).content.decode()
    answer = browser(cast.manager).post(PREPARE, {"quarter": first.quarter_start.isoformat()})
    assert (answer.status_code, "may correct it" in answer.content.decode()) == (422, True)


# --- Writing ------------------------------------------------------------------------------------------------------


def form(report: BoardReport, **texts: Any) -> dict[str, Any]:
    empty = {"summary": "", "learning": "", "asks": ""}
    return {"client_token": str(uuid.uuid4()), "version": report.version, **empty, **texts}


def test_lead_writes_and_comes_back_to_the_report(cast: Any) -> None:
    report, client = a_report(cast.dsl), browser(cast.dsl)
    answer = client.post(at(report, "edit/"), form(report, summary="More\r\nthan before"), follow=True)
    assert "Your words are in the report." in answer.content.decode()
    assert '<p class="govuk-body">than before</p>' in answer.content.decode()
    assert fields(client.get(at(report, "edit/")))["summary"] == "More\nthan before"


def test_whoever_writes_second_sees_both_texts_and_may_save_then(cast: Any) -> None:
    report = a_report(cast.dsl)
    mine = form(report, summary="The deputy’s words")
    browser(cast.dsl).post(at(report, "edit/"), form(report, summary="The lead’s words", learning="Both"))
    client = browser(cast.deputy)
    answer = client.post(at(report, "edit/"), mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The lead’s words" in page
    assert fields(answer)["summary"] == "The deputy’s words"
    assert BoardReport.objects.get().summary == "The lead’s words"
    again = {**mine, "version": fields(answer)["version"], "summary": "Both of ours"}
    assert client.post(at(report, "edit/"), again).status_code == 302
    assert BoardReport.objects.get().summary == "Both of ours"


def test_typing_outlives_the_end_of_a_sign_in(cast: Any) -> None:
    report, client = a_report(cast.dsl), browser(cast.dsl)
    client.get(at(report, "edit/"))
    client.cookies.pop("sessionid")
    client.post(at(report, "edit/"), form(report, summary="Typed for an hour"))
    assert drafts_of(cast.dsl, "board_report", report.ref).get().content["summary"] == ["Typed for an hour"]
    back = browser(cast.dsl).get(at(report, "edit/"))
    assert fields(back)["summary"] == "Typed for an hour"
    assert "It is not in the report yet" in back.content.decode()


def test_stale_form_is_shown_again_with_what_was_typed(cast: Any) -> None:
    report = a_report(cast.dsl)
    answer = browser(cast.dsl, enforce_csrf_checks=True).post(at(report, "edit/"), form(report, summary="Still here"))
    assert (answer.status_code, fields(answer)["summary"]) == (422, "Still here")


@pytest.mark.parametrize("version", ["", "0", "x", "9" * 30])
def test_damaged_version_is_an_error_and_no_fault(cast: Any, version: str) -> None:
    report = a_report(cast.dsl)
    for page in WRITE:
        answer = browser(cast.dsl).post(at(report, page), form(report, version=version, summary="Kept"))
        assert answer.status_code == 422
    assert BoardReport.objects.get().state == "draft"


def test_issuing_asks_first_and_says_why_not(cast: Any) -> None:
    report, client = a_report(cast.dsl), browser(cast.dsl)
    assert "Write for the board what matters most" in client.get(at(report, "issue/")).content.decode()
    report = write(cast.dsl, report)
    assert "Issue this report to the board?" in client.get(at(report, "issue/")).content.decode()
    assert BoardReport.objects.get().state == "draft"
    stale = client.post(at(report, "issue/"), {"version": report.version - 1})
    assert (stale.status_code, "has changed since" in stale.content.decode()) == (422, True)
    assert client.post(at(report, "issue/"), {"version": report.version}).status_code == 302
    for page in WRITE:
        assert client.get(at(report, page))["Location"] == at(report)


# --- Whole ways ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("RPT-01")
def test_report_is_drafted_at_quarter_end_edited_and_issued_by_the_lead_and_read_by_the_board(cast: Any) -> None:
    """By the task that Celery runs; the quarter ends by the database's clock."""
    from safeguard.reports.tasks import prepare_reports
    from safeguard.sweeping import app

    quarter = quarter_of(clock.now())
    a_session(a_person(cast.owner), cast.owner, quarter.starts_at + DAY)
    set_clock(quarter.ends_at + MINUTE)
    assert app.conf.beat_schedule["board reports"]["options"] == {"queue": "reports"}
    prepare_reports()
    report = BoardReport.objects.get(quarter_start=quarter.first_day)
    told = Message.objects.get(kind="reports.drafted")
    assert (told.recipient, at(report) in told.body) == (cast.dsl, True)
    lead, board = browser(cast.dsl), browser(cast.board)
    assert board.get(at(report)).status_code == 404
    lead.post(at(report, "edit/"), form(report, summary="One contact, and it went well."))
    report.refresh_from_db()
    lead.post(at(report, "issue/"), {"version": report.version})
    prepare_reports()
    page = board.get(at(report)).content.decode()
    assert "One contact, and it went well." in page
    assert "Online safety report" in page
    found = inside(board.get(at(report, "pdf/")).content)
    assert b"/StructTreeRoot" in found
    answer = lead.post(at(report, "edit/"), form(report, summary="Changed"))
    assert answer.status_code == 302
    assert "One contact" in board.get(at(report)).content.decode()


def _a_quarter_of_concerns(cast: Any, count: int = 30) -> Any:
    quarter = last_quarter()
    kinds = ["contact_sextortion", "content_suicide", "conduct_bullying", "commerce_scam", "not_online_neglect"]
    person = a_person(cast.owner)
    for number in range(count):
        at = quarter.starts_at + (number + 1) * DAY
        who = person if number < 8 else None
        incident = a_concern(cast.owner, at, service=[cast.service, cast.other_service][number % 2], about=who)
        triaged(
            incident,
            cast.dsl,
            risk=Risk.values[number % 3],
            severity=Severity.values[number % 4],
            category=kinds[number % 5],
            online="yes",
            offence=YesNoUnsure.values[number % 3],
        )
        (closed if number % 3 else acknowledged)(incident, cast.dsl, 10 * MINUTE)
        if number % 2:
            referred(incident, cast.dsl, 40 * MINUTE)
    return quarter


@pytest.mark.requirement("RPT-03")
def test_report_breaks_incidents_down_in_every_way_that_is_asked_for(cast: Any) -> None:
    cast.other_service.region = "North West"
    cast.other_service.save()
    report = a_report(cast.dsl, _a_quarter_of_concerns(cast))
    page = browser(cast.dsl).get(at(report)).content.decode()
    values = {line["code"]: line["value"] for s in report.sections for t in s["tables"] for line in t["lines"]}
    assert values["incidents"] == "30"
    assert {values[f"incidents.category.{one.value}"] for one in Category} == {"5"}
    assert values["incidents.category.contact.kind.contact_sextortion"] == "5"
    assert {values[f"incidents.severity.{one.value}"] for one in Severity} <= {"5", "10"}
    assert {values[f"incidents.offence.{one.value}"] for one in YesNoUnsure} == {"10"}
    assert {values[f"incidents.risk.{one.value}"] for one in Risk} == {"10"}
    services = {line["label"]: line["value"] for s in report.sections for t in s["tables"] for line in t["lines"]}
    assert (services["Evening line"], services["Day groups (North West)"]) == ("15", "15")
    assert (values["incidents.answer.answered.state.open"], values["incidents.answer.answered.state.closed"]) == (
        "10",
        "20",
    )
    assert values["incidents.repeat.yes"] == "5"  # seven of eight about the same person
    for words in ("Kind of harm", "Severity", "May be a criminal offence", "Risk to the person", "Service and region"):
        assert f">{words}</caption>" in page
    assert "illegal" not in page.lower()  # practice F47


@pytest.mark.requirement("RPT-07")
def test_report_says_how_sessions_went_in_every_way_that_is_asked_for(cast: Any) -> None:
    """Sixty sessions on Wednesdays, every sixth in the evening, in a quarter without a holiday on a Wednesday."""
    quarter, person = Quarter(date(2024, 4, 1)), a_person(cast.owner)
    planned = a_live_session(cast.owner, people=[person])  # of today; lends its platform
    alone = {"kind": SessionKind.ONE_TO_ONE, "platform": planned.platform, "activity": planned.activity}
    for number in range(60):
        began = datetime(2024, 4, 3, 21 if number % 6 == 0 else 9, tzinfo=UTC) + number % 10 * 7 * DAY
        session = a_session(
            person,
            cast.owner,
            began,
            minutes=50 if number % 6 == 1 else 40,
            method=["video", "phone", "chat"][number % 3],
            second_worker=cast.colleague if number < 20 else None,
            ended_how="left_by_choice" if number < 10 else "safe_word" if number < 15 else "as_planned",
            **(alone if number < 30 else {}),
        )
        if number < 15:
            pressed(session, EventKind.CONNECTION_LOST)
        if number < 10:
            pressed(session, EventKind.CALL_TRIED, 4 * MINUTE)
        if 10 <= number < 15:
            pressed(session, EventKind.SAFE_WORD_USED, danger_now=False)
            a_welfare_call(session, began, was_made=True)
    report = a_report(cast.dsl, quarter)
    lines = [line for table in report.sections[0]["tables"] for line in table["lines"]]
    assert {line["code"]: (line["value"], line["share"]) for line in lines} == {
        "sessions": ("60", ""),
        "sessions.method.video": ("20", "33%"),
        "sessions.method.phone": ("20", "33%"),
        "sessions.method.chat": ("20", "33%"),
        "sessions.one_to_one.yes": ("30", "50%"),
        "sessions.second_adult.yes": ("20", "33%"),
        "sessions.over_length.yes": ("10", "17%"),
        "sessions.out_of_hours.yes": ("10", "17%"),
        "sessions.lost.yes": ("15", "25%"),
        "sessions.lost.yes.called_back.yes": ("10", ""),
        "sessions.safe_word.yes": ("5", "8%"),
        "welfare_calls": ("5", ""),
        "welfare_calls_made": ("5", ""),
        "sessions.early.yes": ("15", "25%"),
        "sessions.early.yes.reason.left_by_choice": ("10", ""),
        "sessions.early.yes.reason.not_sure": ("0", ""),
        "sessions.early.yes.reason.connection_lost": ("0", ""),
        "sessions.early.yes.reason.safe_word": ("5", ""),
        "sessions.early.yes.reason.concern": ("0", ""),
    }
    page = browser(cast.dsl).get(at(report)).content.decode()
    for line in lines:
        assert re.search(rf">{line['label']}</th><td[^>]*>(<span[^>]*></span>)?{line['value']}\b", page)


@pytest.mark.requirement("RPT-11")
def test_nothing_of_a_report_names_anybody_or_shows_a_small_count(cast: Any) -> None:
    """Page, sheet and document, of figures with small counts among them; and words that name somebody are refused.

    That no small count can be worked out either is shown in test_hiding.
    """
    quarter = _a_quarter_of_concerns(cast)
    person = a_person(cast.owner, full_name="Tamsin Hale", known_as="Tamsin")
    for number in range(23):
        a_session(person, cast.owner, quarter.starts_at + (number + 1) * DAY, method=["phone", "video"][number > 2])
    report, lead = a_report(cast.dsl, quarter), browser(cast.dsl)
    for name in ("Tamsin Hale", "Priya Shah"):
        answer = lead.post(at(report, "edit/"), form(report, summary=f"{name} did well."))
        assert (answer.status_code, "names nobody" in answer.content.decode()) == (422, True)
    report = an_issued_report(cast.dsl, quarter)
    exact = {t["code"]: t for t in report.figures["tallies"]}["sessions"]["divisions"][0]["counts"]
    assert (exact["phone"], exact["video"]) == (3, 20)
    board = browser(cast.board)
    page = board.get(at(report)).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    sheet = board.get(at(report, "csv/")).content.decode("utf-8-sig")
    for text in (main, sheet, str(report.sections), inside(board.get(at(report, "pdf/")).content).decode("latin-1")):
        for name in ("Tamsin", "Hale", "Ellis", *(word for p in _staff(cast) for word in p.full_name.split())):
            assert name not in text
    counts = [
        line["cells"] for s in report.sections for t in s["tables"] for line in t["lines"] if t["code"] != "times"
    ]
    assert "fewer than 5" in str(counts)
    for cell in (cell for cells in counts for cell in cells):
        assert cell in ("fewer than 5", "not shown") or int(cell) % 5 == 0
    assert re.search(r"Telephone</th><td[^>]*>fewer than 5", main)


def _staff(cast: Any) -> list[Any]:
    return [cast.owner, cast.dsl, cast.manager, cast.board, cast.dso, cast.deputy]


# --- Queries ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [3, 300])
def test_list_takes_as_many_queries_however_many_there_are(
    cast: Any, django_assert_num_queries: Any, rows: int
) -> None:
    first = an_issued_report(cast.dsl)
    values = {field.attname: getattr(first, field.attname) for field in BoardReport._meta.concrete_fields}
    del values["id"]
    BoardReport.objects.bulk_create(
        [BoardReport(**{**values, "ref": f"BR-{n:05}-AAAAA", "revision": n + 2}) for n in range(rows - 1)]
    )
    client = browser(cast.board)
    client.get(LIST)
    with django_assert_num_queries(5):
        assert client.get(LIST).content.decode().count("BR-") >= 2 * min(rows, 25) - 25
    with django_assert_num_queries(6):
        client.get(at(first))
