"""Addresses of the worker's desk."""

from django.urls import path

from sanshe.web.desk import views

urlpatterns = [path("desk/", views.desk, name="desk")]
