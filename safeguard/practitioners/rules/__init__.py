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
from safeguard.practitioners.rules.sign_ins import (
    IN_THE_MIDDLE,
    RESET_WAITS,
    SEEN_EVERY,
    WARNED,
    Claimed,
    Limits,
    Refusal,
    device_of,
    says_second_factor,
    time_left,
    why_not_let_in,
)
from safeguard.practitioners.rules.training import (
    TrainingFact,
    training_on,
    what_is_wrong_with_training,
)

__all__ = [
    "EVERYBODY",
    "IN_THE_MIDDLE",
    "LETS_IN",
    "NEED_SECOND_FACTOR",
    "PERMISSIONS_OF",
    "RESET_WAITS",
    "ROLES_BY_HAND",
    "ROLE_OF_POST",
    "SEEN_EVERY",
    "SPOKEN_NAMES",
    "WARNED",
    "Claimed",
    "Limits",
    "Refusal",
    "Standing",
    "TrainingFact",
    "device_of",
    "needs_second_factor",
    "permissions_of",
    "says_second_factor",
    "time_left",
    "training_on",
    "what_is_wrong_with_training",
    "who_answers",
    "why_not_let_in",
]
