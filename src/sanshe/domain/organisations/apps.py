from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "sanshe.domain.organisations"
    label = "organisations"
