"""The request of a page that needs sign-in, which is every page that is not marked as public."""

from django.http import HttpRequest

from safeguard.practitioners.models import User


class SignedInRequest(HttpRequest):
    """A request whose user is somebody: the middleware has let nobody else through. For annotations only."""

    user: User
