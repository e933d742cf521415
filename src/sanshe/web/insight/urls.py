"""Addresses of insight."""

from django.urls import path

from sanshe.web.insight import coverage_views, desk_views, unmet_views

urlpatterns = [
    path("unmet/", unmet_views.unmet, name="unmet"),
    path("unmet/export/", unmet_views.export, name="unmet_export"),
    path("coverage/", coverage_views.coverage, name="coverage"),
    path("coverage/export/", coverage_views.export, name="coverage_export"),
    path("desk/evidence/", desk_views.evidence, name="evidence"),
    path("desk/evidence/needs/", desk_views.needs, name="evidence_needs"),
    path("desk/evidence/export/", desk_views.export, name="evidence_export"),
    path("desk/evidence/refresh/", desk_views.refresh, name="refresh_evidence"),
]
