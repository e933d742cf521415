from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "sanshe.domain.catalogue"
    label = "catalogue"
