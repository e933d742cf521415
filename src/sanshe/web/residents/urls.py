"""Addresses of people, as workers look after them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
