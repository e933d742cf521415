"""Addresses of trust."""

from django.urls import path

from sanshe.web.trust import hearing_views, mediator_views, record_views, report_views, review_views, vouching_views

urlpatterns = [
    path("people/<uuid:pk>/record/", record_views.person_record, name="person_record"),
    path("organizations/<uuid:pk>/record/", record_views.organization_record, name="organization_record"),
    path("promises/<uuid:pk>/review/", review_views.review, name="review"),
    path("promises/<uuid:pk>/hearing/", hearing_views.hearing, name="hearing"),
    path("promises/<uuid:pk>/hearing/<slug:step>/", hearing_views.step, name="hearing_step"),
    path("reviews/", review_views.to_write, name="reviews_to_write"),
    path("reviews/<uuid:pk>/reply/", review_views.reply, name="reply_to_review"),
    path("reviews/<uuid:pk>/report/", report_views.report, name="report_review"),
    path("reviews/<uuid:pk>/decide/", report_views.decide, name="decide_review"),
    path("reviews/<uuid:pk>/show/", report_views.show_again, name="show_review_again"),
    path("desk/reviews/", report_views.reported, name="reported_reviews"),
    path("desk/disputes/", hearing_views.disputes, name="disputes"),
    path("desk/mediators/", mediator_views.mediators, name="mediators"),
    path("desk/mediators/<uuid:pk>/appoint/", mediator_views.appoint, name="appoint_mediator"),
    path("desk/mediators/<uuid:pk>/dismiss/", mediator_views.dismiss, name="dismiss_mediator"),
    path("hearings/", hearing_views.mine, name="my_hearings"),
    path("vouching/", vouching_views.vouching, name="vouching"),
    path("vouching/switch/", vouching_views.switch, name="switch_vouching"),
    path("vouching/<uuid:pk>/end/", vouching_views.end, name="end_vouch"),
    path("vouching/for/<str:token>/", vouching_views.vouch, name="vouch"),
]
