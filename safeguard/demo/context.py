"""What the sign-in page of a demonstration shows: whom to sign in as."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

PASSWORD = "safe-harbour"  # noqa: S105 - of made-up people, printed on the sign-in page
PEOPLE = (
    ("Priya Shah", "practitioner@harbour.example", _("Practitioner")),
    ("Callum Reid", "colleague@harbour.example", _("Practitioner, a colleague")),
    ("Maggie Okafor", "manager@harbour.example", _("Line manager")),
    ("Dele Adeyemi", "dso@harbour.example", _("Designated safeguarding officer")),
    ("Dana Whitlock", "dsl@harbour.example", _("Designated safeguarding lead")),
    ("Della Marsh", "deputy@harbour.example", _("Deputy safeguarding lead")),
    ("Leo Brandt", "lead@harbour.example", _("Strategic lead")),
    ("Ada Finch", "admin@harbour.example", _("Administrator")),
)


def people(request: HttpRequest) -> dict[str, Any]:
    """The made-up people, each as (name, email address, role), and the password of all of them."""
    return {"demo_people": PEOPLE, "demo_password": PASSWORD}
