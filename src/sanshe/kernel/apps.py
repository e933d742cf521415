"""The kernel as Django knows it."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "sanshe.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
