"""Addresses of news and how it comes."""

from django.urls import path

from sanshe.web.notifications import views

urlpatterns = [
    path("news/", views.news, name="news"),
    path("news/read/", views.read_all, name="read_all_news"),
    path("news/unread/", views.unread_again, name="unread_news_again"),
    path("news/settings/", views.settings, name="news_settings"),
    path("news/settings/hours/", views.hours, name="news_hours"),
    path("news/settings/email/", views.email, name="news_email"),
    path("news/settings/email/remove/", views.remove_email, name="remove_news_email"),
    path("news/email/<str:token>/", views.confirm_email, name="confirm_news_email"),
    path("news/stop/<str:token>/", views.stop, name="stop_news"),
    path("news/<uuid:pk>/", views.piece, name="piece_of_news"),
]
