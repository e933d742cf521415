"""Addresses of taking part on paper and through a worker."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
