"""What composes several apps: what waits for somebody, the story of a person, what an installation has."""

from safeguard.desk.selectors.chronology import MOST, PersonChronology, chronology_of_person
from safeguard.desk.selectors.installation import installation, lapses, organisation_as_it_is, places
from safeguard.desk.selectors.story import KIND_WORDS, Happened, Story, kind_of, story_of
from safeguard.desk.selectors.team import late_or_to_offer, sessions_of_team
from safeguard.desk.selectors.trail import trail_of
from safeguard.desk.selectors.work import (
    busy_until,
    calls_to_make,
    coming_with,
    late_in_team,
    own_sessions,
    platforms_to_look_at,
    what_about,
)

__all__ = [
    "KIND_WORDS",
    "MOST",
    "Happened",
    "PersonChronology",
    "Story",
    "busy_until",
    "calls_to_make",
    "chronology_of_person",
    "coming_with",
    "installation",
    "kind_of",
    "lapses",
    "late_in_team",
    "late_or_to_offer",
    "organisation_as_it_is",
    "own_sessions",
    "places",
    "platforms_to_look_at",
    "sessions_of_team",
    "story_of",
    "trail_of",
    "what_about",
]
