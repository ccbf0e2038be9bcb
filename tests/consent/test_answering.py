"""Links, dates of birth and answers: what is written when somebody without an account answers."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import transaction

from consent.actions import answer_request, identify, open_link, revoke_request
from consent.enums import Decision, Method, Purpose
from consent.exceptions import LinkClosed, TooManyTries
from consent.models import ConsentDecision, ConsentRequest
from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.lib.links import token_of
from safeguard.notifications.models import Message
from safeguard.people.actions import change_contact
from tests.factories.consent import a_family, an_activity, answered, asked
from tests.factories.people import BORN

pytestmark = pytest.mark.django_db
YES, NO = Decision.AGREED, Decision.REFUSED
WRONG = date(2011, 3, 28)


@pytest.fixture
def family(cast, now):
    return a_family(cast.owner, now)


@pytest.fixture
def request_(cast, now, family):
    person, mother = family
    return asked(cast.owner, person, mother, now=now)


def verbs(request):
    return list(AuditEvent.objects.filter(subject_ref=request.ref).order_by("id").values_list("verb", flat=True))


def follow(request, now, **over):
    token = token_of("consent", request.link_id)
    return open_link(**{"now": now, "link_id": request.link_id, "token": token, **over})


# --- The link -------------------------------------------------------------------------------------------------------


def test_following_a_link_signs_nothing_and_uses_nothing_up(request_, now):
    for minutes in range(3):
        opened = follow(request_, now + timedelta(minutes=minutes))
    assert (opened.state, opened.opened_at, opened.identified_at) == ("sent", now, None)
    assert verbs(request_) == ["consent.request.asked", "consent.request.link_opened"]
    assert not ConsentDecision.objects.exists()


@pytest.mark.parametrize("token", ["", "0" * 32, "é" * 32, "a" * 5000, "\x00"])
def test_a_forged_token_opens_nothing_and_costs_no_query(request_, now, token, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(LinkClosed):
        follow(request_, now, token=token)


def test_a_token_opens_its_own_link_only(cast, request_, now, family):
    other = asked(cast.owner, family[0], None, request_.activity, now=now)
    with pytest.raises(LinkClosed):
        follow(other, now, token=token_of("consent", request_.link_id))
    with pytest.raises(LinkClosed):
        follow(other, now, token=token_of("answer", other.link_id))
    nobody = uuid.uuid4()
    with pytest.raises(LinkClosed):
        open_link(now=now, link_id=nobody, token=token_of("consent", nobody))


def closed_everywhere(request, now):
    """No way into it is left, and trying leaves no trace in it."""
    request.refresh_from_db()
    before = verbs(request)
    for attempt in (
        lambda: follow(request, now),
        lambda: identify(now=now, request=request, born_on=BORN),
        lambda: answered(request, now),
    ):
        with pytest.raises(LinkClosed), transaction.atomic():
            attempt()
    assert verbs(request) == before


def test_a_link_that_is_too_old(request_, now):
    assert follow(request_, request_.expires_at - timedelta(seconds=1))
    closed_everywhere(request_, request_.expires_at)


def test_a_link_that_was_taken_back(cast, request_, now):
    revoke_request(by=cast.owner, now=now, request=request_)
    closed_everywhere(request_, now)


def test_a_link_that_was_used(request_, now):
    answered(request_, now)
    closed_everywhere(request_, now)


@pytest.mark.parametrize(
    "changes",
    [{"safe_email": "no"}, {"safe_email": "not_asked"}, {"email": "other@family.example", "safe_email": "yes"}],
)
def test_a_link_whose_address_is_no_longer_safe_or_theirs(cast, request_, now, family, changes):
    mother = family[1]
    change_contact(by=cast.owner, now=now, whom=mother, version=mother.version, changes=changes)
    closed_everywhere(request_, now)


# --- The date of birth ----------------------------------------------------------------------------------------------


def test_the_right_date_of_birth(request_, now):
    for minutes in range(2):
        assert identify(now=now + timedelta(minutes=minutes), request=request_, born_on=BORN)
    request_.refresh_from_db()
    assert (request_.identified_at, request_.wrong_birthdays) == (now, 0)
    assert verbs(request_).count("consent.request.identified") == 2


def test_five_wrong_dates_block_for_a_quarter_of_an_hour_and_the_next_five_for_longer(request_, now):
    for _ in range(5):
        assert not identify(now=now, request=request_, born_on=WRONG)
    soon, later = now + timedelta(minutes=14, seconds=59), now + timedelta(minutes=15)
    with pytest.raises(TooManyTries) as blocked, transaction.atomic():
        identify(now=soon, request=request_, born_on=BORN)  # even the right one
    assert blocked.value.until == later
    for _ in range(5):
        assert not identify(now=later, request=request_, born_on=WRONG)
    with pytest.raises(TooManyTries), transaction.atomic():
        identify(now=later + timedelta(minutes=59), request=request_, born_on=BORN)
    assert identify(now=later + timedelta(minutes=60), request=request_, born_on=BORN)
    assert verbs(request_).count("consent.request.wrong_birthday") == 10


# --- The answers ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("CON-03")
def test_each_purpose_is_answered_on_its_own(cast, now, family):
    """All six purposes; one yes never carries another."""
    activity = an_activity(cast.owner, now, list(Purpose))
    request = asked(cast.owner, *family, activity, now=now)
    given = {purpose: (YES if purpose in (Purpose.TAKE_PART, Purpose.SHARING) else NO) for purpose in Purpose}
    answered(request, now, answers=given, young_person={Purpose.TAKE_PART: YES, Purpose.IMAGE: NO})
    rows = ConsentDecision.objects.filter(request=request)
    assert {row.purpose: row.decision for row in rows.filter(party="parent_carer")} == given
    assert {row.purpose: row.decision for row in rows.filter(party="young_person")} == {
        "take_part": "agreed",
        "image": "refused",
    }
    without_one = {purpose: decision for purpose, decision in given.items() if purpose != Purpose.RECORDING}
    again = asked(cast.owner, *family, activity, now=now)
    with pytest.raises(Refused, match="Answer each question"), transaction.atomic():
        answered(again, now, answers=without_one)


def test_what_is_on_the_row_of_an_answer(request_, now, family):
    person, mother = family
    answered(request_, now, name="  Sana Khan ", young_person=NO)
    parent = request_.decisions.get(party="parent_carer", purpose="take_part")
    young = request_.decisions.get(party="young_person", purpose="take_part")
    assert (parent.given_by, parent.adult, parent.decision) == ("Sana Khan", mother, "agreed")
    assert (young.given_by, young.adult, young.decision) == (person.known_as, None, "refused")
    for row in (parent, young):
        assert (row.method, row.given_at, row.recorded_at, row.recorded_by) == (Method.LINK, now, now, None)
    assert AuditEvent.objects.filter(verb="consent.decision.recorded").count() == 4


def test_the_young_person_alone(cast, now, family):
    request = asked(cast.owner, family[0], None, now=now)
    answered(request, now)
    assert {row.party for row in request.decisions.all()} == {"young_person"}
    assert request.decisions.first().given_by == "Amira Khan"


def test_the_receipt_tells_that_an_answer_came_and_nothing_of_it(request_, now, cast):
    answered(request_, now, note="There is a dog.")
    receipt = Message.objects.get(kind="consent.receipt")
    assert receipt.address == "sana@family.example"
    assert request_.ref in receipt.body
    for word in ("Amira", "Khan", "agree", "yes", "dog", "music", "/l/"):
        assert word not in receipt.body.replace("change your mind", "")
    told = Message.objects.get(kind="consent.answered")
    assert told.recipient == cast.owner
    assert f"/consent/requests/{request_.ref}/" in told.body
    assert "Amira" not in told.body


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"answers": {}}, "Answer each question"),
        ({"answers": {Purpose.TAKE_PART: YES, Purpose.MESSAGES: Decision.WITHDRAWN}}, "Answer each question"),
        (
            {"answers": {Purpose.TAKE_PART: YES, Purpose.MESSAGES: YES, Purpose.IMAGE: YES}},
            "Answer each question",
        ),
        ({"young_person": {Purpose.IMAGE: YES}}, "what the young person answers"),
        ({"young_person": Decision.WITHDRAWN}, "what the young person answers"),
        ({"name": " "}, "full name"),
        ({"name": "x" * 151}, "full name"),
        ({"note": "x" * 4001}, "Shorten"),
    ],
)
def test_an_answer_that_cannot_be_written_changes_nothing(request_, now, over, words):
    before = verbs(request_)
    with pytest.raises(Refused, match=words), transaction.atomic():
        answered(request_, now, **over)
    request_.refresh_from_db()
    assert (request_.state, verbs(request_)) == ("sent", before)
    assert not ConsentDecision.objects.exists()


def test_a_double_press_lands_once(request_, now):
    token = uuid.uuid4()
    first = answered(request_, now, client_token=token)
    second = answered(request_, now + timedelta(seconds=1), client_token=token)
    assert (first, second.answered_at) == (second, now)
    assert ConsentDecision.objects.count() == 4
    assert Message.objects.filter(kind="consent.receipt").count() == 1
    assert answer_request  # the action behind the factory


def test_a_refused_answer_leaves_the_link_open(request_, now):
    with pytest.raises(Refused), transaction.atomic():
        answered(request_, now, name="")
    assert answered(request_, now).state == "answered"
    assert ConsentRequest.objects.get().answer_name == "Sana Khan"
