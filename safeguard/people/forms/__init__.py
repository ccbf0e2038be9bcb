"""Parsing and checking what is typed about people. Never saves anything."""

from safeguard.people.forms.agreements import AgreementForm
from safeguard.people.forms.authorities import AuthorityForm
from safeguard.people.forms.contacts import PlaceForm
from safeguard.people.forms.entries import ENTRIES, EntryForm
from safeguard.people.forms.library import AdulthoodForm, SignpostForm
from safeguard.people.forms.people import (
    AdultAddForm,
    AdultForm,
    ContactForm,
    PersonForm,
    RegisterForm,
    VersionedForm,
)
from safeguard.people.forms.sections import SECTIONS, RepresentationForm, SectionForm

__all__ = [
    "ENTRIES",
    "SECTIONS",
    "AdultAddForm",
    "AdultForm",
    "AdulthoodForm",
    "AgreementForm",
    "AuthorityForm",
    "ContactForm",
    "EntryForm",
    "PersonForm",
    "PlaceForm",
    "RegisterForm",
    "RepresentationForm",
    "SectionForm",
    "SignpostForm",
    "VersionedForm",
]
