from django.apps import AppConfig


class PlatformsConfig(AppConfig):
    name = "safeguard.platforms"
    label = "platforms"
