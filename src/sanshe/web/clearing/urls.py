"""Addresses of clearing rounds."""

from django.urls import path

from sanshe.web.clearing import line_views, round_views

urlpatterns = [
    path("desk/rounds/", round_views.rounds, name="clearing_rounds"),
    path("desk/rounds/<uuid:pk>/", round_views.show, name="clearing_round"),
    path("desk/rounds/<uuid:pk>/again/", round_views.again, name="clearing_again"),
    path("desk/rounds/<uuid:pk>/send/", round_views.send, name="clearing_send"),
    path("desk/rounds/<uuid:pk>/drop/", round_views.drop, name="clearing_drop"),
    path("desk/rounds/lines/<uuid:pk>/pin/", line_views.pin, name="clearing_pin"),
    path("desk/rounds/lines/<uuid:pk>/unpin/", line_views.unpin, name="clearing_unpin"),
    path("desk/rounds/lines/<uuid:pk>/remove/", line_views.remove, name="clearing_remove"),
    path("desk/rounds/lines/<uuid:pk>/restore/", line_views.restore, name="clearing_restore"),
    path("desk/rounds/lines/<uuid:pk>/move/", line_views.move, name="clearing_move"),
]
