"""Addresses of places."""

from django.urls import URLPattern, path, re_path

from sanshe.web.places import boundary_views, population_views, views

PLACE = r"^places/(?P<code>[0-9]{12})"

urlpatterns: list[URLPattern] = [
    path("places/", views.places, name="places"),
    path("places/population-template.xlsx", population_views.template, name="population_template"),
    re_path(rf"{PLACE}/$", views.place, name="place"),
    re_path(rf"{PLACE}/outline/$", boundary_views.boundary, name="place_boundary"),
    re_path(rf"{PLACE}/outline/restore/$", boundary_views.restore, name="restore_boundary"),
    re_path(rf"{PLACE}/outline\.geojson$", boundary_views.geojson, name="place_geojson"),
    re_path(rf"{PLACE}/population/$", population_views.population, name="place_population"),
    re_path(rf"{PLACE}/population\.xlsx$", population_views.export, name="population_export"),
]
