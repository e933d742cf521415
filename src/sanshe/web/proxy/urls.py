"""Addresses of taking part on paper and through a worker."""

from django.urls import path

from sanshe.web.proxy import checking, claiming, entering, mine, pile, views

urlpatterns = [
    path("proxy/", views.start, name="proxy"),
    path("proxy/new/", entering.new, name="proxy_new"),
    path("proxy/pile/", pile.pile, name="proxy_pile"),
    path("proxy/sheets/", views.sheets, name="proxy_sheets"),
    path("proxy/sheets/<uuid:batch_id>/pdf/", views.sheets_pdf, name="proxy_sheets_pdf"),
    path("proxy/s/<str:serial>/", views.sheet, name="proxy_sheet"),
    path("proxy/check/", checking.check_list, name="proxy_check_list"),
    path("proxy/check/<uuid:pk>/", checking.check, name="proxy_check"),
    path("proxy/entries/<uuid:pk>/", checking.entry, name="proxy_entry"),
    path("proxy/entries/<uuid:pk>/discard/", checking.discard, name="proxy_discard"),
    path("proxy/receipts/<uuid:pk>/", views.receipt, name="proxy_receipt"),
    path("proxy/receipts/<uuid:pk>/pdf/", views.receipt_pdf, name="proxy_receipt_pdf"),
    path("proxy/receipts/<uuid:pk>/new/", views.reissue, name="proxy_reissue"),
    path("claim/", claiming.claim, name="claim"),
    path("claim/whose/", claiming.claim_whose, name="claim_whose"),
    path("claim/done/", claiming.claim_done, name="claim_done"),
    path("claim/help/", claiming.claim_help, name="claim_help"),
    path("claim/same/", claiming.claim_same, name="claim_same"),
    path("claim/leave/", claiming.claim_leave, name="claim_leave"),
    path("me/entered/", mine.entered, name="entered"),
    path("me/entered/<uuid:pk>/take-back/", mine.take_back, name="entered_take_back"),
]
