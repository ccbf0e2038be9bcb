"""Who gets which page of a concern: the same cast at every address. A hidden page is the missing one."""

from typing import Any

import pytest

from incidents.models import ChronologyEntry, Incident
from safeguard.audit.models import AuditEvent
from tests.pages import NO_SUCH_REF, body, browser, concern

pytestmark = pytest.mark.django_db

EVERYBODY = [
    "owner", "colleague", "other_team", "manager", "dso", "other_dso", "dsl", "deputy", "lead", "hr_dso", "board",
    "ict", "admin",
]  # fmt: skip
DASHBOARD = {"dso", "other_dso", "dsl", "deputy", "lead", "hr_dso"}
# Route of the concern -> who may open the case (SEC-06, INC-16, practice B16 to B18).
CASES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "ordinary": ({}, {"dso", "dsl", "deputy", "lead"}),
    "about staff": ({"about_staff": "yes", "staff_named": "Callum Reid"}, {"dsl", "deputy", "lead", "hr_dso"}),
    "perhaps about staff": ({"about_staff": "not_sure"}, {"dsl", "deputy", "lead", "hr_dso"}),
    "imagery": ({"imagery": "yes"}, {"dsl", "deputy"}),
    "about the lead": ({"about_staff": "yes", "staff_named": "Dana Whitlock"}, {"lead", "hr_dso"}),
    "about the officer": ({"about_staff": "yes", "staff_named": "Dele Adeyemi"}, {"dsl", "deputy", "lead", "hr_dso"}),
}
# Pages on which a case is worked on, each with something to send.
WORK = {
    "triage": {"risk": "immediate", "risk_reason": "He is there."},
    "refer": {"body": "police"},
    "not-refer": {"text": "Open to social care."},
    "close": {"outcome": "Done.", "learning": "None, because.", "no_monitoring": "Moved."},
    "reopen": {"text": "He has written again."},
}
OPEN_TO_ALL = ["/", "/help/", "/raise/", "/raise/danger/", "/raise/report/", "/raise/discard/"]
ONLY_LOOKED_AT = ["/", "/help/", "/raise/", "/raise/danger/", "/incidents/", "/incidents/alerts/", "/reports/{ref}/",
                  "/reports/{ref}/answer/", "/incidents/{ref}/", "/incidents/closed/"]  # fmt: skip
ONLY_SENT = ["/reports/{ref}/add/", "/reports/{ref}/rung/", "/incidents/{ref}/entry/", "/drafts/concern/",
             "/drafts/chronology/{ref}/"]  # fmt: skip


@pytest.mark.requirement("INC-01")
@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_can_sign_in_may_raise_a_concern(cast: Any, who: str) -> None:
    client = browser(cast[who])
    for path in OPEN_TO_ALL:
        assert client.get(path).status_code == 200, path
    assert client.post("/raise/report/", concern()).status_code == 302
    assert Incident.objects.get().raised_by == cast[who]


@pytest.mark.requirement("SEC-06")
@pytest.mark.parametrize("who", EVERYBODY)
def test_the_dashboard_is_for_those_who_deal_with_concerns(cast: Any, who: str) -> None:
    for path in ("/incidents/", "/incidents/alerts/", "/incidents/closed/"):
        assert browser(cast[who]).get(path).status_code == (200 if who in DASHBOARD else 404), path
    home = browser(cast[who]).get("/").content.decode()
    assert ('href="/incidents/"' in home) is (who in DASHBOARD)


@pytest.mark.requirement("SEC-06", "INC-16")
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("who", EVERYBODY)
def test_the_case_is_open_to_those_it_belongs_to(cast: Any, raise_a_concern: Any, who: str, case: str) -> None:
    answers, may = CASES[case]
    incident = raise_a_concern(**answers)
    client = browser(cast[who])
    for path in (f"/incidents/{incident.ref}/", f"/incidents/{incident.ref}/acknowledge/"):
        assert client.get(path).status_code == (200 if who in may else 404), path
    entry = client.post(f"/incidents/{incident.ref}/entry/", {"kind": "note", "text": "Read."})
    assert entry.status_code == (302 if who in may else 404)
    assert ChronologyEntry.objects.count() == (1 if who in may else 0)
    for path, typed in WORK.items():
        shown = client.get(f"/incidents/{incident.ref}/{path}/").status_code
        assert shown == (404 if who not in may else 302 if path == "reopen" else 200), path
        sent = client.post(f"/incidents/{incident.ref}/{path}/", typed).status_code
        assert (sent == 404) is (who not in may), path
    incident.refresh_from_db()
    assert not incident.is_closed


@pytest.mark.requirement("SEC-06")
@pytest.mark.parametrize("case", CASES)
def test_lists_and_counts_show_nobody_more_than_the_case_does(cast: Any, raise_a_concern: Any, case: str) -> None:
    answers, may = CASES[case]
    incident = raise_a_concern(**answers)
    for who in DASHBOARD:
        client = browser(cast[who])
        for path in ("/incidents/", "/"):
            assert (incident.ref in client.get(path).content.decode()) is (who in may), (who, path)
        alerts = client.get("/incidents/alerts/").content.decode()
        assert (f'data-latest="{incident.ref}-1"' in alerts) is (who in may), who
        assert ("No concern is waiting" in alerts) is (who not in may), who


@pytest.mark.requirement("SEC-06")
@pytest.mark.parametrize("who", EVERYBODY)
def test_the_report_is_its_author_s_alone(cast: Any, raise_a_concern: Any, who: str) -> None:
    report = raise_a_concern()
    client, is_own = browser(cast[who]), who == "owner"
    for path in (f"/reports/{report.ref}/", f"/reports/{report.ref}/answer/"):
        assert client.get(path).status_code == (200 if is_own else 404), path
    added = client.post(f"/reports/{report.ref}/add/", {"text": "One more thing"})
    rung = client.post(f"/reports/{report.ref}/rung/", {"body": "police"})
    assert {added.status_code, rung.status_code} == {302 if is_own else 404}
    assert ChronologyEntry.objects.count() == (2 if is_own else 0)


@pytest.mark.requirement("INC-16", "ESC-07")
@pytest.mark.parametrize("named", ["dso", "deputy", "lead", "hr_dso"])
def test_whoever_is_named_sees_nothing_whatever_their_post(cast: Any, raise_a_concern: Any, named: str) -> None:
    incident = raise_a_concern(about_staff="yes", staff_named=cast[named].full_name)
    client = browser(cast[named])
    assert client.get(f"/incidents/{incident.ref}/").status_code == 404
    assert client.post(f"/incidents/{incident.ref}/acknowledge/").status_code == 404
    assert incident.ref not in client.get("/").content.decode() + client.get("/incidents/").content.decode()
    incident.refresh_from_db()
    assert incident.acknowledged_at is None


@pytest.mark.parametrize(
    "path",
    ["/incidents/{ref}/", "/incidents/{ref}/acknowledge/", "/reports/{ref}/"]
    + [f"/incidents/{{ref}}/{path}/" for path in WORK],
)
@pytest.mark.parametrize("who", ["colleague", "other_dso", "admin"])
def test_a_hidden_page_cannot_be_told_from_a_missing_one(cast: Any, raise_a_concern: Any, who: str, path: str) -> None:
    incident = raise_a_concern()
    client = browser(cast[who])
    client.get("/")  # the cookies of a first page are set
    for method in ("get", "post"):
        hidden = getattr(client, method)(path.format(ref=incident.ref))
        missing = getattr(client, method)(path.format(ref=NO_SUCH_REF))
        assert hidden.status_code == missing.status_code
        assert body(hidden) == body(missing)
        differing = {"X-Request-Id", "Content-Length"}
        assert set(hidden.headers) == set(missing.headers)
        assert all(hidden[name] == missing[name] for name in set(hidden.headers) - differing)


@pytest.mark.parametrize("who", ["owner", "dsl"])
def test_wrong_methods_are_refused_and_change_nothing(cast: Any, raise_a_concern: Any, who: str) -> None:
    incident = raise_a_concern(by=cast.dsl) if who == "dsl" else raise_a_concern()
    before = AuditEvent.objects.count()
    client = browser(cast[who])
    for path in ONLY_LOOKED_AT:
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(path.format(ref=incident.ref)).status_code == 405, (method, path)
    for path in ONLY_SENT:
        for method in ("get", "head", "put", "patch", "delete"):
            assert getattr(client, method)(path.format(ref=incident.ref)).status_code == 405, (method, path)
    asked_and_sent = [f"/incidents/{{ref}}/{path}/" for path in WORK]
    for path in ("/raise/report/", "/raise/discard/", "/incidents/{ref}/acknowledge/", *asked_and_sent):
        for method in ("put", "patch", "delete"):
            assert getattr(client, method)(path.format(ref=incident.ref)).status_code == 405, (method, path)
    assert AuditEvent.objects.count() == before


BAD_REFS = [
    "1", "SG", "SG-00000", "sg-00000-00000", "SG-0000I-00000", "SG-0000O-00000", "SG-000000-0000", "SGG-0000-00000",
    "SG-00000-00000-0", "SG-٠٠٠٠٠-00000", "SG-00000-00000%20", "SG-00000-00000%0A", "%53%47-00000-0000L", "..%2f..",
    "'%20OR%201=1--", "%ED%A0%80", "🎈",
]  # fmt: skip


@pytest.mark.parametrize("who", ["dsl", "owner"])
def test_what_is_no_reference_is_no_page(cast: Any, who: str) -> None:
    client = browser(cast[who])
    for ref in BAD_REFS:
        for path in (f"/incidents/{ref}/", f"/reports/{ref}/", f"/incidents/{ref}/acknowledge/"):
            for method in ("get", "post"):
                assert getattr(client, method)(path).status_code == 404, (method, path)


def test_each_look_at_a_case_a_list_or_a_report_is_an_event(cast: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()
    browser(cast.dsl).get("/incidents/")
    browser(cast.dsl).get(f"/incidents/{incident.ref}/")
    browser(cast.owner).get(f"/reports/{incident.ref}/")
    seen = AuditEvent.objects.filter(actor_id=cast.dsl.pk).order_by("id")
    assert [(event.verb, event.subject_ref, event.refs) for event in seen] == [
        ("incidents.incident.listed", "", [incident.ref]),
        ("incidents.incident.opened", incident.ref, []),
    ]
    own = AuditEvent.objects.get(actor_id=cast.owner.pk, verb="incidents.report.opened")
    assert own.subject_ref == incident.ref


def test_a_refused_look_is_no_read(cast: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()
    before = AuditEvent.objects.count()
    browser(cast.colleague).get(f"/incidents/{incident.ref}/")
    assert AuditEvent.objects.count() == before
