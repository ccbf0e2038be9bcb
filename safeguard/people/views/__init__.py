"""Pages of people's records: fetch through access, call one action, answer."""

from safeguard.people.views.agreements import agreement
from safeguard.people.views.around import adulthood, entry_add, entry_change, section
from safeguard.people.views.changing import adult_add, adult_contact, change, contact
from safeguard.people.views.contacts import authority_checked, contact_checked, contacts, contacts_check
from safeguard.people.views.lists import authorities, authority, people_list
from safeguard.people.views.registering import register
from safeguard.people.views.signposts import library, signpost

__all__ = [
    "adult_add",
    "adult_contact",
    "adulthood",
    "agreement",
    "authorities",
    "authority",
    "authority_checked",
    "change",
    "contact",
    "contact_checked",
    "contacts",
    "contacts_check",
    "entry_add",
    "entry_change",
    "library",
    "people_list",
    "register",
    "section",
    "signpost",
]
