"""Addresses of people, as workers look after them, and of one's own home and helpers."""

from django.urls import path

from sanshe.web.residents import duplicate_views, letter_views, own_views, safeguard_views, views

urlpatterns = [
    path("residents/", views.residents, name="residents"),
    path("residents/new/", views.resident_new, name="resident_new"),
    path("residents/letters/", letter_views.letters, name="residence_letters"),
    path("residents/letters/print/", letter_views.print_letters, name="print_residence_letters"),
    path("residents/duplicates/", duplicate_views.duplicates, name="duplicates"),
    path("residents/duplicates/<uuid:merge_id>/", duplicate_views.merge, name="merge"),
    path("residents/<uuid:person_id>/", views.resident, name="resident"),
    path("residents/<uuid:person_id>/check/", safeguard_views.resident_check, name="resident_check"),
    path("me/home/", own_views.my_home, name="my_home"),
    path("me/helpers/", own_views.my_helpers, name="my_helpers"),
]
