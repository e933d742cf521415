from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "sanshe.domain.insight"
    label = "insight"
