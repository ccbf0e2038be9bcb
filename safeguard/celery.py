"""Celery: wakes what PostgreSQL owns. It never decides when something is due and never carries a message."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeguard.settings")

app = Celery("safeguard")
# The default of every thread, not only of the one that imports this: web requests and the relay's lanes publish too.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["safeguard"], related_name="sweeping")
