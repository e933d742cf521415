"""Addresses of news and how it comes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
