from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "sanshe.domain.privacy"
    label = "privacy"
