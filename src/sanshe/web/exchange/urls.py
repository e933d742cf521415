"""Addresses of the exchange."""

from django.urls import path

from sanshe.web.exchange import agreement_views, say, views, weight_views, why_views, wording_views

urlpatterns = [
    path("", say.home, name="home"),
    path("say/", say.slip, name="say"),
    path("answers/", say.answers, name="answers"),
    path("needs/", views.needs, name="needs"),
    path("needs/<uuid:pk>/", views.need, name="need"),
    path("needs/<uuid:pk>/why/", why_views.need_why, name="need_why"),
    path("needs/<uuid:pk>/hand/", views.hand, name="hand"),
    path("offers/", views.offers, name="offers"),
    path("offers/<uuid:pk>/", views.offer, name="offer"),
    path("offers/<uuid:pk>/why/", why_views.offer_why, name="offer_why"),
    path("offers/<uuid:pk>/wordings/", wording_views.wordings, name="offer_wordings"),
    path("offers/<uuid:pk>/wordings/<uuid:wording>/take-out/", wording_views.take_out, name="take_out_wording"),
    path("offers/<uuid:pk>/wordings/<uuid:wording>/put-back/", wording_views.put_back, name="put_back_wording"),
    path("offers/<uuid:pk>/ask/", views.ask, name="ask"),
    path("needs/<uuid:pk>/me-too/", views.me_too, name="me_too"),
    path("needs/<uuid:pk>/me-too/undo/", views.me_too_undo, name="me_too_undo"),
    path("needs/<uuid:pk>/reopen/", views.reopen, name="reopen_need"),
    path("needs/<uuid:pk>/withdraw/", views.withdraw, {"kind": "need"}, name="withdraw_need"),
    path("offers/<uuid:pk>/withdraw/", views.withdraw, {"kind": "offer"}, name="withdraw_offer"),
    path("weights/", weight_views.weights, name="weights"),
    path("weights/<uuid:pk>/", weight_views.weighting, name="weighting"),
    path("weights/<uuid:pk>/activate/", weight_views.activate, name="activate_weights"),
    path("weights/<uuid:pk>/renew/", weight_views.renew, name="renew_weights_preview"),
    path("mine/", views.mine, name="mine"),
    path("agreements/<uuid:pk>/", agreement_views.agreement, name="agreement"),
    path("agreements/<uuid:pk>/<slug:action>/", agreement_views.act, name="act"),
]
