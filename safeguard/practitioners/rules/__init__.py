"""Who may do what, who answers for a post at a moment, who is trained. Pure."""

from safeguard.practitioners.rules.lines import Cover, is_circular, makes_circle
from safeguard.practitioners.rules.posts import (
    ROLE_OF_POST,
    ROLES_BY_HAND,
    SPOKEN_NAMES,
    TOLD_OF_CONCERNS,
    Standing,
    who_answers,
)
from safeguard.practitioners.rules.profiles import (
    NEVER_EMPTY,
    WORKS_HERE,
    is_personal_address,
    name_for_families,
    own_hours,
    verified,
)
from safeguard.practitioners.rules.roles import (
    EVERYBODY,
    LETS_IN,
    NEED_SECOND_FACTOR,
    PERMISSIONS_OF,
    needs_second_factor,
    permissions_of,
)
from safeguard.practitioners.rules.training import (
    TrainingFact,
    training_on,
    what_is_wrong_with_training,
)

__all__ = [
    "EVERYBODY",
    "LETS_IN",
    "NEED_SECOND_FACTOR",
    "NEVER_EMPTY",
    "PERMISSIONS_OF",
    "ROLES_BY_HAND",
    "ROLE_OF_POST",
    "SPOKEN_NAMES",
    "TOLD_OF_CONCERNS",
    "WORKS_HERE",
    "Cover",
    "Standing",
    "TrainingFact",
    "is_circular",
    "is_personal_address",
    "makes_circle",
    "name_for_families",
    "needs_second_factor",
    "own_hours",
    "permissions_of",
    "training_on",
    "verified",
    "what_is_wrong_with_training",
    "who_answers",
]
