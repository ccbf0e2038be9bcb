"""What composes several apps: what waits for somebody, the story of a person, what an installation has."""

from safeguard.desk.selectors.installation import installation, lapses, places
from safeguard.desk.selectors.story import Happened, Story, story_of
from safeguard.desk.selectors.work import (
    calls_to_make,
    coming_with,
    is_in_the_middle,
    late_in_team,
    own_sessions,
    platforms_to_look_at,
    what_about,
)

__all__ = [
    "Happened",
    "Story",
    "calls_to_make",
    "coming_with",
    "installation",
    "is_in_the_middle",
    "lapses",
    "late_in_team",
    "own_sessions",
    "places",
    "platforms_to_look_at",
    "story_of",
    "what_about",
]
