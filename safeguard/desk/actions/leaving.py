"""Closing an account: everything open goes to others, and access ends, in one transaction (decision 0023)."""

import logging
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from consent.actions import hand_over_requests
from incidents.actions import hand_over_incidents
from safeguard.desk.selectors.leaving import able_takers, open_in, takers_of, who_leads
from safeguard.duties.actions import hand_over_duties_of
from safeguard.duties.enums import DutyKind
from safeguard.lib.errors import Refused
from safeguard.people.actions import ask_for_somebody, end_involvements_of, hand_over_everybody
from safeguard.platforms.actions import ask_for_keepers, hand_over_accounts, hand_over_groups, hand_over_platforms
from safeguard.policies.actions import hand_over_policies
from safeguard.practitioners import actions
from safeguard.practitioners.access import check_may_close, check_may_set_up, check_takers, lock_lines
from safeguard.practitioners.models import Service, Takers, User
from safeguard.practitioners.selectors import due_leavings
from sessions_app.actions import hand_over_agreed_actions, hand_over_calls, hand_over_sessions

WITH_PEOPLE = (
    DutyKind.WELFARE_CALL,
    DutyKind.RECORD,
    DutyKind.REARRANGE,
    DutyKind.AGREED_ACTION,
    DutyKind.RAISE_CONCERN,
)
logger = logging.getLogger(__name__)


@transaction.atomic
def close_account(
    *, by: User | None, now: datetime, person: User, takers: Takers, arranged_by: User | None = None
) -> User:
    """Hand over everything that is open in somebody's name, then end their access. All of it or nothing.

    ``by`` None: the moment that ``arranged_by`` has set has come. Whoever is named and cannot, or is not named, is
    replaced by the line manager, or by those who lead; young people whom nobody can take are a task of the lead, and so
    is a closed group that is left with one adult. Nothing of young people falls to whoever closes the account. Raises
    Refused as ``practitioners.actions.close_account`` does.
    """
    if by is not None:
        check_may_set_up(by)
        check_takers(by, takers)
    lock_lines()
    person = User.objects.select_related("line_manager").get(pk=person.pk)
    check_may_close(by, person)
    to = able_takers(takers, person, now, by=by or arranged_by)
    leads = who_leads(person, now)
    lead = leads[0] if leads else None
    # What is about a young person goes with them; where nobody takes them the lead, who sees everybody, finds somebody.
    with_people = to.people or lead
    hand_over_everybody(by=by, now=now, practitioner=person, to=to.people)
    hand_over_sessions(by=by, now=now, worker=person, to=to.people)
    hand_over_calls(by=by, now=now, caller=person, to=with_people)
    hand_over_requests(by=by, now=now, asker=person, to=to.people)
    hand_over_groups(by=by, now=now, keeper=person, to=to.people)  # before the duties: to close one goes with it
    hand_over_duties_of(by=by, now=now, owner=person, to=with_people, kinds=WITH_PEOPLE)
    hand_over_duties_of(by=by, now=now, owner=person, to=to.tasks)
    hand_over_agreed_actions(by=by, now=now, owner=person, to=with_people)
    hand_over_platforms(by=by, now=now, owner=person, to=to.tasks)
    hand_over_accounts(by=by, now=now, custodian=person, to=to.tasks)
    answers = hand_over_policies(by=by, now=now, owner=person, to=[*([to.tasks] if to.tasks else []), *leads])
    if to.people is None and lead is not None:
        ask_for_somebody(by=by, now=now, practitioner=person, owner=lead)
    hand_over_incidents(by=by, now=now, handler=person, to=[*([to.cases] if to.cases else []), *leads])
    actions.hand_over_team(by=by, now=now, person=person, to=to.team)
    closed = actions.close_account(by=by, now=now, person=person)
    if lead is not None:
        ask_for_keepers(by=by, now=now, owner=lead)
    actions.tell_takers(by=by, now=now, takers=to, also=[answers] if answers else [])
    return closed


@transaction.atomic
def reopen_account(
    *, by: User, now: datetime, person: User, services: Collection[Service] = (), roles: Collection[str] = ()
) -> User:
    """Let somebody who left in again, to work with nobody from before: who they work with is said anew, as their roles
    and services are. Those whom nobody had taken over meanwhile are still a task of the lead.

    Raises Refused as ``practitioners.actions.reopen_account`` does.
    """
    lock_lines()  # before the people, as when an account is closed
    back = actions.reopen_account(by=by, now=now, person=person, services=services, roles=roles)
    lead = next(iter(who_leads(person, now)), None)
    if lead is not None:
        ask_for_somebody(by=by, now=now, practitioner=back, owner=lead)
    end_involvements_of(by=by, now=now, practitioner=back)
    return back


def close_due_accounts(*, by: None = None, now: datetime) -> int:
    """Close the account of everybody whose moment to leave has come. Returns how many were closed.

    Each in a transaction of its own: one that cannot be closed (nobody else holds the post), or ends in an error,
    delays no other. The administrators and those who lead are told each day, and each turn tries again. What is looked
    after by too few is asked about too, however it came to that.
    """
    closed = 0
    for leaving in due_leavings(now):
        person, arranged_by = leaving.person, leaving.arranged_by
        try:
            takers = takers_of(leaving, person, now)
            close_account(by=None, now=now, person=person, takers=takers, arranged_by=arranged_by)
        except Refused:
            logger.warning("an account that should be closed cannot be")
            actions.warn_of_blocked_leaving(now=now, leaving=leaving)
        except Exception:  # its access goes on until it is closed: it is reported, and the others are not kept waiting
            logger.exception("leaving %s could not be carried out and is tried again", leaving.pk)
            actions.warn_of_blocked_leaving(now=now, leaving=leaving, is_error=True)
        else:
            closed += 1
    lead = next(iter(who_leads(None, now)), None)
    if lead is not None:
        ask_for_keepers(by=None, now=now, owner=lead)
    return closed


@transaction.atomic
def close_service(*, by: User, now: datetime, service: Service) -> Service:
    """Run a service no more. Raises Refused while anybody works in it or anything in it is open, saying what."""
    found = open_in(service)
    words = []
    if found["people"]:
        text = ngettext(
            "%(count)s young person somebody works with", "%(count)s young people somebody works with", found["people"]
        )
        words.append(text % {"count": found["people"]})
    if found["sessions"]:
        text = ngettext(
            "%(count)s session to come or without a record",
            "%(count)s sessions to come or without a record",
            found["sessions"],
        )
        words.append(text % {"count": found["sessions"]})
    return actions.close_service(by=by, now=now, service=service, open_in_it=words)
