"""The report of whoever raised a concern: whom to ring, whether somebody has seen it, what to add."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from incidents.models import ChronologyEntry, Incident
from safeguard.notifications.models import Message
from safeguard.practitioners.models import PostHolding
from tests.factories.incidents import raise_by
from tests.pages import browser, concern, fields

pytestmark = pytest.mark.django_db


def _report(cast: Any, incident: Any) -> str:
    return browser(cast.owner).get(f"/reports/{incident.ref}/").content.decode()


def test_ring_now_with_numbers_until_somebody_has_acknowledged(cast: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()
    page = _report(cast, incident)
    assert page.index("Ring now") < page.index("Not yet acknowledged")
    ring = page[page.index('class="sg-ring"') : page.index("</section>")]
    for person in (cast.dso, cast.dsl):
        assert f"tel:{person.work_phone}" in ring
    browser(cast.dsl).post(f"/incidents/{incident.ref}/acknowledge/")
    page = _report(cast, incident)
    assert "Dana Whitlock acknowledged it at" in page
    assert "Not yet acknowledged" not in page
    assert 'class="sg-ring"' not in page


def test_the_open_report_learns_of_the_acknowledgement(cast: Any, raise_a_concern: Any) -> None:
    incident, client = raise_a_concern(), browser(cast.owner)
    before = client.get(f"/reports/{incident.ref}/answer/").content.decode()
    assert 'data-latest="raised"' in before
    browser(cast.dsl).post(f"/incidents/{incident.ref}/acknowledge/")
    after = client.get(f"/reports/{incident.ref}/answer/").content.decode()
    assert 'data-latest="acknowledged"' in after
    assert "Dana Whitlock acknowledged it" in after
    assert "<html" not in after


@pytest.mark.requirement("INC-16")
def test_a_matter_about_staff_shows_who_is_left_out_and_the_whistleblowing_way(cast: Any, raise_a_concern: Any) -> None:
    page = _report(cast, raise_a_concern(about_staff="yes", staff_named="Dana"))  # one word of a holder's name
    left_out = page[page.index("Who is left out") : page.index("whistleblowing")]
    assert cast.dsl.full_name in left_out
    assert "0800 028 0285" in page
    page = _report(cast, raise_a_concern(about_staff="not_sure", staff_named="Nobody Known"))
    assert "We found nobody of the name you gave" in page


@pytest.mark.requirement("INC-15")
def test_the_people_involved_are_kept_with_who_they_are(cast: Any) -> None:
    roles = ["child", "adult_at_risk", "learner", "outsider"]
    typed = concern() | {"about_whom": "Sam, 14", "involved": roles, "staff_involved": ["volunteer", "staff"]}
    client = browser(cast.owner)
    incident = Incident.objects.get(ref=client.post("/raise/report/", typed)["Location"].split("/")[-2])
    assert set(incident.involved) == {*roles, "volunteer", "staff"}
    page = browser(cast.dsl).get(f"/incidents/{incident.ref}/").content.decode()
    for words in ("A child or young person", "An adult at risk", "A learner", "A volunteer", "Somebody from outside"):
        assert words in page


@pytest.mark.requirement("INC-16", "ESC-07")
@pytest.mark.parametrize(
    ("named", "offered", "never"),
    [
        ("colleague", ["dsl", "hr_dso", "deputy"], ["dso", "manager", "colleague"]),
        ("dso", ["dsl", "hr_dso"], ["dso"]),
        ("dsl", ["lead", "hr_dso", "chair"], ["dsl", "deputy", "dso"]),
    ],
)
def test_whoever_is_named_is_never_offered_to_ring(
    cast: Any, raise_a_concern: Any, named: str, offered: list[str], never: list[str]
) -> None:
    incident = raise_a_concern(about_staff="yes", staff_named=cast[named].full_name)
    page = _report(cast, incident)
    ring = page[page.index('class="sg-ring"') : page.index("</section>")]
    for who in offered:
        assert f"tel:{cast[who].work_phone}" in ring, who
    for who in never:
        assert f"tel:{cast[who].work_phone}" not in ring, who
    assert "Tell nobody else" in page


def test_when_nobody_inside_can_be_rung_the_way_outside_is_shown(cast: Any, raise_a_concern: Any, now: Any) -> None:
    PostHolding.objects.update(to_at=now - timedelta(days=1))
    page = _report(cast, raise_a_concern())
    assert "social care" in page[page.index('class="sg-ring"') :]


def test_what_can_wait_says_when_the_first_people_are_told(cast: Any, now: Any) -> None:
    local = timezone.localtime(now)
    friday = (local + timedelta(days=(4 - local.weekday()) % 7 - 7)).replace(hour=22, minute=0)
    incident = raise_by(cast.owner, friday, how_soon="can_wait", service=cast.service)
    page = _report(cast, incident)
    assert "You said that it can wait" in page
    assert not Message.objects.exists()


def test_adding_tells_those_who_deal_with_it_and_nothing_of_what(cast: Any, raise_a_concern: Any) -> None:
    incident, client = raise_a_concern(), browser(cast.owner)
    Message.objects.all().delete()
    typed = {"client_token": fields(client.get(f"/reports/{incident.ref}/"))["client_token"],
             "already_happened": ["deleted"], "text": "He deleted the chat"}  # fmt: skip
    for _press in range(2):
        assert client.post(f"/reports/{incident.ref}/add/", typed)["Location"] == f"/reports/{incident.ref}/"
    entry = ChronologyEntry.objects.get()
    assert (entry.by, entry.text, entry.already_happened) == (cast.owner, "He deleted the chat", ["deleted"])
    assert Message.objects.exists()
    assert not [m for m in Message.objects.all() if "delet" in (m.title + m.body).lower()]
    assert "He deleted the chat" in _report(cast, incident)


def test_i_have_rung_is_recorded_at_any_moment(cast: Any, raise_a_concern: Any) -> None:
    incident, client = raise_a_concern(), browser(cast.owner)
    typed = {"body": "social_care", "their_reference": "Duty worker, CR-12", "when_happened": "22:10"}
    assert client.post(f"/reports/{incident.ref}/rung/", typed).status_code == 302
    entry = ChronologyEntry.objects.get()
    assert (entry.kind, entry.body, entry.their_reference) == ("referral", "social_care", "Duty worker, CR-12")
    assert "Duty worker, CR-12" in browser(cast.dsl).get(f"/incidents/{incident.ref}/").content.decode()


@pytest.mark.parametrize(
    ("path", "typed", "wrong"),
    [
        ("add", {}, "text"),
        ("add", {"already_happened": ["nonsense"]}, "already_happened"),
        ("add", {"text": "x" * 20_001}, "text"),
        ("rung", {}, "body"),
        ("rung", {"body": "nonsense", "text": "typed"}, "body"),
        ("rung", {"body": "police", "their_reference": "x" * 201}, "their_reference"),
        ("rung", {"body": "police", "when_happened": "x" * 20_001}, "when_happened"),
    ],
)
def test_a_mistake_keeps_the_typing_and_leaves_the_report_readable(
    cast: Any, raise_a_concern: Any, path: str, typed: dict[str, str], wrong: str
) -> None:
    incident = raise_a_concern()
    answer = browser(cast.owner).post(f"/reports/{incident.ref}/{path}/", typed)
    assert answer.status_code == 422
    form = answer.context["afterwards" if path == "add" else "referral"]
    assert set(form.errors) == {wrong}
    html = answer.content.decode()
    assert "<title>Error: " in html
    assert "govuk-error-summary" in html
    assert "Ring now" in html
    for name in ("text", "their_reference", "when_happened"):
        if name in typed:
            assert typed[name] in html
    assert not ChronologyEntry.objects.exists()
