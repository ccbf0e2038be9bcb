"""Whoever has said so is named nowhere outside (ORG-18): messages, pages for families, reports and files that leave."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from consent.messages import asking, receipt
from incidents.models import CaseCopy
from incidents.views.copies import Paper
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.pdf import make_pdf
from safeguard.notifications.actions import queue_messages
from safeguard.notifications.models import Message
from safeguard.people.enums import ContactChannel
from safeguard.people.messages import to_family
from safeguard.policies.actions import set_wording
from safeguard.practitioners.actions import Hours, describe_oneself
from safeguard.practitioners.models import User
from safeguard.practitioners.rules import without_names
from safeguard.practitioners.selectors import unnamed
from safeguard.reports.actions import preparing
from safeguard.reports.models import BoardReport
from sessions_app.messages import reminder, told, told_words
from tests.architecture.test_urls import PUBLIC
from tests.consent.test_views_link import ANSWER, DONE, come_in, send, typed
from tests.desk.importing import an_account, staff
from tests.factories.consent import a_family, an_activity, asked
from tests.factories.incidents import raise_by
from tests.factories.live import a_live_session
from tests.factories.platforms import PlatformFactory, a_guide
from tests.factories.reports import an_issued_report
from tests.pages import browser

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
OURS = ("safeguard", "sessions_app", "incidents", "consent")
# Where a file leaves the system, and where a message to a family is made. Another place has to be tried below.
GIVES_FILES = {
    *("safeguard/desk/views/importing.py", "safeguard/reports/views/reading.py", "incidents/views/copies.py"),
}
WRITES_TO_FAMILIES = {"consent/messages.py", "sessions_app/messages.py", "safeguard/people/messages.py"}
# Without somebody who works here as recipient: to families; as everything is queued; and letters about a password.
MAY_WRITE = {
    *("safeguard/people/messages.py", "safeguard/notifications/actions/queueing.py"),
    "safeguard/notifications/backends.py",
}
SHOWS_FAMILIES = {
    *("consent:link", "consent:answer", "consent:done", "guide"),
    *("incidents:public_start", "incidents:public_form", "incidents:public_add"),
}
SAYS_NOTHING_OF_US = re.compile(r"account_|mfa_|work_|health_|desk:first_account")


@pytest.fixture
def hidden(cast: Any) -> User:
    """Priya Shah, who has said that neither her name nor what she does is to go out."""
    describe_oneself(by=cast.owner, now=clock.now(), do_not_publicise=True, hours=Hours())
    return User.objects.get(pk=cast.owner.pk)


def names_her(text: str) -> bool:
    return bool(re.search("priya|shah", text, re.IGNORECASE))


def sources() -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text() for app in OURS for path in (ROOT / app).rglob("*.py")}


@pytest.mark.requirement("ORG-18")
def test_whoever_has_said_so_is_named_in_nothing_that_leaves(
    cast: Any, hidden: User, now: Any, monkeypatch: Any
) -> None:
    # Everything that colleagues type themselves names her: a wording, an activity, a guide.
    set_wording(by=cast.dsl, now=now, code="before_session", service=None, written_on=0,
                text="Ask for PRIYA  Shah, {worker} is in the next room.")  # fmt: skip
    activity = an_activity(hidden, now, description="Priya Shah plays music with you.")
    platform = PlatformFactory(owner=cast.ict, min_age=13)
    a_guide(platform, cast.ict, now, text="Open the link. Priya Shah lets you in.")

    # Messages and what is read out on the telephone.
    session = a_live_session(hidden, state="planned")
    person = session.participants.get().person
    for channel in ContactChannel:
        assert not names_her(" ".join(told_words(session, person, channel)))
    reached = {"email": "y@young.example", "safe_email": "yes", "phone": "+447700900111", "safe_text": "yes"}
    for name, value in reached.items():
        setattr(person, name, value)
    for channel in (ContactChannel.TEXT, ContactChannel.EMAIL):
        message = told(session, person, channel)
        assert not names_her(message.title + message.body)
    assert not names_her(reminder(session, person).body)
    young, mother = a_family(hidden, now)
    request = asked(hidden, young, mother, activity, now)
    for mail in (asking(request, whom=mother, by=hidden), receipt(request, whom=mother)):
        assert not names_her(mail.title + mail.body)
    written = to_family(mother, channel=ContactChannel.EMAIL, kind="x", dedupe_key="x", title="From Priya Shah",
                      body="Priya\nShah writes to you.")  # fmt: skip
    assert (written.title, written.body) == ("From a colleague", "a colleague writes to you.")
    queue_messages([written], now=now)
    to_families = Message.objects.exclude(recipient__isnull=False)
    assert to_families.count() >= 2
    assert not [one for one in to_families if names_her(one.title + one.body)]

    # Pages that are opened without an account.
    family = Client()
    pages = [come_in(family, request), send(family, request), family.get(DONE), family.get(f"/guides/{platform.ref}/")]
    assert [page.status_code for page in pages] == [200, 302, 200, 200]
    sent = family.post("/tell-us/write/", {"exact_words": "Somebody shouts at me."})
    more = urlsplit(sent.context["add_url"]).path
    pages += [sent, *(family.get(path) for path in ("/tell-us/", "/tell-us/write/", more))]
    pages += [family.post(more, {"text": "It goes on."}, follow=True)]
    assert {page.status_code for page in pages[4:]} == {200}
    assert "a colleague lets you in" in pages[3].content.decode()
    assert "a colleague plays music with you" in pages[0].content.decode()
    assert not [page for page in pages if names_her(page.content.decode())]

    # Reports, on paper and as a sheet: no name at all.
    laid_out: list[Any] = []
    monkeypatch.setattr(
        preparing, "make_pdf", lambda name, data, **more: laid_out.append(data) or make_pdf(name, data, **more)
    )
    with pytest.raises(Refused, match="names nobody"):
        an_issued_report(cast.dsl, commentary="Priya Shah has led the work.")
    report = BoardReport.objects.get() if BoardReport.objects.count() == 1 else an_issued_report(cast.dsl)
    reader = browser(cast.dsl)
    for end in ("pdf", "csv"):
        answer = reader.get(f"{report.get_absolute_url()}{end}/")
        assert answer.status_code == 200
        text = answer.content.decode("utf-8", "replace")
        assert not names_her(text)
    assert len(laid_out) > 0
    assert not names_her(str(laid_out)), "what the PDF is made of: its letters are shapes"

    # Templates of imports, and what is wrong in one.
    of = staff(cast.admin, an_account(1, full_name="Priya Shah", manager="nobody@harbour.example"))
    answer = browser(cast.admin).get(f"/imports/{of.ref}/problems.csv")
    assert answer.content.count(b"\n") > 1
    assert not names_her(answer.content.decode())
    for kind, end in (("staff", "csv"), ("staff", "xlsx")):
        answer = browser(cast.admin).get(f"/imports/{kind}/template.{end}")
        assert answer.status_code == 200
        assert not names_her(answer.content.decode("utf-8", "replace"))

    # Copies of a chronology: not unless whoever makes it says so.
    incident = raise_by(hidden, service=cast.service)
    reader.post(f"/incidents/{incident.ref}/acknowledge/")
    for whom in ("court", "authority", "family", "partner"):
        begun = {"client_token": uuid4(), "copy_for": whom, "for_whom": "They", "why": "Asked.", "kinds": ["report"]}
        assert reader.post(f"/incidents/{incident.ref}/copies/begin/", begun).status_code == 302
        paper = Paper(cast.dsl, incident, CaseCopy.objects.latest("pk"))
        assert paper.lines
        assert not names_her(str(paper.lines)), whom


def test_nothing_leaves_by_another_door() -> None:
    gives = {name for name, text in sources().items() if "Content-Disposition" in text or "FileResponse" in text}
    assert gives == GIVES_FILES
    writes = {name for name, text in sources().items() if re.search(r"\bto_family\(", text)}
    assert writes == WRITES_TO_FAMILIES
    makes = {name for name, text in sources().items() if re.search(r"\bOutgoing\($", text, re.MULTILINE)}
    without_recipient = {
        name for name in makes for made in sources()[name].split("Outgoing(")[1:] if "recipient_id" not in made[:900]
    }
    assert without_recipient <= MAY_WRITE
    assert {name for name in PUBLIC if not SAYS_NOTHING_OF_US.match(name)} == SHOWS_FAMILIES
    assert not [name for name, text in sources().items() if "text/calendar" in text], "try its file above, too"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ask Ann O'Neill.", "Ask a colleague."),
        ("Ask Ann O&#x27;Neill.", "Ask a colleague."),
        ("ANN\u00a0O'NEILL", "a colleague"),
        ("Joann O'Neill and Ann O'Neills", "Joann O'Neill and Ann O'Neills"),
        ("Ann", "Ann"),
        ("", ""),
    ],
)
def test_whole_names_only_however_they_are_spaced_or_sent(text: str, shown: str) -> None:
    assert without_names(text, ["Ann O'Neill", " "]) == shown
    assert without_names(text, []) == text


def test_what_families_type_themselves_comes_back_as_it_is(cast: Any, hidden: User, now: Any) -> None:
    assert unnamed("Signed: Priya Shah") == "Signed: a colleague"
    assert unnamed("Signed: Priya Shah", typed="priya shah") == "Signed: Priya Shah"
    request = asked(hidden, *a_family(hidden, now), now=now)
    family = Client()
    come_in(family, request)
    assert b"Priya Shah" in family.post(ANSWER, typed(request, name="Priya Shah", step="check")).content
