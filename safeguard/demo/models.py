"""What the demonstration's mail process received, so that its visitors can read it at /demo/mail/."""

from django.db import models

from safeguard.notifications.enums import Channel


class CaughtMessage(models.Model):
    """One e-mail or text message that reached the demonstration's own receiver."""

    channel = models.CharField(max_length=10, choices=Channel.choices)
    to = models.CharField(max_length=254)
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-received_at", "-id"], name="caught_newest")]

    def __str__(self) -> str:
        return f"{self.channel} to {self.to}"
