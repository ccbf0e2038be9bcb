"""Contact through somebody's own account, with the young person it was, if they are known here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.refs import is_ref
from safeguard.people.access import visible_people
from safeguard.people.models import Person
from safeguard.practitioners.forms import ContactForm
from safeguard.practitioners.models import User


class ReachedForm(ContactForm):
    """The same, where a reference leads to somebody whom its author may see, and to nobody else."""

    user: User

    def clean_young_person(self) -> Person | None:
        """The person themselves. One whom the author may not see is as if they were not there."""
        ref = self.cleaned_data["young_person"].strip().upper()
        if not ref:
            return None
        found = visible_people(self.user).filter(ref=ref).first() if is_ref(ref) else None
        if found is None:
            raise forms.ValidationError(_("There is nobody with this reference among the people you work with"))
        return found
