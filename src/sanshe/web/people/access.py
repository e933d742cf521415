"""Doors that open only for some."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from sanshe.web.middleware import actor_of


def sign_in_first(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send whoever is not signed in to do so, and back to the page they came for."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if actor_of(request) is None:
            back = request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "/")
            return redirect(f"{reverse('sign_in')}?next={quote(back, safe='')}")
        return view(request, *args, **kwargs)

    return wrapped
