"""What is known once is not asked twice while a request is answered, and nothing outlives it."""

from datetime import timedelta

import pytest

from safeguard.lib import clock, context


def test_outside_a_request_everything_is_asked_again():
    asked = iter(range(9))
    context.remember("fact", 7)
    assert [context.once("fact", lambda: next(asked)) for _ in range(2)] == [0, 1]


def test_inside_a_request_a_fact_is_asked_for_once_until_it_is_changed():
    asked = iter(range(9))
    with context.remembering():
        assert [context.once("fact", lambda: next(asked)) for _ in range(2)] == [0, 0]
        context.forget("fact")
        assert context.once("fact", lambda: next(asked)) == 1
    with context.remembering():
        assert context.once("fact", lambda: next(asked)) == 2


def test_what_came_with_another_query_is_kept_and_the_first_word_counts():
    with context.remembering():
        context.remember("fact", None)
        context.remember("fact", 1)
        assert context.once("fact", lambda: 2) is None


@pytest.mark.django_db
def test_a_request_has_one_moment():
    before = clock.now()
    with context.remembering():
        first = clock.now()
        assert before < first == clock.now()
        clock.shift(timedelta(hours=1))
        assert clock.now() - first > timedelta(minutes=59)
    with context.remembering():
        clock.came_with(before)
        assert clock.now() == before
    assert clock.now() > first
