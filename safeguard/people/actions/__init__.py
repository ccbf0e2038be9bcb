"""All writes about people we work with, and the adults around them."""

from safeguard.people.actions.changing import agree_safe_word, change_contact, change_person
from safeguard.people.actions.finding import refresh_search_keys
from safeguard.people.actions.handing_over import accept_hand_over, hand_over_people, note_hand_over_opened
from safeguard.people.actions.involving import end_involvement
from safeguard.people.actions.involving import involve_practitioner as involve
from safeguard.people.actions.reading import note_contact_shown, note_listed, note_opened
from safeguard.people.actions.registering import (
    NOT_LIVE,
    AdultDetails,
    PersonDetails,
    add_adult,
    add_authority,
    change_authority,
    register_person,
)

__all__ = [
    "NOT_LIVE",
    "AdultDetails",
    "PersonDetails",
    "accept_hand_over",
    "add_adult",
    "add_authority",
    "agree_safe_word",
    "change_authority",
    "change_contact",
    "change_person",
    "end_involvement",
    "hand_over_people",
    "involve",
    "note_contact_shown",
    "note_hand_over_opened",
    "note_listed",
    "note_opened",
    "refresh_search_keys",
    "register_person",
]
