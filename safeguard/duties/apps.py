from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "safeguard.duties"
    label = "duties"
