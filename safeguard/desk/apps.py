from django.apps import AppConfig

from safeguard.celery import app as celery  # every process that has Django publishes with our broker's settings

__all__ = ["DeskConfig", "celery"]


class DeskConfig(AppConfig):
    name = "safeguard.desk"
    label = "desk"
