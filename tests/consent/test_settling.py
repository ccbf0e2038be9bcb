"""A family says that somebody is unsafe: it is seen until somebody answers, and never dropped after."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction

from consent.actions import acknowledge_alarm, decide_no_concern, raise_alarm
from consent.models import ConsentRequest
from incidents.actions import name_people
from incidents.models import Incident
from safeguard.audit.models import AuditEvent
from safeguard.duties.actions import tell_others_of_overdue_duties
from safeguard.duties.models import Duty
from safeguard.escalation.selectors import ladder_about
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from tests.factories.consent import a_family, asked
from tests.factories.incidents import raise_by
from tests.pages import body, browser, chosen, fields

pytestmark = pytest.mark.django_db
NOTE = "He shouts at her at night."
SAYS = "A family says that someone is unsafe"


@pytest.fixture
def request_(cast, now):
    return asked(cast.owner, *a_family(cast.owner, now), now=now)


def alarm(request, now, note=NOTE, *, is_about_us=False):
    return raise_alarm(now=now, request=request, note=note, is_about_us=is_about_us)


def duties():
    return Duty.objects.filter(kind="raise_concern")


def settled(request):
    request.refresh_from_db()
    return request.settled_by, request.no_concern_why, ladder_about(ConsentRequest.SUBJECT, request.ref).state


def page(who, path):
    html = body(browser(who).get(path))
    return html[html.index("<main") : html.index('class="sg-emergency"')]


# --- Where it stands until somebody answers -------------------------------------------------------------------------


def test_it_stands_first_for_those_who_were_told_and_on_the_dashboard(cast, now, request_):
    alarm(request_, now)
    for who in ("dso", "dsl"):
        for path in ("/", "/incidents/"):
            html = page(cast[who], path)
            assert html.index(SAYS) < html.index("acknowledged"), (who, path)
            assert f'href="/consent/requests/{request_.ref}/"' in html
    assert SAYS in page(cast.deputy, "/incidents/")  # sees all of them, though nobody told them yet
    for who in ("owner", "manager", "colleague", "other_team", "board", "ict", "admin"):
        assert SAYS not in page(cast[who], "/"), who
    assert SAYS not in page(cast.other_dso, "/incidents/")
    acknowledge_alarm(by=cast.dso, now=now, request=request_)
    assert SAYS not in page(cast.dsl, "/")


def test_what_may_be_about_us_stands_only_with_those_who_were_told(cast, now, request_):
    alarm(request_, now, is_about_us=True)
    for who, sees in (("dsl", True), ("hr_dso", True), ("dso", False), ("deputy", False), ("owner", False)):
        assert (SAYS in page(cast[who], "/")) == sees, who


def test_an_open_dashboard_learns_of_it(cast, now, request_):
    client = browser(cast.dsl)
    before = body(client.get("/incidents/alerts/"))
    alarm(request_, now)
    after = body(client.get("/incidents/alerts/"))
    assert before != after
    assert SAYS in after


# --- What whoever acknowledged it has to do -------------------------------------------------------------------------


def test_acknowledging_gives_a_duty_that_is_chased(cast, now, request_):
    alarm(request_, now)
    acknowledge_alarm(by=cast.dso, now=now, request=request_)
    duty = duties().get()
    assert (duty.owner, duty.subject_ref, duty.due_at) == (cast.dso, request_.ref, now + timedelta(minutes=120))
    acknowledge_alarm(by=cast.dsl, now=now, request=request_)
    assert duties().get().owner == cast.dso
    assert "Raise the concern, or say why not" in page(cast.dso, "/")
    assert "Raise the concern" not in page(cast.manager, "/")
    assert tell_others_of_overdue_duties(now=now + timedelta(hours=3)) == 1
    assert Message.objects.filter(kind="escalation.alert", recipient=cast.dsl, queued_at__gt=now).exists()


def test_a_concern_raised_from_it_settles_it(cast, now, request_):
    alarm(request_, now)
    acknowledge_alarm(by=cast.dso, now=now, request=request_)
    incident = raise_by(cast.dso, now, alarm=request_, service=cast.service)
    assert settled(request_) == (cast.dso, "", "acknowledged")
    assert duties().get().state == "done"
    assert incident.people.get() == request_.person
    event = AuditEvent.objects.get(verb="consent.request.concern_raised")
    assert (event.subject_ref, event.refs) == (request_.ref, [incident.ref])


def test_that_a_concern_was_raised_from_it_is_no_tip_off(cast, now, request_):
    """Practice B16: the worker who asked the family may be whom it is about."""
    alarm(request_, now)
    incident = raise_by(cast.dso, now, alarm=request_, service=cast.service)
    path, said = f"/consent/requests/{request_.ref}/", "raised a concern from it"
    assert said in page(cast.owner, path)
    found = {"client_token": uuid.uuid4(), "people": [cast.owner], "text": "She told me."}
    name_people(by=cast.dsl, now=now, incident=incident, **found)
    for who, knows in (("owner", False), ("manager", False), ("dso", True), ("dsl", True)):
        assert (said in page(cast[who], path)) is knows, who


def test_a_concern_raised_before_anybody_acknowledged_stops_the_calls(cast, now, request_):
    alarm(request_, now)
    raise_by(cast.dsl, now, alarm=request_, service=cast.service)
    assert settled(request_) == (cast.dsl, "", "acknowledged")
    assert not duties().exists()


def test_somebody_who_was_not_told_settles_nothing(cast, now, request_):
    alarm(request_, now)
    raise_by(cast.owner, now, alarm=request_, service=cast.service)
    assert settled(request_) == (None, "", "climbing")
    with pytest.raises(Refused, match="was told"), transaction.atomic():
        decide_no_concern(by=cast.owner, now=now, request=request_, reason="I know them.")
    assert browser(cast.owner).get(f"/consent/requests/{request_.ref}/no-concern/").status_code == 404


def test_a_reason_why_not_settles_it(cast, now, request_):
    alarm(request_, now)
    path = f"/consent/requests/{request_.ref}/no-concern/"
    client, token = browser(cast.dso), str(uuid.uuid4())
    early = client.post(path, {"reason": "They meant the dog.", "client_token": token})
    assert (early.status_code, "Acknowledge it first" in body(early)) == (422, True)
    acknowledge_alarm(by=cast.dso, now=now, request=request_)
    assert f'href="{path}"' in body(client.get(f"/consent/requests/{request_.ref}/"))
    assert client.post(path, {"reason": " ", "client_token": token}).status_code == 422
    assert client.post(path, {"reason": "They meant the dog.", "client_token": token}).status_code == 302
    assert settled(request_) == (cast.dso, "They meant the dog.", "acknowledged")
    assert duties().get().state == "done"
    shown = body(client.get(f"/consent/requests/{request_.ref}/"))
    assert "No concern was raised" in shown
    assert "They meant the dog." in shown
    assert client.post(path, {"reason": "Again.", "client_token": str(uuid.uuid4())}).status_code == 422


def test_other_words_after_a_reason_begin_it_anew(cast, now, request_):
    alarm(request_, now)
    acknowledge_alarm(by=cast.dso, now=now, request=request_)
    decide_no_concern(by=cast.dso, now=now, request=request_, reason="They meant the dog.")
    alarm(request_, now + timedelta(hours=1), "It was not the dog.")
    assert settled(request_) == (None, "", "acknowledged")
    assert duties().filter(state="open").get().owner == cast.dso


def test_whoever_hears_that_nothing_was_done_may_settle_it(cast, now, request_):
    """The officer may be ill by then: the lead was told of the overdue duty."""
    alarm(request_, now, is_about_us=True)
    acknowledge_alarm(by=cast.hr_dso, now=now, request=request_)
    tell_others_of_overdue_duties(now=now + timedelta(hours=3))
    decide_no_concern(by=cast.dsl, now=now + timedelta(hours=3), request=request_, reason="About a neighbour.")
    assert settled(request_)[0] == cast.dsl


# --- The way from it to a concern -----------------------------------------------------------------------------------


def test_the_form_begins_with_what_they_wrote(cast, now, request_):
    alarm(request_, now)
    acknowledge_alarm(by=cast.dso, now=now, request=request_)
    client = browser(cast.dso)
    for path in ("/raise/", "/raise/danger/"):
        assert f"alarm={request_.ref}" in body(client.get(f"{path}?alarm={request_.ref}"))
    form = client.get(f"/raise/report/?alarm={request_.ref}")
    assert (fields(form)["exact_words"], fields(form)["alarm"]) == (NOTE, request_.ref)
    assert fields(form)["about_whom"].startswith("Amira Khan")
    more = {"how_soon": "today", "about_staff": "no", "imagery": "no", "client_token": str(uuid.uuid4())}
    assert client.post("/raise/report/", {**fields(form), **more}).status_code == 302
    assert Incident.objects.get().exact_words == NOTE
    assert settled(request_)[0] == cast.dso
    stranger = browser(cast.owner).get(f"/raise/report/?alarm={request_.ref}")
    assert (fields(stranger)["exact_words"], fields(stranger)["alarm"]) == ("", "")


def test_what_may_be_about_us_begins_as_not_sure(cast, now, request_):
    alarm(request_, now, is_about_us=True)
    form = browser(cast.dsl).get(f"/raise/report/?alarm={request_.ref}")
    assert ("about_staff", "not_sure") in chosen(form)


# --- Many words, one after the other --------------------------------------------------------------------------------


def test_words_that_come_quickly_are_told_together_and_none_is_lost(cast, now, request_):
    alarm(request_, now)
    for minute in range(60):
        alarm(request_, now + timedelta(minutes=minute), f"And another thing, {minute}.")
    news = Message.objects.filter(kind="escalation.news", recipient=cast.dsl, channel="email")
    assert 10 <= news.count() <= 13
    last = news.order_by("next_attempt_at").last()
    assert last.next_attempt_at > now + timedelta(minutes=59)
    request_.refresh_from_db()
    assert "another thing, 59." in request_.answer_note
