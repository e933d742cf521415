"""Addresses of lists that come in and go out as spreadsheets."""

from django.urls import path

from sanshe.web.spreadsheets import exports, views

urlpatterns = [
    path("desk/lists/", views.sheets, name="sheets"),
    path("desk/lists/<slug:kind>.xlsx", views.template, name="sheet_template"),
    path("desk/lists/<uuid:pk>/", views.sheet, name="sheet"),
    path("desk/lists/<uuid:pk>/take-in/", views.take_in, name="take_in_sheet"),
    path("desk/lists/<uuid:pk>/discard/", views.discard, name="discard_sheet"),
    path("desk/export/", exports.unmet, name="export_unmet"),
    path("needs/export/", exports.needs, name="export_needs"),
    path("offers/export/", exports.offers, name="export_offers"),
    path("services/export/", exports.services, name="export_services"),
    path("mine/export/", exports.mine, name="export_mine"),
]
