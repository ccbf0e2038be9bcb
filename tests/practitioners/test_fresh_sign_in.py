"""What takes data out asks who is sitting there, unless they have just said so."""

import time
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db
PASSWORD = "safe-harbour-42"


@pytest.fixture(autouse=True)
def no_tries_so_far() -> None:
    cache.clear()


@pytest.fixture
def dsl(cast: Any) -> Any:
    cast.dsl.password = make_password(PASSWORD)
    cast.dsl.save()
    return cast.dsl


def signed_in_for(client: Client, seconds: int) -> None:
    """Move the moment of the sign-in back."""
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": time.time() - seconds} for one in records]
    session.save()
