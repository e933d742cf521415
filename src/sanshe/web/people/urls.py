"""Addresses of signing in and choosing a community."""

from django.urls import path

from sanshe.web.people import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.sign_in_code, name="sign_in_code"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("welcome/", views.welcome, name="welcome"),
    path("demo/<str:token>/", views.demo_sign_in, name="demo_sign_in"),
    path("communities/", views.choose_community, name="choose_community"),
]
