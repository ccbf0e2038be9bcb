"""Several at the same moment: two browsers that answer, two who ask, wrong dates of birth in many windows."""

import uuid
from datetime import date
from functools import partial

from consent.actions import answer_request, identify, issue_statement
from consent.enums import Decision, Purpose
from consent.exceptions import TooManyTries
from consent.models import ConsentDecision, ConsentRequest, Statement
from safeguard.lib import clock
from safeguard.notifications.models import Message
from tests.factories.consent import a_family, a_statement, an_activity, answered, asked
from tests.threads import at_once

AGREED, REFUSED = (dict.fromkeys((Purpose.TAKE_PART, Purpose.MESSAGES), one) for one in list(Decision)[:2])


def test_of_two_browsers_one_answer_holds(committed_db, cast):
    for _ in range(5):
        request = asked(cast.owner, *a_family(cast.owner))
        outcomes = at_once(*[partial(answered, request, answers=given) for given in (AGREED, REFUSED)])
        assert sorted(type(one).__name__ for one in outcomes) == ["ConsentRequest", "LinkClosed"]
        own = request.decisions.filter(party="parent_carer")
        assert len({row.decision for row in own}) == 1
        assert own.count() == 2
        assert Message.objects.filter(dedupe_key=f"consent.receipt:{request.ref}").count() == 1


def test_the_same_form_four_times_at_once_lands_once(committed_db, cast):
    request, token, now = asked(cast.owner, *a_family(cast.owner)), uuid.uuid4(), clock.now()

    def press():
        return answer_request(now=now, request=request, answers=AGREED, name="Sana", client_token=token)

    assert [one.ref for one in at_once(press, press, press, press)] == [request.ref] * 4
    assert ConsentDecision.objects.count() == 2


def test_two_who_ask_at_once_leave_one_open_link(committed_db, cast):
    person, mother = a_family(cast.owner)
    a_statement()
    activity = an_activity(cast.owner)
    outcomes = at_once(*[lambda by=by: asked(by, person, mother, activity) for by in (cast.owner, cast.dsl) * 2])
    assert all(isinstance(one, ConsentRequest) for one in outcomes)
    assert ConsentRequest.objects.filter(state="sent").count() == 1
    assert ConsentRequest.objects.filter(state="revoked").count() == 3


def test_many_windows_are_no_way_round_the_pause(committed_db, cast):
    request, now = asked(cast.owner, *a_family(cast.owner)), clock.now()

    def guess():
        return identify(now=now, request=request, born_on=date(2011, 1, 1))

    outcomes = at_once(*[guess] * 8)
    assert outcomes.count(False) == 5
    assert sum(isinstance(one, TooManyTries) for one in outcomes) == 3


def test_statements_issued_at_once_have_numbers_of_their_own(committed_db, cast):
    now = clock.now()
    at_once(*[lambda n=n: issue_statement(by=cast.dsl, now=now, text=f"Words {n}") for n in range(4)])
    assert list(Statement.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
