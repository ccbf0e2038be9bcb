"""Who may do what, who answers for a post at a moment, who is trained. Pure."""

from safeguard.practitioners.rules.posts import (
    ROLE_OF_POST,
    ROLES_BY_HAND,
    SPOKEN_NAMES,
    Standing,
    who_answers,
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
    "PERMISSIONS_OF",
    "ROLES_BY_HAND",
    "ROLE_OF_POST",
    "SPOKEN_NAMES",
    "Standing",
    "TrainingFact",
    "needs_second_factor",
    "permissions_of",
    "training_on",
    "what_is_wrong_with_training",
    "who_answers",
]
