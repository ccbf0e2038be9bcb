"""Pages of people's records: fetch through access, call one action, answer."""

from safeguard.people.views.agreements import agreement
from safeguard.people.views.changing import adult_add, adult_contact, change, contact
from safeguard.people.views.lists import authorities, authority, people_list
from safeguard.people.views.registering import register

__all__ = [
    "adult_add",
    "adult_contact",
    "agreement",
    "authorities",
    "authority",
    "change",
    "contact",
    "people_list",
    "register",
]
