"""Addresses of referrals."""

from django.urls import path

from sanshe.web.referrals import call_views, duplicate_views, referral_views

urlpatterns = [
    path("needs/<uuid:pk>/refer/", referral_views.refer, name="refer_need"),
    path("organizations/<uuid:pk>/referrals/", referral_views.inbox, name="organization_referrals"),
    path("referrals/", referral_views.referrals, name="referrals"),
    path("referrals/<uuid:pk>/", referral_views.referral, name="referral"),
    path("referrals/<uuid:pk>/<slug:step>/", referral_views.step, name="referral_step"),
    path("desk/calls/", call_views.calls, name="calls"),
    path("desk/calls/<uuid:pk>/<slug:step>/", call_views.step, name="call_step"),
    path("desk/needs/duplicates/", duplicate_views.duplicate_needs, name="duplicate_needs"),
    path("desk/needs/duplicates/<slug:step>/", duplicate_views.decide, name="decide_duplicate_needs"),
]
