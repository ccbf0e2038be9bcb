"""Groups, accounts and guides on a platform: what keeps them from being as they should be. Pure."""

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from safeguard.lib.maildomains import is_personal
from safeguard.platforms.rules.register import Missing

LONGEST_GROUP = timedelta(days=731)  # two years: what goes on for longer is looked at anew
LONGEST_SENTENCE = 20  # words: what a reader of twelve takes in at once (PLT-17)
_SENTENCE = re.compile(r"[.!?:\n]+")


def what_is_wrong_with_group(
    *,
    name: str,
    who_may_join: str,
    who_sees_material: str,
    administrators: Iterable[int | None],
    are_active: bool,
    closes_on: date | None,
    today: date,
) -> list[Missing]:
    """What keeps a closed group from being opened, by field (PLT-19); an empty list if nothing does.

    ``administrators``: ids. ``are_active``: whether all of them work here.
    """
    wrong = []
    if not name.strip():
        wrong.append(Missing("name", _("Enter what the group is called")))
    if not who_may_join.strip():
        wrong.append(Missing("who_may_join", _("Write who may join")))
    if not who_sees_material.strip():
        wrong.append(Missing("who_sees_material", _("Write who can see what is put there")))
    wrong += what_is_wrong_with_administrators(administrators, are_active=are_active)
    wrong += what_is_wrong_with_closing_day(closes_on, today)
    return wrong


def what_is_wrong_with_administrators(administrators: Iterable[int | None], *, are_active: bool) -> list[Missing]:
    """What is wrong with who looks after a group: two adults, who both work here (PLT-19)."""
    if len(set(administrators) - {None}) < 2:
        return [Missing("second_administrator", _("Choose two different people: no group is looked after by one"))]
    if not are_active:
        return [Missing("second_administrator", _("Both have to work here"))]
    return []


def what_is_wrong_with_closing_day(closes_on: date | None, today: date) -> list[Missing]:
    """What is wrong with the day on which a group closes (PLT-19)."""
    if closes_on is None:
        return [Missing("closes_on", _("Enter the day on which the group closes"))]
    if closes_on <= today:
        return [Missing("closes_on", _("Enter a day that is still to come"))]
    if closes_on > today + LONGEST_GROUP:
        return [Missing("closes_on", _("Enter a day within two years: it can be extended"))]
    return []


def what_is_wrong_with_account(*, label: str, work_email: str, private: Collection[str]) -> list[Missing]:
    """What keeps an account from being registered as the organisation's, by field (PLT-20).

    ``private``: the domains of private mailboxes.
    """
    wrong = []
    if not label.strip():
        wrong.append(Missing("label", _("Enter what the account is called")))
    if "@" not in work_email:
        wrong.append(Missing("work_email", _("Enter the work email address that the account is linked to")))
    elif is_personal(work_email, private):
        text = _(
            "This is a private mailbox. An account of ours is linked to a work address; personal accounts are not used."
        )
        wrong.append(Missing("work_email", text))
    return wrong


def long_sentences(text: str) -> list[str]:
    """The sentences of a guide that are too long for a reader of twelve (PLT-17). A hint, never a bar."""
    return [one.strip() for one in _SENTENCE.split(text) if len(one.split()) > LONGEST_SENTENCE]
