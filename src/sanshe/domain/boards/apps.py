from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "sanshe.domain.boards"
    label = "boards"
