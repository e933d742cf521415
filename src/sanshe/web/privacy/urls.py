"""Addresses of what is kept about me."""

from django.urls import path

from sanshe.web.privacy import closing, consents, correcting, taking, views

urlpatterns = [
    path("me/data/", views.my_data, name="my_data"),
    path("me/data/kept/<slug:part>/", views.my_data_part, name="my_data_part"),
    path("me/data/looks/", views.my_data_looks, name="my_data_looks"),
    path("me/data/copy/", taking.my_data_copy, name="my_data_copy"),
    path("me/data/correct/", correcting.correct_my_data, name="correct_my_data"),
    path("me/data/phone/", correcting.change_my_phone, name="change_my_phone"),
    path("me/data/phone/code/", correcting.confirm_my_phone, name="confirm_my_phone"),
    path("me/data/consents/", consents.my_consents, name="my_consents"),
    path("me/data/close/", closing.close_my_account, name="close_my_account"),
    path("me/data/stay/", closing.keep_my_account, name="keep_my_account"),
    path("what-is-kept/how-long/", views.how_long, name="how_long"),
]
