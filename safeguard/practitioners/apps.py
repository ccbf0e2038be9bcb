from django.apps import AppConfig


class PractitionersConfig(AppConfig):
    name = "safeguard.practitioners"
    label = "practitioners"
