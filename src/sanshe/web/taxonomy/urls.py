"""Addresses of sorting."""

from django.urls import path

from sanshe.web.taxonomy import views

urlpatterns = [
    path("sorting/", views.sorting, name="sorting"),
    path("sorting/learn/", views.learn, name="learn_sorting"),
]
