"""A human answers: from then on nobody is told, and the story says who, when and what became of each message."""

from datetime import UTC, datetime, timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.escalation import selectors
from safeguard.escalation.actions import acknowledge_ladder, note_opened, raise_urgency, stand_down_ladder, tell_of_news
from safeguard.escalation.enums import LadderState, StepKind, Urgency
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.lib import clock
from safeguard.notifications.enums import Channel
from safeguard.notifications.models import Message
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import PostHolding
from tests.factories.escalation import climb_after, set_clock, start, told
from tests.factories.notifications import MessageFactory
from tests.factories.practitioners import UserFactory, hold

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 5, tzinfo=UTC)
MAIL = Channel.EMAIL.label.capitalize()


def messages(state):
    return Message.objects.filter(state=state).count()


def test_acknowledged_and_no_message_more(cast, now):
    ladder = start(cast.service)
    sent = Message.objects.first()
    Message.objects.filter(pk=sent.pk).update(state="sent", sent_at=now)
    waiting = messages("waiting")
    assert acknowledge_ladder(by=cast.dsl, now=now, ladder=ladder)
    assert (ladder.state, ladder.acknowledged_by, ladder.acknowledged_at) == ("acknowledged", cast.dsl, now)
    assert not ladder.is_climbing
    assert (messages("waiting"), messages("cancelled"), messages("sent")) == (0, waiting, 1)
    assert climb_after(timedelta(days=2)) == 0
    assert messages("waiting") == 0
    assert AuditEvent.objects.get(verb="escalation.ladder.acknowledged").actor_id == cast.dsl.pk


def test_acknowledged_by_the_second_changes_nothing(cast, now):
    ladder = start(cast.service)
    acknowledge_ladder(by=cast.dsl, now=now, ladder=ladder)
    assert not acknowledge_ladder(by=cast.dso, now=now + MINUTE, ladder=ladder)
    ladder.refresh_from_db()
    assert (ladder.acknowledged_by, ladder.acknowledged_at) == (cast.dsl, now)
    assert ladder.story.filter(kind=StepKind.ACKNOWLEDGED).count() == 1


def test_opening_is_noted_once_and_only_of_those_told(cast, now):
    ladder = start(cast.service)
    for person in (cast.dsl, cast.dsl, cast.deputy):
        note_opened(by=person, now=now, ladder=ladder)
    assert [step.person for step in ladder.story.filter(kind=StepKind.OPENED)] == [cast.dsl]
    assert selectors.was_told(ladder, cast.dsl.pk)
    assert not selectors.was_told(ladder, cast.deputy.pk)


def test_opening_in_two_windows_at_once_is_noted_once(cast, now, monkeypatch):
    """Both have looked before either has written: the database decides."""
    ladder = start(cast.service)
    note_opened(by=cast.dsl, now=now, ladder=ladder)
    blind = ladder.story.none()
    monkeypatch.setattr(type(ladder), "story", type("Story", (), {"filter": lambda self, **kwargs: blind})())
    note_opened(by=cast.dsl, now=now, ladder=ladder)
    assert LadderStep.objects.filter(kind=StepKind.OPENED).count() == 1


def test_stood_down_and_no_message_more(cast, now):
    ladder = start(cast.service)
    subject = {"subject_type": ladder.subject_type, "subject_ref": ladder.subject_ref}
    assert stand_down_ladder(by=cast.dsl, now=now, **subject)
    ladder.refresh_from_db()
    assert ladder.state == LadderState.STOOD_DOWN
    assert messages("waiting") == 0
    assert climb_after(timedelta(days=1)) == 0
    assert not stand_down_ladder(by=cast.dsl, now=now, **subject)
    assert ladder.story.filter(kind=StepKind.STOOD_DOWN, person=cast.dsl).count() == 1
    assert AuditEvent.objects.filter(verb="escalation.ladder.stood_down").count() == 1


def test_subject_stood_down_may_climb_again(cast, now):
    ladder = start(cast.service)
    stand_down_ladder(by=None, now=now, subject_type=ladder.subject_type, subject_ref=ladder.subject_ref)
    again = start(cast.service, subject_ref=ladder.subject_ref)
    assert selectors.ladder_about(ladder.subject_type, ladder.subject_ref) == again
    assert selectors.ladder_about("test.subject", "none") is None


def test_news_go_to_everybody_told_so_far(cast, now):
    ladder = start(cast.service)
    Message.objects.all().delete()
    tell_of_news(now=now, ladder=ladder)
    assert set(Message.objects.values_list("recipient__full_name", flat=True)) == set(told(ladder))
    message = Message.objects.first()
    assert message.title == f"{ladder.about_ref}: something was added"
    assert message.body.endswith(ladder.path)


def test_news_go_to_whoever_is_dealing_with_it_and_to_the_first_in_line(cast, now):
    ladder = start(cast.service)
    acknowledge_ladder(by=cast.deputy, now=now, ladder=ladder)
    Message.objects.all().delete()
    for _ in range(2):  # each addition is news
        assert tell_of_news(now=now, ladder=ladder) == 3
    assert set(Message.objects.values_list("recipient_id", flat=True)) == {cast.dso.pk, cast.dsl.pk, cast.deputy.pk}
    assert messages("waiting") == 6 * Message.objects.values("channel").distinct().count()


def test_news_of_what_is_still_asleep_wake_nobody(cast):
    ladder = start(cast.service, set_clock(FRIDAY_NIGHT), urgency="can_wait")
    assert selectors.is_sleeping(ladder)
    assert tell_of_news(now=clock.now(), ladder=ladder) == 0
    assert not Message.objects.exists()


def test_news_do_not_go_to_somebody_who_has_left(cast, now):
    ladder = start(cast.service)
    acknowledge_ladder(by=cast.deputy, now=now, ladder=ladder)
    ladder.acknowledged_by.is_active = False
    assert tell_of_news(now=now, ladder=ladder) == 2


def test_what_can_wait_is_woken_when_it_cannot(cast):
    """Somebody has rung the police: those first in line are told at once (practice A4)."""
    ladder = start(cast.service, set_clock(FRIDAY_NIGHT), urgency="can_wait")
    now = clock.now()
    assert raise_urgency(by=cast.owner, now=now, ladder=ladder, urgency=Urgency.NOW)
    ladder.refresh_from_db()
    assert told(ladder) == ["Dele Adeyemi", "Dana Whitlock"]
    assert (ladder.urgency, ladder.next_due_at) == ("now", now + 15 * MINUTE)
    assert not selectors.is_sleeping(ladder)
    assert not raise_urgency(by=cast.owner, now=now, ladder=ladder, urgency=Urgency.NOW)
    assert len(told(ladder)) == 2


def test_what_is_answered_is_not_woken(cast, now):
    ladder = start(cast.service)
    acknowledge_ladder(by=cast.dsl, now=now, ladder=ladder)
    assert not raise_urgency(by=cast.owner, now=now, ladder=ladder, urgency=Urgency.NOW)


def test_news_of_a_ladder_that_told_nobody(cast, now):
    PostHolding.objects.all().delete()
    tell_of_news(now=now, ladder=start(cast.service))
    assert not Message.objects.exists()


def test_story_in_order_with_the_fate_of_each_message(cast, now, django_assert_num_queries):
    ladder = start(cast.service)
    climb_after(61 * MINUTE)
    acknowledge_ladder(by=cast.dsl, now=now + timedelta(hours=2), ladder=ladder)
    with django_assert_num_queries(2):
        story = selectors.story_of(ladder)
    assert [(line.step.kind, line.step.person) for line in story] == [
        ("told", cast.dso),
        ("told", cast.dsl),
        ("told", cast.deputy),
        ("acknowledged", cast.dsl),
    ]
    assert all(line.messages for line in story[:3])
    assert story[3].messages == ()


def test_story_says_in_words_what_became_of_each_telling(cast, settings):
    settings.SMS_URL = "json://127.0.0.1:9/{to}"
    now = set_clock(datetime(2026, 11, 27, 22, 5, tzinfo=UTC))
    PostHolding.objects.filter(person=cast.deputy).delete()
    ladder = start(cast.service, now)
    mail = Message.objects.filter(channel="email")
    mail.filter(recipient=cast.dso).update(state="sent", sent_at=now)
    mail.filter(recipient=cast.dsl).update(failing_since=now, last_error="SMTP 550", attempts=4)
    note_opened(by=cast.dso, now=now + MINUTE, ladder=ladder)
    climb_after(61 * MINUTE)
    told_dso, told_dsl, opened, nobody, *_ = selectors.story_of(ladder)
    assert told_dso.title == "Told Dele Adeyemi (Designated Safeguarding Officer)"
    assert told_dso.fate == f"{MAIL} accepted 27 Nov 22:05\nText message waiting to be sent\nOpened 27 Nov 22:06"
    assert told_dsl.fate == (
        f"{MAIL} NOT DELIVERED (SMTP 550): tried 4 times, trying again\nText message waiting to be sent\nNot opened yet"
    )
    assert (opened.title, opened.fate) == ("Dele Adeyemi: opened it", "")
    assert nobody.title.startswith("Deputy Designated Safeguarding Lead: nobody holds this post")


def test_alerts_that_do_not_arrive_are_found_by_their_matter(cast, now):
    matter, other = start(cast.service), start(cast.service)
    MessageFactory(kind="account.mail", failing_since=now)  # of no subject, and of no matter
    for ladder in (matter, other):
        tellings = ladder.story.filter(person=cast.dsl).values_list("telling", flat=True)
        Message.objects.filter(subject_ref__in=[str(t) for t in tellings]).update(failing_since=now)
    refs = Ladder.objects.filter(pk=matter.pk).values("about_ref")
    assert {m.recipient for m in selectors.failing_alerts_about(refs)} == {cast.dsl}
    assert (
        selectors.failing_alerts_about(refs).count()
        == Message.objects.filter(failing_since=now, recipient=cast.dsl).count() / 2
    )
    assert not selectors.failing_alerts_about(refs.none())


def test_people_to_ring_are_those_of_the_ladder_each_once(cast, now):
    ladder = start(cast.service)
    assert [a.person for a in selectors.who_is_told_now(ladder, now)] == [cast.dso, cast.dsl, cast.deputy]
    PostHolding.objects.filter(person=cast.dso).delete()
    hold(PostCode.DSO, cast.dsl, cast.service)
    ladder.refresh_from_db()
    assert [a.person for a in selectors.who_is_told_now(ladder, now)] == [cast.dsl, cast.deputy, cast.lead]


@pytest.mark.requirement("ESC-07")
def test_people_to_ring_never_include_somebody_left_out_or_without_a_number(cast, now):
    cast.deputy.work_phone = ""
    cast.deputy.save()
    ladder = start(cast.service, excluded=[cast.dso.pk, cast.dsl.pk])
    assert [a.person for a in selectors.who_is_told_now(ladder, now)] == [cast.lead]
    nobody_left = start(cast.service, excluded=[cast.dso.pk, cast.dsl.pk, cast.deputy.pk, cast.lead.pk])
    assert [a.person for a in selectors.who_is_told_now(nobody_left, now)] == [cast.chair]


def test_person_told_by_two_services_posts(cast, now):
    everywhere = UserFactory()
    hold(PostCode.DSO, everywhere)
    assert selectors.who_is_told_now(start(None), now)[0].person == everywhere
