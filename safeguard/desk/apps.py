from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "safeguard.desk"
    label = "desk"
