from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "sanshe.domain.trust"
    label = "trust"
