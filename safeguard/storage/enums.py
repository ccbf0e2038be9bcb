"""The forms whose typing is kept."""

from django.db import models


class DraftForm(models.TextChoices):
    """A closed list: nothing else is accepted at the address that saves drafts."""

    CONCERN = "concern", "A concern"
    CHRONOLOGY = "chronology", "An entry in a chronology"
    AFTERWARDS = "afterwards", "Something added to one's own report"
    REFERRAL = "referral", "A call to 999, social care or the police"
