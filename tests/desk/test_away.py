"""The holder of a post is away from a day to a day: somebody stands in, and nobody in a circle (ORG-21)."""

from datetime import timedelta

import pytest

from safeguard.lib import clock
from safeguard.practitioners.enums import CoverReason, PostCode
from safeguard.practitioners.models import PostHolding
from tests.factories.practitioners import hold
from tests.pages import browser

pytestmark = pytest.mark.django_db
PAGE = "/set-up/posts/dsl/away/"


def days(first, last):
    ends = {"from_on": first, "to_on": last}
    return {f"{name}_{part}": getattr(day, part) for name, day in ends.items() for part in ("day", "month", "year")}


def today():
    return clock.now().astimezone(clock.LONDON).date()


def covers():
    return PostHolding.objects.filter(reason=CoverReason.ABSENCE)


@pytest.mark.parametrize("who", ["owner", "manager", "dso", "dsl", "board", "ict"])
def test_only_an_administrator_arranges_it(cast, who):
    for page in (PAGE, f"/set-up/services/{cast.service.ref}/officer/away/"):
        assert browser(cast[who]).get(page).status_code == 404


def test_it_is_arranged_shown_and_ended(cast):
    client, first, last = browser(cast.admin), today() + timedelta(days=2), today() + timedelta(days=9)
    assert PAGE in client.get("/set-up/posts/dsl/").content.decode()
    assert "Dana Whitlock holds the post" in client.get(PAGE).content.decode()
    answer = client.post(PAGE, {"person": cast.manager.ref, **days(first, last)})
    assert answer["Location"] == PAGE
    cover = covers().get()
    assert (cover.person, cover.from_at.astimezone(clock.LONDON).date()) == (cast.manager, first)
    assert cover.to_at.astimezone(clock.LONDON).date() == last + timedelta(days=1)
    page = client.get(PAGE).content.decode()
    assert f"Maggie Okafor, from {first.day} {first:%B %Y} to {last.day} {last:%B %Y}" in page
    for _press in range(2):
        assert client.post(PAGE, {"nobody": "1"})["Location"] == PAGE
        assert not covers().exists()


def test_from_today_it_counts_at_once_and_its_end_is_kept(cast):
    client, page = browser(cast.admin), f"/set-up/services/{cast.service.ref}/officer/away/"
    assert page in client.get(f"/set-up/services/{cast.service.ref}/officer/").content.decode()
    assert client.post(page, {"person": cast.manager.ref, **days(today(), today())}).status_code == 302
    cover = covers().get()
    assert (cover.person, cover.post.code, cover.from_at <= clock.now()) == (cast.manager, PostCode.DSO, True)
    client.post(page, {"nobody": "1"})
    cover.refresh_from_db()
    assert cover.to_at <= clock.now()


def test_a_circle_a_past_day_and_what_was_typed_badly_are_refused(cast):
    client, good = browser(cast.admin), days(today(), today() + timedelta(days=3))
    hold(PostCode.DEPUTY_DSL, cast.dsl, reason="absence", to_at=clock.now() + timedelta(days=5))
    circle = client.post(PAGE, {"person": cast.deputy.ref, **good})
    assert circle.status_code == 422
    assert "They would stand in for each other in a circle" in circle.content.decode()
    yesterday = today() - timedelta(days=1)
    bad = [
        {**good, "person": "x"}, {**good, "person": cast.admin.ref}, {"person": cast.manager.ref},
        {"person": cast.manager.ref, **days(yesterday, today())},
        {"person": cast.manager.ref, **days(today() + timedelta(days=1), today())},
        {"person": cast.manager.ref, **good, "to_on_day": "31", "to_on_month": "2"},
        {"person": cast.manager.ref, **good, "from_on_year": "9" * 40},
    ]  # fmt: skip
    for answers in bad:
        assert client.post(PAGE, answers).status_code == 422, answers
    assert covers().count() == 1
    for nowhere in ("/set-up/posts/policy_dso/away/", "/set-up/posts/nothing/away/"):
        assert client.get(nowhere).status_code == 404
