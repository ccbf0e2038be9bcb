import getpass
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.people.rules import is_phone, tidy_phone
from safeguard.practitioners.access import first_code, may_make_first_account
from safeguard.practitioners.actions import appoint_holder, create_first_administrator
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import is_live

THERE = "Somebody has an account here already. Nothing was changed."


class Command(BaseCommand):
    """Makes the first administrator, from the terminal or, with a code, in the browser.

    Whoever may run this runs the installation: what it does is recorded as done by the installation itself.
    """

    help = "Make the first administrator; everything else is then set up in the browser."

    def add_arguments(self, parser: CommandParser) -> None:
        """A password is never an argument: arguments are seen by everybody on the machine."""
        parser.add_argument("--email", help="the administrator's work email address (asked for if left out)")
        parser.add_argument("--name", help="the administrator's full name (asked for if left out)")
        parser.add_argument("--phone", help="the administrator's work mobile; may be left out")
        parser.add_argument(
            "--password-file", metavar="FILE", help="read the password from a file, or from standard input (-)"
        )
        parser.add_argument("--code", action="store_true", help="only print where and with which code to do it instead")
        parser.add_argument(
            "--appoint",
            nargs=2,
            metavar=("POST", "EMAIL"),
            help=f"before going live, name somebody who is there as {', '.join(PostCode.values)}: for a single "
            "administrator who is also to hold a post",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one thing and say what to do next."""
        if options["appoint"]:
            self._appoint(*options["appoint"])
        elif options["code"]:
            self._show_code()
        else:
            self._make_account(options)

    def _show_code(self) -> None:
        """Two lines while nobody is there; afterwards nothing, so that a start may always ask."""
        if may_make_first_account():
            self.stdout.write(f"Make the first account at {_address('desk:first_account')}")
            self.stdout.write(f"The code for it is {first_code()}")

    def _make_account(self, options: dict[str, Any]) -> None:
        if not may_make_first_account():
            raise CommandError(f"{THERE} Administrators add people at {_address('desk:set_up')}")
        email = (options["email"] or _asked("Work email address: ")).strip().lower()
        name = " ".join((options["name"] or _asked("Full name: ")).split())
        phone = tidy_phone(_phone_asked(options))
        _check(email, name, phone)
        password = _password_from(options["password_file"]) if options["password_file"] else _password_twice()
        try:
            validate_password(password, User(email=email, full_name=name))
            create_first_administrator(
                by=None, now=clock.now(), email=email, full_name=name, password=password, work_phone=phone
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{email} is an administrator.")
        self.stdout.write(f"Next: sign in at {_address('account_login')}, set up a second factor, and go on at")
        self.stdout.write(f"  {_address('desk:set_up')}")

    def _appoint(self, code: str, email: str) -> None:
        if code not in PostCode.values:
            raise CommandError(f"There is no such post. Choose one of {', '.join(PostCode.values)}.")
        person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if person is None:
            raise CommandError("Nobody with this address works here. Add them first.")
        if is_live():
            raise CommandError("This installation is live: a second administrator does it.")
        try:
            post = appoint_holder(by=None, now=clock.now(), code=code, person=person)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{email} holds the post: {post.title}.")


def _address(name: str) -> str:
    return f"{settings.SITE_URL}{reverse(name)}"


def _asked(question: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError("Give --email, --name and --password-file when nobody is there to be asked.")
    return input(question)


def _phone_asked(options: dict[str, Any]) -> str:
    """Optional, so it is asked for only where something else has to be."""
    if options["phone"] is None and not (options["email"] and options["name"]):
        return _asked("Work mobile (may be left empty): ")
    return options["phone"] or ""


def _check(email: str, name: str, phone: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError("This is not an email address.") from None
    if not name:
        raise CommandError("A full name is needed: it stands in the trail of everything they do.")
    if phone and not is_phone(phone):
        raise CommandError("This is not a telephone number. Give it in full, like 07700 900123.")


def _password_from(file: str) -> str:
    """The first line: what an editor puts after it is not meant."""
    try:
        text = sys.stdin.readline() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise CommandError("The file with the password cannot be read.") from None
    return text.split("\n")[0].rstrip("\r")


def _password_twice() -> str:
    if not sys.stdin.isatty():
        raise CommandError("Give --email, --name and --password-file when nobody is there to be asked.")
    password = getpass.getpass("Password (at least 12 characters): ")
    if getpass.getpass("The same again: ") != password:
        raise CommandError("The two passwords are not the same. Nothing was changed.")
    return password
