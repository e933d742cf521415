"""Addresses of signing in with accounts from elsewhere: only those of services that the installation names."""

from allauth.socialaccount.providers.openid_connect.urls import urlpatterns as openid_connect
from allauth.socialaccount.providers.weixin.urls import urlpatterns as weixin
from django.conf import settings
from django.urls import URLPattern, URLResolver

OF_PROVIDERS = {"weixin": weixin, "openid_connect": openid_connect}

urlpatterns: list[URLPattern | URLResolver] = [
    pattern for provider in settings.SOCIALACCOUNT_PROVIDERS for pattern in OF_PROVIDERS[provider]
]
