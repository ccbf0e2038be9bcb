"""The web application, as gunicorn runs it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeguard.settings")
application = get_wsgi_application()

from safeguard.celery import app as celery  # noqa: E402 - the publisher's settings, once Django is up
from safeguard.lib.logs import catch_the_rest  # noqa: E402

catch_the_rest()

__all__ = ["application", "celery"]
