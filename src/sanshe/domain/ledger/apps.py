from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "sanshe.domain.ledger"
    label = "ledger"
