"""Addresses of the words of the house."""

from django.urls import path

from sanshe.domain.texts.choices import TextCode
from sanshe.web.texts import views

urlpatterns = [
    path("about/", views.text, {"code": TextCode.ABOUT}, name="about"),
    path("rules/", views.text, {"code": TextCode.BOARD_RULES}, name="board_rules"),
    path("what-is-kept/", views.text, {"code": TextCode.PRIVACY_NOTICE}, name="privacy_notice"),
]
