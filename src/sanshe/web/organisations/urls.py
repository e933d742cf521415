"""Addresses of organisations and groups."""

from django.urls import path

from sanshe.web.organisations import (
    directory_views,
    founding_views,
    looking_views,
    managing_views,
    page_views,
    safeguard_views,
)

urlpatterns = [
    path("organizations/", directory_views.organizations, name="organizations"),
    path("organizations/export/", directory_views.export, name="organizations_export"),
    path("organizations/register/", founding_views.register, name="register_organization"),
    path("organizations/to-verify/", looking_views.to_verify, name="organizations_to_verify"),
    path("organizations/<uuid:pk>/", page_views.organization, name="organization"),
    path("organizations/<uuid:pk>/join/", page_views.join, name="join_organization"),
    path("organizations/<uuid:pk>/take-back/", page_views.take_back, name="take_back_join_request"),
    path("organizations/<uuid:pk>/leave/", page_views.leave, name="leave_organization"),
    path("organizations/<uuid:pk>/take-over/", page_views.take_over, name="take_over_group"),
    path("organizations/<uuid:pk>/close/", page_views.close, name="close_group"),
    path("organizations/<uuid:pk>/reopen/", page_views.reopen, name="reopen_group"),
    path("organizations/<uuid:pk>/offices/", page_views.offices, name="organization_offices"),
    path("organizations/<uuid:pk>/manage/", managing_views.manage, name="manage_organization"),
    path("organizations/<uuid:pk>/details/", managing_views.details, name="organization_details"),
    path("organizations/<uuid:pk>/hand-over/", managing_views.hand_over, name="hand_over_office"),
    path("organizations/<uuid:pk>/verify/", looking_views.verify, name="verify_organization"),
    path("organizations/<uuid:pk>/check/", safeguard_views.organization_check, name="organization_check"),
    path("takeovers/<uuid:pk>/decide/", looking_views.decide_takeover, name="decide_takeover"),
    path("groups/found/", founding_views.found, name="found_group"),
    path("invitations/", page_views.invitations, name="invitations"),
    path("invitations/<uuid:pk>/answer/", page_views.answer_invitation, name="answer_invitation"),
    path("who-can/", directory_views.who_can, name="who_can"),
]
