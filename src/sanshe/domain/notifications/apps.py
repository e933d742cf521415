from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "sanshe.domain.notifications"
    label = "notifications"
