"""Addresses of what is kept about me."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
