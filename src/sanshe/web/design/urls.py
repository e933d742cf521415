"""Addresses of the look bar and of the design system."""

from django.urls import path

from sanshe.web.design import views

urlpatterns = [
    path("look/", views.look, name="look"),
    path("design/", views.design, name="design"),
]
