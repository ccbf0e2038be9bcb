"""Pages of training and support: here, because they keep what is typed and ask for the thresholds in force."""

from safeguard.desk.views.learning.agreements import agreement, agreement_sign, agreement_write, agreements
from safeguard.desk.views.learning.contacts import contact, contact_add, contacts
from safeguard.desk.views.learning.courses import course, course_add, courses, education, education_add, matrix
from safeguard.desk.views.learning.own import background, own_learning, self_check, skills, talked
from safeguard.desk.views.learning.questions import question, question_ask, questions
from safeguard.desk.views.learning.supervision import supervision, supervision_add, supervisions

__all__ = [
    "agreement",
    "agreement_sign",
    "agreement_write",
    "agreements",
    "background",
    "contact",
    "contact_add",
    "contacts",
    "course",
    "course_add",
    "courses",
    "education",
    "education_add",
    "matrix",
    "own_learning",
    "question",
    "question_ask",
    "questions",
    "self_check",
    "skills",
    "supervision",
    "supervision_add",
    "supervisions",
    "talked",
]
