"""Parsing and checking what is typed about people. Never saves anything."""

from safeguard.people.forms.around import (
    ENTRIES,
    SECTIONS,
    AdulthoodForm,
    EntryForm,
    RepresentationForm,
    SectionForm,
    SignpostForm,
)
from safeguard.people.forms.authorities import AuthorityForm
from safeguard.people.forms.people import (
    AdultAddForm,
    AdultForm,
    ContactForm,
    PersonForm,
    RegisterForm,
    VersionedForm,
)

__all__ = [
    "ENTRIES",
    "SECTIONS",
    "AdultAddForm",
    "AdultForm",
    "AdulthoodForm",
    "AuthorityForm",
    "ContactForm",
    "EntryForm",
    "PersonForm",
    "RegisterForm",
    "RepresentationForm",
    "SectionForm",
    "SignpostForm",
    "VersionedForm",
]
