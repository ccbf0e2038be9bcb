from django.apps import AppConfig


class StorageConfig(AppConfig):
    name = "safeguard.storage"
    label = "storage"
