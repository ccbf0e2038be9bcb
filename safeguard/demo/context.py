"""What the sign-in page of a demonstration shows: whom to sign in as."""

from typing import Any

from django.http import HttpRequest

from safeguard.demo.people import PASSWORD, sign_ins


def people(request: HttpRequest) -> dict[str, Any]:
    """The made-up people, each as (name, email address, role), and the password of all of them."""
    return {"demo_people": sign_ins(), "demo_password": PASSWORD}
