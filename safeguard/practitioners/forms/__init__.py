"""Forms about people who work here."""

from safeguard.practitioners.forms.learning import CourseForm, EducationForm
from safeguard.practitioners.forms.support import (
    AgreementForm,
    AnswerForm,
    BackgroundForm,
    CheckInForm,
    ContactForm,
    QuestionForm,
    SelfCheckForm,
    SkillsForm,
    SupervisionForm,
)
from safeguard.practitioners.forms.training import TrainingForm

__all__ = [
    "AgreementForm",
    "AnswerForm",
    "BackgroundForm",
    "CheckInForm",
    "ContactForm",
    "CourseForm",
    "EducationForm",
    "QuestionForm",
    "SelfCheckForm",
    "SkillsForm",
    "SupervisionForm",
    "TrainingForm",
]
