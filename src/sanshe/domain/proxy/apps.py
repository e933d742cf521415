from django.apps import AppConfig


class ProxyConfig(AppConfig):
    name = "sanshe.domain.proxy"
    label = "proxy"
