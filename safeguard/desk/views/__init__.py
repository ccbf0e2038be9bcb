"""Pages that compose several apps: fetch through access, call one action, answer."""

from safeguard.desk.views.chronology import person_chronology
from safeguard.desk.views.doors import organisation, yours
from safeguard.desk.views.groups import group, group_close, group_extend, group_keepers, group_left
from safeguard.desk.views.guidance import guidance, resources
from safeguard.desk.views.held import held
from safeguard.desk.views.home import help_page, home
from safeguard.desk.views.operations import overview
from safeguard.desk.views.person import person
from safeguard.desk.views.policies import policy_progress
from safeguard.desk.views.search import search
from safeguard.desk.views.team import team
from safeguard.desk.views.trail import person_trail

__all__ = [
    "group",
    "group_close",
    "group_extend",
    "group_keepers",
    "group_left",
    "guidance",
    "held",
    "help_page",
    "home",
    "organisation",
    "overview",
    "person",
    "person_chronology",
    "person_trail",
    "policy_progress",
    "resources",
    "search",
    "team",
    "yours",
]
