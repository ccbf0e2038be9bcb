"""How long, in words: what a clock on a page says."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def in_words(length: timedelta | float) -> str:
    """A length of time (or seconds) in words: "less than a minute", "12 minutes", "1 hour 5 minutes", "3 days".

    The sign is dropped: whether it is past or still to come is for the sentence around it.
    """
    seconds = abs(int(length.total_seconds() if isinstance(length, timedelta) else length))
    if seconds < _MINUTE:
        return _("less than a minute")
    if seconds < _HOUR:
        return _minutes(seconds // _MINUTE)
    if seconds < 2 * _DAY:
        hours, rest = divmod(seconds, _HOUR)
        words = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
        return f"{words} {_minutes(rest // _MINUTE)}" if rest >= _MINUTE else words
    days = seconds // _DAY
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def _minutes(count: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
