from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "sanshe.domain.texts"
    label = "texts"
