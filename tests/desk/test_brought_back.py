"""What a database that was brought back closes, and the command for one that was brought back by WAL."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.forms import default_token_generator
from django.core.management import CommandError, call_command
from django.urls import reverse

from safeguard.desk.actions import hold_everything
from safeguard.lib import clock
from safeguard.notifications.enums import MessageState
from safeguard.notifications.models import Message, Pulse
from safeguard.notifications.selectors import held
from safeguard.practitioners.models import Service, User
from tests.factories.escalation import set_clock, start
from tests.pages import browser

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    """A working morning."""
    return set_clock(datetime(2026, 11, 24, 10, tzinfo=UTC))


def test_links_for_a_new_password_of_before_open_nothing(cast, now):
    cast.owner.last_login = now - HOUR
    cast.owner.save()
    link = default_token_generator.make_token(cast.owner)
    assert default_token_generator.check_token(cast.owner, link)
    hold_everything(now=now, taken_at=now - HOUR)
    cast.owner.refresh_from_db()
    assert not default_token_generator.check_token(cast.owner, link)


def test_invitations_of_before_open_nothing_and_a_new_one_does(cast, now):
    invited = [cast.owner, cast.colleague]
    User.objects.filter(pk__in=[person.pk for person in invited]).update(last_login=None, password="!as it was")
    for person in invited:
        person.refresh_from_db()
    links = [default_token_generator.make_token(person) for person in invited]
    hold_everything(now=now, taken_at=now - HOUR)
    for person, link in zip(invited, links, strict=True):
        assert default_token_generator.check_token(person, link)
        person.refresh_from_db()
        assert not default_token_generator.check_token(person, link)
        assert default_token_generator.check_token(person, default_token_generator.make_token(person))
        assert (person.last_login, person.has_usable_password()) == (None, False)
    assert invited[0].password != invited[1].password


# --- brought back in another way ------------------------------------------------------------------------------


def test_a_database_brought_back_by_wal_is_held_by_command(cast, now, capsys):
    start(cast.service)
    taken_at = clock.now()
    clock.shift(HOUR)
    call_command("hold_restored", "--taken-at", taken_at.isoformat())
    assert held().restoration.taken_at == taken_at
    assert not Message.objects.filter(kind="escalation.alert", state=MessageState.WAITING)
    assert "/held/" in capsys.readouterr().out


@pytest.mark.parametrize("moment", ["2026-11-24T09:00:00", "yesterday", "2099-01-01T00:00:00+00:00"])
def test_a_moment_that_cannot_be_holds_nothing(cast, now, moment):
    with pytest.raises(CommandError):
        call_command("hold_restored", "--taken-at", moment)
    assert held() is None


def relay_lives(now):
    Pulse.objects.create(name="relay", at=now - timedelta(minutes=1))


def somebody_raised_something(now):
    start(Service.objects.first())


@pytest.mark.parametrize(
    ("sign", "words"), [(relay_lives, "the relay works"), (somebody_raised_something, "something was raised after")]
)
def test_an_installation_in_which_people_work_is_held_only_by_somebody_who_means_it(cast, now, sign, words):
    sign(now)
    command = ("hold_restored", "--taken-at", (now - HOUR).isoformat())
    with pytest.raises(CommandError, match=words):
        call_command(*command)
    assert held() is None
    call_command(*command, "--really")
    assert held()


def test_a_relay_that_stopped_two_minutes_ago_is_no_sign_of_life(cast, now):
    Pulse.objects.create(name="relay", at=now - timedelta(minutes=2))
    call_command("hold_restored", "--taken-at", (now - HOUR).isoformat())
    assert held()


# --- released --------------------------------------------------------------------------------------------------


def test_a_backup_in_which_nothing_waited_is_released_all_the_same(cast, now, capsys):
    hold_everything(now=now, taken_at=now - HOUR)
    call_command("release_held", "--by", " DSL@Harbour.Example")
    call_command("release_held", "--by", "dsl@harbour.example")
    assert capsys.readouterr().out == "Released: 0 messages and matters go on.\nNothing was held.\n"
    assert held() is None


def test_the_page_says_that_nothing_was_waiting(cast, now):
    hold_everything(now=now, taken_at=now - HOUR)
    client = browser(User.objects.get(pk=cast.dsl.pk))
    assert "are invited again" in client.get(reverse("desk:held")).content.decode()
    page = client.post(reverse("desk:held"), follow=True).content.decode()
    assert "Released. Nothing was waiting, so nobody has to be told." in page
    assert "Nothing was held any more." in client.post(reverse("desk:held"), follow=True).content.decode()
