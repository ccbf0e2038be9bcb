from django.apps import AppConfig


class LibConfig(AppConfig):
    """Plain helpers. It has migrations (roles, clock, cache table) but no models."""

    name = "safeguard.lib"
    label = "lib"
