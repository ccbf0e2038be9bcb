"""All writes about people we work with, and the adults around them."""

from safeguard.people.actions.agreeing import record_agreement
from safeguard.people.actions.around import add_entry, change_entry, change_section
from safeguard.people.actions.changing import MASKED, agree_safe_word, change_contact, change_person
from safeguard.people.actions.checking import check_authority, check_contact
from safeguard.people.actions.finding import refresh_search_keys
from safeguard.people.actions.handing_over import accept_hand_over, hand_over_people, note_hand_over_opened
from safeguard.people.actions.involving import end_involvement
from safeguard.people.actions.involving import involve_practitioner as involve
from safeguard.people.actions.leaving import ask_for_somebody, end_involvements_of, hand_over_everybody
from safeguard.people.actions.reading import (
    note_contact_shown,
    note_listed,
    note_masked_shown,
    note_opened,
    note_trail_opened,
)
from safeguard.people.actions.registering import (
    NOT_LIVE,
    AdultDetails,
    PersonDetails,
    add_adult,
    add_authority,
    change_authority,
    register_person,
)
from safeguard.people.actions.signposting import write_signpost
from safeguard.people.actions.turning import ask_about_turning_18, talk_over_adulthood

__all__ = [
    "MASKED",
    "NOT_LIVE",
    "AdultDetails",
    "PersonDetails",
    "accept_hand_over",
    "add_adult",
    "add_authority",
    "add_entry",
    "agree_safe_word",
    "ask_about_turning_18",
    "ask_for_somebody",
    "change_authority",
    "change_contact",
    "change_entry",
    "change_person",
    "change_section",
    "check_authority",
    "check_contact",
    "end_involvement",
    "end_involvements_of",
    "hand_over_everybody",
    "hand_over_people",
    "involve",
    "note_contact_shown",
    "note_hand_over_opened",
    "note_listed",
    "note_masked_shown",
    "note_opened",
    "note_trail_opened",
    "record_agreement",
    "refresh_search_keys",
    "register_person",
    "talk_over_adulthood",
    "write_signpost",
]
