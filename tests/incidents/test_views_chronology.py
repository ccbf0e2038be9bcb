"""The pages of a chronology: filter, days, pages by key, corrections; and as many queries for 300 lines as for 3."""

import re
import uuid
from datetime import timedelta

import pytest

from incidents.actions import acknowledge_incident, add_entry, answer_triage, close_incident, correct_entry, name_reader
from incidents.enums import EntryKind
from incidents.models import ChronologyEntry, TriageAnswer
from incidents.rules import Given
from safeguard.audit.models import AuditEvent
from tests.factories.incidents import raise_by, settle_steps
from tests.naughty import NAUGHTY
from tests.pages import browser

pytestmark = pytest.mark.django_db


def written(by, now, incident, text, kind=EntryKind.NOTE, **over):
    return add_entry(by=by, now=now, incident=incident, client_token=uuid.uuid4(), kind=kind, text=text, **over)


def page(person, incident, query=""):
    return browser(person).get(f"/incidents/{incident.ref}/chronology/{query}")


@pytest.fixture
def case(cast, now):
    incident = raise_by(cast.owner, now - timedelta(days=9), service=cast.service, when_happened="Sunday night")
    acknowledge_incident(by=cast.dsl, now=now - timedelta(days=8), incident=incident)
    incident.refresh_from_db()
    answers = {"risk": Given("not_immediate", "At her aunt’s."), "severity": Given("moderate", "Known before.")}
    answer_triage(
        by=cast.dsl, now=now - timedelta(days=7), incident=incident, client_token=uuid.uuid4(), answers=answers
    )
    written(cast.dsl, now - timedelta(days=6), incident, "Rang the school.", when_happened="Monday, 9:00")
    written(cast.dsl, now - timedelta(days=5), incident, "We ring again on Friday.", EntryKind.DECISION)
    return incident


def test_everything_stands_in_one_order_and_when_it_happened_apart(cast, case):
    body = page(cast.dsl, case).content.decode()
    titles = re.findall(r'moj-timeline__title">([^<]+)', body)
    assert titles[0] == "Decision and reason"
    assert [one for one in titles if one in ("Note", "Triage", "Acknowledged")] == ["Note", "Triage", "Acknowledged"]
    assert titles[-1] == "Concern raised"
    assert "Monday, 9:00" in body
    assert "Sunday night" in body
    assert body.index("Happened:") < body.index("Rang the school.")
    assert AuditEvent.objects.filter(verb="incidents.chronology.opened", subject_ref=case.ref).count() == 1


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("?kind=decision", "again on Friday", "the school"),
        ("?kind=note", "the school", "again on Friday"),
        ("?kind=triage", "At her aunt", "the school"),
        ("?kind=told", "Told", "the school"),
        ("?kind=duty", "Done:", "the school"),
        ("?kind=report", "Concern raised", "the school"),
    ],
)
def test_a_part_is_read_alone(cast, case, query, there, gone):
    body = page(cast.dsl, case, query).content.decode()
    assert there in body
    assert gone not in body


def test_some_days_are_read_alone_the_last_one_included(cast, case, now):
    day = (now - timedelta(days=6)).date()
    query = f"?since_day={day.day}&since_month={day.month}&since_year={day.year}"
    query += query.replace("?since", "&until").replace("&since", "&until")
    body = page(cast.dsl, case, query).content.decode()
    assert "the school" in body
    assert "again on Friday" not in body
    assert "At her aunt" not in body
    assert body.count("Remove filter:") == 2


@pytest.mark.parametrize("query", ["?kind=everything", "?since_day=31&since_month=2&since_year=2026", "?until_day=1"])
def test_a_filter_that_cannot_be_says_so(cast, case, query):
    assert page(cast.dsl, case, query).status_code == 422


@pytest.mark.parametrize(
    "after", [*NAUGHTY[:12], "1-", "9" * 40 + "-a", "-1-f", "１２-f", "1764000000000000-f" + "0" * 32]
)
def test_a_key_that_cannot_be_read_is_no_fault(cast, case, after):
    client = browser(cast.dsl)
    assert client.get(f"/incidents/{case.ref}/chronology/", {"after": after}).status_code in (200, 400)


def test_every_line_stands_on_one_page_and_only_one(cast, case, now):
    moment = now - timedelta(days=2)
    ChronologyEntry.objects.bulk_create(
        ChronologyEntry(
            client_token=uuid.uuid4(),
            incident=case,
            kind="note",
            by=cast.dsl,
            written_at=moment,
            text=f"Line {number}.",
        )
        for number in range(130)  # all at one moment: more than fit on a page
    )
    client, address, seen = browser(cast.dsl), f"/incidents/{case.ref}/chronology/?kind=note", []
    while address:
        body = client.get(address).content.decode()
        seen += re.findall(r"Line \d+\.", body)
        older = re.search(r'href="(\?[^"]+)" rel="next"', body)
        address = f"/incidents/{case.ref}/chronology/{older[1].replace('&amp;', '&')}" if older else ""
    assert len(seen) == 130
    assert len(set(seen)) == 130


@pytest.mark.parametrize("rows", [3, 300])
def test_as_many_queries_for_few_lines_as_for_many(cast, case, now, rows, django_assert_num_queries):
    first = ChronologyEntry.objects.filter(incident=case).first()
    ChronologyEntry.objects.bulk_create(
        ChronologyEntry(
            client_token=uuid.uuid4(),
            incident=case,
            kind="correction" if number % 2 else "note",
            corrects=first if number % 2 else None,
            by=cast.dsl,
            written_at=now,
            text="x",
        )
        for number in range(rows)
    )
    TriageAnswer.objects.bulk_create(
        TriageAnswer(incident=case, question="risk", answer="immediate", by=cast.dsl, answered_at=now)
        for _number in range(rows)
    )
    client = browser(cast.dsl)
    client.get(f"/incidents/{case.ref}/chronology/")
    with django_assert_num_queries(8):
        client.get(f"/incidents/{case.ref}/chronology/")


def test_a_reader_sees_the_chronology_and_not_who_reads_it(cast, case, now):
    name_reader(
        by=cast.dsl, now=now, incident=case, client_token=uuid.uuid4(), person=cast.other_team, reason="The school’s."
    )
    body = page(cast.other_team, case).content.decode()
    assert "Rang the school." in body
    assert "may read it" not in body
    assert "Correct it" not in body
    for kind in ("opened", "access"):
        assert page(cast.other_team, case, f"?kind={kind}").status_code == 422
    assert page(cast.dso, case, "?kind=opened").status_code == 422
    opened = page(cast.dsl, case, "?kind=opened").content.decode()
    assert "Opened the chronology" in opened
    assert cast.other_team.full_name in opened


@pytest.mark.parametrize("who", ["owner", "other_team", "admin", "board", "manager"])
def test_nobody_else_has_such_a_page(cast, case, who):
    for path in ("chronology/", "readers/", "people/", "copies/", "copies/begin/", "readers/add/", "ask/", "lock/"):
        assert browser(cast[who]).get(f"/incidents/{case.ref}/{path}").status_code == 404


def test_a_correction_is_written_on_its_page_and_stands_beside(cast, case, now):
    wrong = ChronologyEntry.objects.get(text="Rang the school.")
    address = f"/incidents/{case.ref}/chronology/{wrong.ref}/correct/"
    client = browser(cast.dsl)
    assert "Rang the school." in client.get(address).content.decode()
    assert client.post(address, {"text": "", "client_token": uuid.uuid4()}).status_code == 422
    sent = {"text": "It was the nursery.", "client_token": uuid.uuid4(), "entry": wrong.ref}
    for _press in range(2):
        assert client.post(address, sent).status_code == 302
    body = page(cast.dsl, case, "?kind=note").content.decode()
    assert "Corrected by" in body
    assert body.count("It was the nursery.") == 2, "beside it, and as a line of its own"
    assert browser(cast.dsl).get(f"/incidents/{case.ref}/chronology/{uuid.uuid4()}/correct/").status_code == 404


def test_closing_and_long_odd_words_stand_in_it(cast, case, now):
    text = "\n".join(f"line {number} \u202eעברית 🧸" for number in range(10_000))[:20_000]
    written(cast.dsl, now, case, text)
    correct_entry(
        by=cast.dsl, now=now, incident=case, entry=ChronologyEntry.objects.latest("pk"), client_token=uuid.uuid4(),
        text="Shorter.",
    )  # fmt: skip
    answers = {"online": Given("no", ""), "category": Given("not_online_neglect", "")}
    answer_triage(by=cast.dsl, now=now, incident=case, client_token=uuid.uuid4(), answers=answers)
    settle_steps(cast.dsl, case)
    close_incident(
        by=cast.dsl, now=now, incident=case, client_token=uuid.uuid4(), outcome="Settled.", learning="Ring sooner.",
        monitor_on=None, no_monitoring="Moved away.",
    )  # fmt: skip
    body = page(cast.dsl, case, "?kind=closing").content.decode()
    assert "What was done: Settled." in body
    assert "Nobody looks again: Moved away." in body
    assert "🧸" in page(cast.dsl, case).content.decode()
