from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sanshe.domain.people"
    label = "people"
