"""A family says that somebody is unsafe: who is told, who never is, and who reads what they wrote (practice B26)."""

from datetime import timedelta

import pytest
from django.db import transaction

from consent import access
from consent.actions import acknowledge_alarm, raise_alarm, revoke_request
from consent.models import ConsentRequest
from safeguard.escalation.enums import LadderState
from safeguard.escalation.models import Ladder
from safeguard.escalation.selectors import ladder_about
from safeguard.lib.errors import NotVisible, Refused
from safeguard.notifications.models import Message
from safeguard.people.actions import involve
from safeguard.people.models import Person
from tests.factories.consent import a_family, an_activity, answered, asked
from tests.factories.incidents import told_of

pytestmark = pytest.mark.django_db
NOTE = "He shouts at her at night."


@pytest.fixture
def request_(cast, now):
    return asked(cast.owner, *a_family(cast.owner, now), now=now)


def alarm(request, now, *, note=NOTE, is_about_us=False):
    return raise_alarm(now=now, request=request, note=note, is_about_us=is_about_us)


def told(request):
    return {person.full_name for person in told_of(request)}


def test_people_are_told_at_once_without_a_name_or_a_word_of_it(cast, request_, now):
    ladder = alarm(request_, now)
    assert (ladder.urgency, ladder.kind, ladder.service) == ("now", "ordinary", cast.service)
    assert told(request_) == {cast.dso.full_name, cast.dsl.full_name}
    alerts = Message.objects.filter(kind="escalation.alert", recipient=cast.dso)
    assert f"/consent/requests/{request_.ref}/" in alerts.get(channel="email").body
    for mail in alerts:
        for word in ("Amira", "Khan", "shouts", "Evening"):
            assert word not in f"{mail.title} {mail.body}"


def test_it_waits_for_no_answer_and_for_no_open_link(cast, request_, now):
    revoke_request(by=cast.owner, now=now, request=request_)
    alarm(request_, now)
    request_.refresh_from_db()
    assert (request_.state, request_.answer_note) == ("revoked", NOTE)
    assert told(request_)


def test_an_answer_that_says_so_raises_it(cast, request_, now):
    answered(request_, now, note=NOTE, is_somebody_unsafe=True)
    assert told(request_) == {cast.dso.full_name, cast.dsl.full_name}
    request_.refresh_from_db()
    assert request_.answer_note == NOTE  # once, though both have written it


@pytest.mark.parametrize("changes", [{"safe_word": "number"}, {"safe_word": "answer", "is_in_danger_at_home": True}])
def test_no_receipt_undoes_an_answer_or_an_alarm(cast, request_, now, changes):
    """A word of the receipt became one that no message holds: none is sent, and everything else stands."""
    Person.objects.filter(pk=request_.person_id).update(**changes)
    answered(request_, now, note=NOTE, is_somebody_unsafe=True)
    request_.refresh_from_db()
    assert (request_.state, request_.answer_note) == ("answered", NOTE)
    assert request_.decisions.exists()
    assert told(request_) == {cast.dso.full_name, cast.dsl.full_name}
    assert not Message.objects.filter(kind="consent.receipt").exists()


@pytest.mark.parametrize("flag", ["is_in_danger_at_home", "known_use_endangers", "has_known_violence"])
def test_a_flag_set_after_asking_undoes_no_alarm_where_the_service_tells_why(cast, request_, now, flag):
    type(cast.service).objects.filter(pk=cast.service.pk).update(name="Self-harm support")
    Person.objects.filter(pk=request_.person_id).update(**{flag: True})
    answered(request_, now, note=NOTE, is_somebody_unsafe=True)
    request_.refresh_from_db()
    assert request_.state == "answered"
    assert told(request_) == {cast.dso.full_name, cast.dsl.full_name}
    assert "Self-harm" not in Message.objects.get(kind="consent.receipt").body


def test_the_same_words_again_tell_nobody_twice_and_other_words_do(request_, now):
    ladder = alarm(request_, now)
    before = Message.objects.count()
    assert alarm(request_, now) == ladder
    assert alarm(request_, now, note="") == ladder
    assert Message.objects.count() == before
    assert alarm(request_, now, note="And now he is outside.") == ladder
    assert Message.objects.filter(kind="escalation.news").count() >= 1
    request_.refresh_from_db()
    assert request_.answer_note == f"{NOTE}\n\nAnd now he is outside."


def test_what_may_be_about_us_is_not_told_to_those_who_work_with_them(cast, request_, now):
    involve(by=cast.owner, now=now, person=request_.person, practitioner=cast.colleague)
    ladder = alarm(request_, now, is_about_us=True)
    assert ladder.kind == "about_staff"
    assert told(request_) == {cast.dsl.full_name, cast.hr_dso.full_name}
    assert {cast.owner.pk, cast.colleague.pk, cast.manager.pk} <= set(ladder.excluded)
    assert cast.dsl.pk not in ladder.excluded


def test_a_lead_who_works_with_them_is_left_out_too(cast, now):
    person, mother = a_family(cast.owner, now)
    request = asked(cast.dsl, person, mother, an_activity(cast.owner, now), now=now)
    alarm(request, now, is_about_us=True)
    assert cast.dsl.full_name not in told(request)
    assert cast.hr_dso.full_name in told(request)


def test_a_second_thought_that_it_is_about_us_narrows_who_is_told(cast, request_, now):
    first = alarm(request_, now)
    second = alarm(request_, now, is_about_us=True)
    first.refresh_from_db()
    assert (first.state, second.kind) == (LadderState.STOOD_DOWN, "about_staff")
    assert alarm(request_, now, is_about_us=False) == second  # and is never widened again
    assert Ladder.objects.filter(subject_ref=request_.ref).count() == 2


def test_who_reads_the_note(cast, request_, now):
    assert access.may_read_note(cast.owner, None)
    ordinary = alarm(request_, now)
    assert access.may_read_note(cast.owner, ordinary)
    narrow = alarm(request_, now, is_about_us=True)
    for who in ("owner", "manager", "dso", "deputy", "lead"):
        assert not access.may_read_note(cast[who], narrow), who
    for who in ("dsl", "hr_dso"):
        assert access.may_read_note(cast[who], narrow), who


def test_whoever_was_told_may_open_the_request_and_nobody_else_may(cast, request_, now):
    with pytest.raises(NotVisible):
        access.get_request_for(cast.hr_dso, request_.ref)
    alarm(request_, now, is_about_us=True)
    assert access.get_request_for(cast.hr_dso, request_.ref) == request_
    for who in ("colleague", "other_team", "other_dso", "board", "ict", "admin"):
        with pytest.raises(NotVisible):
            access.get_request_for(cast[who], request_.ref)


def test_acknowledging_stops_it_and_the_second_sees_who_was_first(cast, request_, now):
    alarm(request_, now)
    for nobody in (cast.owner, cast.deputy):
        with pytest.raises(Refused, match="Somebody who was told"), transaction.atomic():
            acknowledge_alarm(by=nobody, now=now, request=request_)
    first = acknowledge_alarm(by=cast.dso, now=now, request=request_)
    second = acknowledge_alarm(by=cast.dsl, now=now + timedelta(minutes=1), request=request_)
    assert first.acknowledged_by == second.acknowledged_by == cast.dso
    assert ladder_about(ConsentRequest.SUBJECT, request_.ref).state == LadderState.ACKNOWLEDGED


def test_there_is_nothing_to_acknowledge_without_an_alarm(cast, request_, now):
    with pytest.raises(Refused, match="Somebody who was told"):
        acknowledge_alarm(by=cast.dsl, now=now, request=request_)
