"""Addresses of the catalogue."""

from django.urls import path

from sanshe.web.catalogue import views

urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/<uuid:pk>/", views.service, name="service"),
]
