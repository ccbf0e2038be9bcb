from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "safeguard.escalation"
    label = "escalation"
