from django.apps import AppConfig


class ClearingConfig(AppConfig):
    name = "sanshe.domain.clearing"
    label = "clearing"
