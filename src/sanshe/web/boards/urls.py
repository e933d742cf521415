"""Addresses of notices and talk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
