"""Addresses of the operator's console."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
