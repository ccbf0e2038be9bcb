"""What is typed at the desk."""

from safeguard.desk.forms.guidance import GuidanceForm
from safeguard.desk.forms.search import SearchForm

__all__ = ["GuidanceForm", "SearchForm"]
