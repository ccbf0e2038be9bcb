"""Forms about people who work here."""

from safeguard.practitioners.forms.training import TrainingForm

__all__ = ["TrainingForm"]
