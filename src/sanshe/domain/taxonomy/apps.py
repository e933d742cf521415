from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    name = "sanshe.domain.taxonomy"
    label = "taxonomy"
