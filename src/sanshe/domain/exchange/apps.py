from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "sanshe.domain.exchange"
    label = "exchange"
