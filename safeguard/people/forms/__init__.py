"""Parsing and checking what is typed about people. Never saves anything."""

from safeguard.people.forms.agreements import AgreementForm
from safeguard.people.forms.people import (
    AdultAddForm,
    AdultForm,
    AuthorityForm,
    ContactForm,
    PersonForm,
    RegisterForm,
    VersionedForm,
)

__all__ = [
    "AdultAddForm",
    "AdultForm",
    "AgreementForm",
    "AuthorityForm",
    "ContactForm",
    "PersonForm",
    "RegisterForm",
    "VersionedForm",
]
