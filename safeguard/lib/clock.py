"""The one clock. Every moment we act on is the database's, so that a web server whose own clock is wrong
cannot make an alert late (docs/decisions/0005)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import DateTimeField
from django.db.models.expressions import RawSQL

from safeguard.lib import context

LONDON = ZoneInfo("Europe/London")
# The same moment inside a query: what is due, and who holds what, is judged by the database.
NOW = RawSQL("app_now()", (), output_field=DateTimeField())


_KEY = "now"


def now() -> datetime:
    """The present moment by the database's clock, aware, in UTC. Called at the edge and passed down.

    One request has one moment: the first that was asked for, or came with the account of whoever is signed in.
    """
    return context.once(_KEY, _ask)


def came_with(moment: datetime) -> None:
    """Take a moment that another query of this request has brought (``NOW`` among its columns) as its moment."""
    context.remember(_KEY, moment)


def _ask() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def shift(by: timedelta) -> None:
    """Move the clock of a test or demonstration database; any other database refuses."""
    context.forget(_KEY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_shift(make_interval(secs => %s))", [by.total_seconds()])


def to_the_minute(moment: datetime) -> str:
    """A moment as staff say it, in London time: ``20 Nov 22:05``."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%b %H:%M}"
