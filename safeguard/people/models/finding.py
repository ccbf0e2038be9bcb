"""The keys by which people are found."""

from django.db import models

from safeguard.people.enums import KeyKind
from safeguard.people.models.people import Person


class SearchKey(models.Model):
    """One way to find a person: a word of their name, how it sounds, or their reference elsewhere (decision 0022).

    Made anew by the actions that change what it is made from. Compared byte by byte (collation C), so that one index
    answers "is" and "begins with" and gives them in order.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="search_keys", db_index=False)
    kind = models.CharField(max_length=10, choices=KeyKind.choices)
    key = models.CharField(max_length=60, db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["kind", "key", "person"], name="search_key_finds")]
        constraints = [models.UniqueConstraint(fields=["person", "kind", "key"], name="search_key_is_there_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"
