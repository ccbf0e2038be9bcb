"""Lengths of time in words."""

from datetime import timedelta

import pytest

from safeguard.lib.durations import in_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (59, "less than a minute"),
        (60, "1 minute"),
        (12 * 60 + 30, "12 minutes"),
        (-12 * 60, "12 minutes"),
        (3600, "1 hour"),
        (3659, "1 hour"),
        (3900, "1 hour 5 minutes"),
        (2 * 3600, "2 hours"),
        (47 * 3600, "47 hours"),
        (48 * 3600, "2 days"),
        (3 * 86400 + 7200, "3 days"),
    ],
)
def test_length_in_words(seconds, words):
    assert in_words(seconds) == words
    assert in_words(timedelta(seconds=seconds)) == words
