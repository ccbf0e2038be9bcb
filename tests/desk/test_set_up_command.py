"""``manage.py set_up``: the first administrator from a terminal, never with a password among the arguments."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from safeguard.desk.management.commands import set_up
from safeguard.practitioners.access import first_code
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import PostHolding, User

PASSWORD = "three-odd-words"
ADA = ("--email", "Ada@Quayside.example", "--name", "Ada  Finch")


def run(*arguments):
    out = io.StringIO()
    call_command("set_up", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def secret(tmp_path):
    """A file with the password, as an editor leaves it."""
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\r\n\n")
    return str(path)


@pytest.mark.django_db
def test_it_makes_the_first_administrator_and_says_what_is_next(secret, settings):
    said = run(*ADA, "--password-file", secret)
    user = User.objects.get()
    assert (user.email, user.full_name, user.role_codes) == ("ada@quayside.example", "Ada Finch", {Role.ADMINISTRATOR})
    assert user.check_password(PASSWORD)
    assert f"{settings.SITE_URL}/set-up/" in said
    assert f"{settings.SITE_URL}/account/login/" in said
    assert PASSWORD not in said


@pytest.mark.django_db
def test_a_work_mobile_may_be_given_with_the_rest(secret):
    run(*ADA, "--phone", "07700 900123", "--password-file", secret)
    assert User.objects.get().work_phone == "+447700900123"


@pytest.mark.django_db
def test_once_somebody_is_there_it_changes_nothing(cast, secret):
    before = User.objects.count()
    with pytest.raises(CommandError, match="already"):
        run(*ADA, "--password-file", secret)
    assert User.objects.count() == before
    assert run("--code") == ""


@pytest.mark.django_db
def test_somebody_who_was_quicker_is_seen(cast, secret, monkeypatch):
    monkeypatch.setattr(set_up, "may_make_first_account", lambda: True)
    with pytest.raises(CommandError, match="already"):
        run(*ADA, "--password-file", secret)


@pytest.mark.django_db
def test_the_password_comes_from_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    run(*ADA, "--password-file", "-")
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--email", "ada", "--name", "Ada"), "not an email"),
        (("--email", "ada@quayside.example", "--name", " "), "full name"),
        (("--name", "Ada"), "nobody is there to be asked"),
        (("--email", "ada@quayside.example"), "nobody is there to be asked"),
        (ADA, "nobody is there to be asked"),
        ((*ADA, "--password-file", "/no/such/file"), "cannot be read"),
        ((*ADA, "--phone", "ring the office", "--password-file", "-"), "not a telephone number"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(arguments, words, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(CommandError, match=words):
        run(*arguments)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_weak_password_is_refused(tmp_path):
    (tmp_path / "weak").write_text("ada")
    with pytest.raises(CommandError, match="12 characters"):
        run(*ADA, "--password-file", str(tmp_path / "weak"))
    assert not User.objects.exists()


class Terminal(io.StringIO):
    """Somebody is there."""

    def isatty(self):
        """Yes."""
        return True


@pytest.mark.django_db
@pytest.mark.parametrize(("again", "made"), [(PASSWORD, 1), ("another-one-typed", 0)])
def test_at_a_terminal_it_asks(monkeypatch, again, made):
    answers, passwords = iter(["ada@quayside.example", "Ada Finch", "07700 900123"]), iter([PASSWORD, again])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    monkeypatch.setattr("getpass.getpass", lambda question: next(passwords))
    if made:
        run()
    else:
        with pytest.raises(CommandError, match="not the same"):
            run()
    assert [user.work_phone for user in User.objects.all()] == ["+447700900123"] * made


@pytest.mark.django_db
def test_the_code_is_shown_while_nobody_is_there(settings):
    assert run("--code").splitlines() == [
        f"Make the first account at {settings.SITE_URL}/set-up/first-account/",
        f"The code for it is {first_code()}",
    ]


@pytest.mark.django_db
def test_a_single_administrator_gets_a_post_before_going_live(being_set_up, cast):
    PostHolding.objects.all().delete()
    assert "holds the post" in run("--appoint", "dsl", "ADMIN@harbour.example")
    assert PostHolding.objects.get().person == cast.admin
    assert Role.DSL in User.objects.get(pk=cast.admin.pk).role_codes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("post", "email", "words"),
    [("king", "admin@harbour.example", "no such post"), ("dsl", "nobody@harbour.example", "Nobody with this")],
)
def test_an_appointment_that_cannot_be(being_set_up, cast, post, email, words):
    with pytest.raises(CommandError, match=words):
        run("--appoint", post, email)


@pytest.mark.django_db
def test_after_going_live_a_second_administrator_appoints(cast):
    with pytest.raises(CommandError, match="live"):
        run("--appoint", "dsl", "admin@harbour.example")


@pytest.mark.django_db
def test_an_appointment_that_is_refused_says_why(being_set_up, cast, monkeypatch):
    PostHolding.objects.update(from_at="2999-01-01T00:00Z")
    with pytest.raises(CommandError, match="just named"):
        run("--appoint", "dsl", "admin@harbour.example")
