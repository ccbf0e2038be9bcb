"""The list of what waits, and the pages of a case, ask as often for 3 as for 300, and stand on an index."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from incidents import access, selectors
from incidents.actions import acknowledge_incident, refer_incident
from incidents.enums import OutsideBody
from incidents.models import ChronologyEntry, Incident, Referral
from safeguard.lib.pages import by_name
from tests.factories.incidents import raise_by
from tests.incidents.test_views_queries import _copies
from tests.pages import browser

pytestmark = pytest.mark.django_db


def _new(_number: int) -> uuid.UUID:
    return uuid.uuid4()


def _fill(cast: Any, now: Any, count: int, *, answered: int = 0) -> Incident:
    """So many referrals that wait, and so many that were answered, each of a case of its own."""
    first = raise_by(cast.owner, now, service=cast.service)
    acknowledge_incident(by=cast.dso, now=now, incident=first)
    first.refresh_from_db()
    said = {"by": cast.dso, "now": now, "incident": first, "client_token": uuid.uuid4()}
    entry = refer_incident(**said, body=OutsideBody.POLICE)
    more = count + answered - 1
    _copies(Incident, first, more, ref=lambda n: f"SG-{n:05}-ABCDE", client_token=_new)
    cases = list(Incident.objects.exclude(pk=first.pk).order_by("pk").values_list("pk", flat=True))
    _copies(ChronologyEntry, entry, more, ref=_new, client_token=_new, incident_id=cases.__getitem__)
    lines = list(ChronologyEntry.objects.exclude(pk=entry.pk).order_by("pk").values_list("pk", flat=True))
    _copies(
        Referral, Referral.objects.get(entry=entry), more, ref=lambda n: f"RF-{n:05}-ABCDE",
        incident_id=cases.__getitem__, entry_id=lines.__getitem__,
        made_at=lambda n: now - timedelta(minutes=n + 1),
        answered_at=lambda n: now if n >= count - 1 else None,
    )  # fmt: skip
    return first


@pytest.mark.parametrize("rows", [3, 300])
def test_the_list_of_what_waits_asks_as_often_for_3_as_for_300(cast, now, django_assert_num_queries, rows):
    _fill(cast, now, rows)
    client = browser(cast.dso)
    client.get("/incidents/referrals/")
    with django_assert_num_queries(6):
        client.get("/incidents/referrals/")


def test_its_pages_go_on_from_the_oldest_without_a_gap(cast, now):
    _fill(cast, now, 60, answered=5)
    rows = selectors.waiting_for_answer(access.visible_referrals(cast.dso))
    seen, after = [], ""
    while True:
        page = by_name(rows, "made_at", after)
        seen += [one.ref for one in page.rows]
        after = page.older
        if not after:
            break
    assert len(seen) == len(set(seen)) == 60
    assert seen == list(rows.values_list("ref", flat=True))
    client = browser(cast.dso)
    assert seen[25] in client.get(f"/incidents/referrals/?after={seen[24]}").content.decode()
    assert client.get("/incidents/referrals/?after=nonsense").status_code == 200


@pytest.mark.parametrize("who", ["dso", "dsl"])
def test_the_list_reads_the_few_that_wait_and_not_every_referral_or_case(cast, now, who):
    _fill(cast, now, 30, answered=3_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_referral, incidents_incident, incidents_chronologyentry")
    rows = selectors.waiting_for_answer(access.visible_referrals(cast[who]))[:26]
    plan = json.loads(rows.explain(format="json"))[0]["Plan"]
    text = json.dumps(plan)
    assert "referral_waiting" in text
    assert not _read_through(plan) & {"incidents_referral", "incidents_incident", "incidents_chronologyentry"}


def _read_through(plan: dict[str, Any]) -> set[str]:
    found = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return found.union(*(_read_through(one) for one in plan.get("Plans", [])))


def test_a_case_that_was_never_referred_asks_nothing_more(cast, now, django_assert_num_queries):
    incident = raise_by(cast.owner, now, service=cast.service)
    entries = list(selectors.chronology_of(incident))
    with django_assert_num_queries(0):
        assert not selectors.outside_of(incident, entries).is_held
    with django_assert_num_queries(1):
        assert not selectors.is_held(incident)


@pytest.mark.parametrize("count", [1, 20])
def test_a_case_asks_as_often_for_one_referral_as_for_twenty(cast, now, django_assert_num_queries, count):
    incident = raise_by(cast.owner, now, service=cast.service)
    for _number in range(count):
        said = {"by": cast.dso, "now": now, "incident": incident, "client_token": uuid.uuid4()}
        refer_incident(**said, body=OutsideBody.POLICE)
    entries = list(selectors.chronology_of(incident))
    with django_assert_num_queries(2):
        assert len(selectors.outside_of(incident, entries).waiting) == count
