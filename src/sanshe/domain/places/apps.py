from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "sanshe.domain.places"
    label = "places"
