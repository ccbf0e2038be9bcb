"""Pages that compose several apps: fetch through access, call one action, answer."""

from safeguard.desk.views.doors import organisation, yours
from safeguard.desk.views.held import held
from safeguard.desk.views.home import help_page, home
from safeguard.desk.views.operations import overview
from safeguard.desk.views.person import person
from safeguard.desk.views.search import search
from safeguard.desk.views.team import team
from safeguard.desk.views.trail import person_trail

__all__ = ["held", "help_page", "home", "organisation", "overview", "person", "person_trail", "search", "team", "yours"]
