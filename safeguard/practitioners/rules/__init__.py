"""Who may do what, who answers for a post at a moment, who is trained. Pure."""

from safeguard.practitioners.rules.learning import (
    GAPS,
    CourseFact,
    gaps,
    in_months,
    needed,
    runs_out,
    stage_on,
    standing_on,
    what_is_wrong_with_course,
)
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
from safeguard.practitioners.rules.support import (
    PARTS,
    STATEMENTS,
    asked_of_whom,
    due_again,
    low_parts,
    nudges_missed,
    officer_known,
    what_is_not_said,
    what_is_wrong_with_day,
)
from safeguard.practitioners.rules.training import (
    TrainingFact,
    training_on,
    what_is_wrong_with_training,
)

__all__ = [
    "EVERYBODY",
    "GAPS",
    "LETS_IN",
    "NEED_SECOND_FACTOR",
    "PARTS",
    "PERMISSIONS_OF",
    "ROLES_BY_HAND",
    "ROLE_OF_POST",
    "SPOKEN_NAMES",
    "STATEMENTS",
    "CourseFact",
    "Standing",
    "TrainingFact",
    "asked_of_whom",
    "due_again",
    "gaps",
    "in_months",
    "low_parts",
    "needed",
    "needs_second_factor",
    "nudges_missed",
    "officer_known",
    "permissions_of",
    "runs_out",
    "stage_on",
    "standing_on",
    "training_on",
    "what_is_not_said",
    "what_is_wrong_with_course",
    "what_is_wrong_with_day",
    "what_is_wrong_with_training",
    "who_answers",
]
