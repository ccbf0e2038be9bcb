"""Pages of a set-up day, which stay as the pages of the installation."""

from safeguard.desk.views.set_up.away import away
from safeguard.desk.views.set_up.first import first_account
from safeguard.desk.views.set_up.ground import organisation, service, services
from safeguard.desk.views.set_up.messages import send_tests, test_message
from safeguard.desk.views.set_up.overview import live, overview
from safeguard.desk.views.set_up.people import invite, person, person_add
from safeguard.desk.views.set_up.posts import officer, on_duty, post, posts

__all__ = [
    "away",
    "first_account",
    "invite",
    "live",
    "officer",
    "on_duty",
    "organisation",
    "overview",
    "person",
    "person_add",
    "post",
    "posts",
    "send_tests",
    "service",
    "services",
    "test_message",
]
