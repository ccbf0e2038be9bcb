"""Named readers, questions to colleagues and locks: who may, from when to when, and who never."""

import uuid
from datetime import timedelta

import pytest

from incidents import access, selectors
from incidents.actions import (
    acknowledge_incident,
    contribute_to_case,
    end_invitation,
    end_reader,
    invite_colleague,
    lift_lock,
    lock_case,
    name_reader,
)
from incidents.enums import EntryKind
from incidents.models import CaseLock, ChronologyEntry, Exclusion, Invitation, Reader
from safeguard.audit.models import AuditEvent
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.notifications.models import Message
from safeguard.practitioners.enums import CoverReason, PostCode
from tests.factories.escalation import climb_after
from tests.factories.incidents import raise_by, told_of
from tests.factories.practitioners import hold

pytestmark = pytest.mark.django_db


def sees(user, incident):
    return access.visible_incidents(user).filter(pk=incident.pk).exists()


def named(cast, incident, person, now, by=None, **over):
    said = {"client_token": uuid.uuid4(), "reason": "Works with the school.", **over}
    return name_reader(by=by or cast.dsl, now=now, incident=incident, person=person, **said)


def asked(cast, incident, person, now, by=None, **over):
    said = {"client_token": uuid.uuid4(), "question": "What did you see at the club?", **over}
    return invite_colleague(by=by or cast.dsl, now=now, incident=incident, person=person, **said)


def locked(cast, incident, now, by=None, reason="It is talked about in the corridor."):
    return lock_case(by=by or cast.dsl, now=now, incident=incident, client_token=uuid.uuid4(), reason=reason)


# --- Readers ---------------------------------------------------------------------------------------------------------


def test_a_named_reader_sees_the_case_until_it_is_ended(cast, now, raise_a_concern):
    incident = raise_a_concern()
    assert not sees(cast.other_team, incident)
    named(cast, incident, cast.other_team, now)
    assert sees(cast.other_team, incident)
    assert not access.may_handle(cast.other_team, incident)
    end_reader(by=cast.deputy, now=now, incident=incident, person=cast.other_team)
    assert not sees(cast.other_team, incident)


def test_a_reader_until_a_day_sees_it_no_longer_once_that_day_is_over(cast, now, raise_a_concern):
    incident = raise_a_concern()
    named(cast, incident, cast.other_team, now, until=now + timedelta(days=1))
    assert sees(cast.other_team, incident)
    clock.shift(timedelta(days=1, seconds=1))
    assert not sees(cast.other_team, incident)
    assert not selectors.readers_of(incident).exists()
    named(cast, incident, cast.other_team, clock.now())
    assert sees(cast.other_team, incident)
    assert Reader.objects.filter(incident=incident).count() == 2, "who could read it before stays"


def test_a_reader_is_told_once_and_of_nothing_but_the_reference(cast, now, raise_a_concern):
    incident = raise_a_concern(exact_words="Maya said it.")
    token = uuid.uuid4()
    for _press in range(2):
        named(cast, incident, cast.other_team, now, client_token=token)
    message = Message.objects.get(recipient=cast.other_team)
    assert message.title == f"{incident.ref}: you may read it"
    assert "Maya" not in message.body
    assert incident.get_absolute_url() in message.body
    assert Reader.objects.count() == 1
    assert AuditEvent.objects.filter(verb="incidents.reader.added").count() == 1


def test_named_again_the_later_day_holds_and_nobody_is_told_twice(cast, now, raise_a_concern):
    incident = raise_a_concern()
    named(cast, incident, cast.other_team, now)
    named(cast, incident, cast.other_team, now, until=now + timedelta(days=2), reason="For the meeting.")
    assert Reader.objects.get().ends_at == now + timedelta(days=2)
    assert Message.objects.filter(recipient=cast.other_team).count() == 1
    assert AuditEvent.objects.filter(verb="incidents.reader.changed").count() == 1


@pytest.mark.parametrize("who", ["owner", "dso", "admin", "other_team", "manager"])
def test_only_whoever_leads_the_case_names_readers(cast, now, raise_a_concern, who):
    """A safeguarding officer who deals with it asks the lead; an administrator lets nobody in, themselves neither."""
    incident = raise_a_concern()
    for person in (cast.other_team, cast[who]):
        with pytest.raises(Refused):
            named(cast, incident, person, now, by=cast[who])
    for action in (lock_case, lift_lock):
        with pytest.raises(Refused):
            action(by=cast[who], now=now, incident=incident, client_token=uuid.uuid4(), reason="x")
    with pytest.raises(Refused):
        end_reader(by=cast[who], now=now, incident=incident, person=cast.other_team)
    assert not Reader.objects.exists()
    assert not CaseLock.objects.exists()


@pytest.mark.parametrize(
    ("over", "words"),
    [({"reason": " "}, "why"), ({"until": timedelta(0)}, "passed"), ({"until": timedelta(days=-9)}, "passed")],
)
def test_a_reader_has_a_reason_and_a_day_to_come(cast, now, raise_a_concern, over, words):
    given = {name: now + value if name == "until" else value for name, value in over.items()}
    with pytest.raises(Refused, match=words):
        named(cast, raise_a_concern(), cast.other_team, now, **given)


def test_nobody_who_is_kept_out_is_named_asked_or_answered(cast, now):
    incident = raise_by(cast.owner, service=cast.service, about_staff="yes", staff_named="Callum Reid")
    for let_in in (named, asked):
        for person in (cast.colleague, cast.manager):  # who it is about, and their line
            with pytest.raises(Refused, match="left out"):
                let_in(cast, incident, person, now)
    cast.other_team.is_active = False
    cast.other_team.save()
    with pytest.raises(Refused, match="closed"):
        named(cast, incident, cast.other_team, now)
    with pytest.raises(Refused, match="already"):
        named(cast, incident, cast.dsl, now)
    assert not Message.objects.filter(recipient__in=[cast.colleague, cast.manager]).exists()


def test_somebody_found_later_to_be_named_in_it_reads_and_answers_no_more(cast, now, raise_a_concern):
    incident = raise_a_concern()
    named(cast, incident, cast.other_team, now)
    question = asked(cast, incident, cast.other_team, now)
    Exclusion.objects.create(incident=incident, person=cast.other_team, reason="named")
    assert not sees(cast.other_team, incident)
    with pytest.raises(NotVisible):
        access.get_invitation_for(cast.other_team, question.ref)
    assert selectors.shared_with(cast.other_team) == []


# --- Asked without seeing --------------------------------------------------------------------------------------------


def test_whoever_is_asked_adds_what_they_know_and_sees_nothing_of_the_case(cast, now, raise_a_concern):
    incident = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=now, incident=incident)
    incident.refresh_from_db()
    question = asked(cast, incident, cast.other_team, now, by=cast.dso)
    assert access.get_invitation_for(cast.other_team, question.ref) == question
    assert not sees(cast.other_team, incident)
    token = uuid.uuid4()
    for _press in range(2):
        contribute_to_case(
            by=cast.other_team, now=now, invitation=question, client_token=token, text="He was there on Tuesday."
        )
    entry = ChronologyEntry.objects.get(kind=EntryKind.CONTRIBUTED)
    assert entry.incident == incident
    assert list(selectors.own_contributions(question)) == [entry]
    told = set(Message.objects.filter(recipient=cast.dso, subject_ref__gt="").values_list("kind", flat=True))
    assert told, "whoever deals with it hears that there is something new"


def test_the_question_is_told_of_without_the_reference_of_the_case(cast, now, raise_a_concern):
    incident = raise_a_concern()
    question = asked(cast, incident, cast.other_team, now)
    message = Message.objects.get(recipient=cast.other_team)
    assert incident.ref not in message.title + message.body + message.subject_ref
    assert question.question not in message.title + message.body
    assert f"/asked/{question.ref}/" in message.body


def test_a_question_that_has_ended_is_gone_and_takes_no_answer(cast, now, raise_a_concern):
    question = asked(cast, raise_a_concern(), cast.other_team, now)
    with pytest.raises(Refused):
        end_invitation(by=cast.other_team, now=now, invitation=question)
    for _press in range(2):
        end_invitation(by=cast.dsl, now=now, invitation=question)
    with pytest.raises(NotVisible):
        access.get_invitation_for(cast.other_team, question.ref)
    with pytest.raises(Refused, match="raise a concern"):
        contribute_to_case(by=cast.other_team, now=now, invitation=question, client_token=uuid.uuid4(), text="Late")


def test_only_whoever_was_asked_answers_and_only_those_who_deal_with_it_ask(cast, now, raise_a_concern):
    incident = raise_a_concern()
    question = asked(cast, incident, cast.other_team, now)
    for person in (cast.colleague, cast.dsl, cast.admin):
        with pytest.raises(NotVisible):
            access.get_invitation_for(person, question.ref)
        with pytest.raises(Refused):
            contribute_to_case(by=person, now=now, invitation=question, client_token=uuid.uuid4(), text="x")
    with pytest.raises(Refused, match="know"):
        contribute_to_case(by=cast.other_team, now=now, invitation=question, client_token=uuid.uuid4(), text="  ")
    with pytest.raises(Refused):
        asked(cast, incident, cast.colleague, now, by=cast.admin)
    with pytest.raises(Refused, match="ask"):
        asked(cast, incident, cast.colleague, now, question=" ")


def test_a_question_sent_twice_is_one_and_its_form_asks_nobody_else(cast, now, raise_a_concern):
    incident, token = raise_a_concern(), uuid.uuid4()
    first = asked(cast, incident, cast.other_team, now, client_token=token)
    assert asked(cast, incident, cast.other_team, now, client_token=token) == first
    with pytest.raises(Refused, match="something else"):
        asked(cast, incident, cast.colleague, now, client_token=token)
    assert Invitation.objects.count() == 1
    assert Message.objects.filter(kind="incidents.asked_to_add").count() == 1


def test_what_others_share_waits_on_my_work_and_what_is_locked_to_others_does_not(cast, now, raise_a_concern):
    incident = raise_a_concern()
    question = asked(cast, incident, cast.other_team, now)
    named(cast, incident, cast.colleague, now)
    assert [(what, ref) for what, _at, ref in selectors.shared_with(cast.other_team)] == [("asked", question.ref)]
    assert [(what, ref) for what, _at, ref in selectors.shared_with(cast.colleague)] == [("read", incident.ref)]
    end_reader(by=cast.dsl, now=now, incident=incident, person=cast.colleague)
    assert selectors.shared_with(cast.colleague) == []


# --- Locks -----------------------------------------------------------------------------------------------------------


def test_a_locked_case_is_seen_by_named_people_and_the_post_of_the_lead(cast, now, raise_a_concern):
    incident = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=now, incident=incident)
    named(cast, incident, cast.other_team, now)
    locked(cast, incident, now)
    seen = {
        who for who in ("owner", "dso", "dsl", "deputy", "lead", "other_team", "admin") if sees(cast[who], incident)
    }
    assert seen == {"dso", "dsl", "other_team"}, "who deals with it, the lead, and who was named"
    lift_lock(by=cast.dsl, now=now, incident=incident, client_token=uuid.uuid4(), reason="It is settled.")
    assert sees(cast.deputy, incident)
    assert sees(cast.lead, incident)


def test_whoever_locks_a_case_keeps_it_and_so_does_whoever_covers_the_lead(cast, now, raise_a_concern):
    incident = raise_a_concern()
    acknowledge_incident(by=cast.dsl, now=now, incident=incident)
    locked(cast, incident, now, by=cast.deputy)
    assert sees(cast.deputy, incident)
    assert not sees(cast.lead, incident)
    hold(PostCode.DSL, cast.lead, reason=CoverReason.ABSENCE)
    assert sees(cast.lead, incident)


def test_about_staff_the_strategic_lead_keeps_sight_where_the_lead_is_left_out(cast, now):
    incident = raise_by(cast.owner, about_staff="yes", staff_named="Dana Whitlock", service=cast.service)
    acknowledge_incident(by=cast.lead, now=now, incident=incident)
    assert sees(cast.hr_dso, incident)
    locked(cast, incident, now, by=cast.lead)
    assert not sees(cast.hr_dso, incident)
    assert not sees(cast.dsl, incident)
    assert sees(cast.lead, incident)


def test_a_lock_never_empties_the_ladder(cast, now, raise_a_concern):
    """Whoever is told while nobody has answered opens it and answers, locked or not (practice A7)."""
    incident = raise_a_concern()
    locked(cast, incident, now)
    climb_after(timedelta(hours=3))
    told = told_of(incident)
    assert cast.deputy in told
    for person in told:
        assert sees(person, incident)
        assert access.may_handle(person, incident)
    acknowledge_incident(by=cast.deputy, now=clock.now(), incident=incident)
    assert sees(cast.deputy, incident)
    assert not sees(cast.dso, incident)


def test_a_lock_has_a_reason_and_is_there_once(cast, now, raise_a_concern):
    incident = raise_a_concern()
    with pytest.raises(Refused, match="why"):
        locked(cast, incident, now, reason=" ")
    first = locked(cast, incident, now)
    assert locked(cast, incident, now, reason="Another reason") == first
    with pytest.raises(Refused, match="why"):
        lift_lock(by=cast.dsl, now=now, incident=incident, client_token=uuid.uuid4(), reason="")
    for _press in range(2):
        lift_lock(by=cast.dsl, now=now, incident=incident, client_token=uuid.uuid4(), reason="Settled")
    assert AuditEvent.objects.filter(verb="incidents.lock.lifted").count() == 1
    assert locked(cast, incident, now) != first


def test_access_takes_one_query_with_a_lock_too(cast, now, raise_a_concern, django_assert_num_queries):
    incident = raise_a_concern()
    locked(cast, incident, now)
    access.visible_incidents(cast.deputy).exists()  # what they do here is known from now on
    with django_assert_num_queries(1):
        assert not access.visible_incidents(cast.deputy).exists()
