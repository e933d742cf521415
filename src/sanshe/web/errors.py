"""Pages for what went wrong before a view could answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from sanshe.web.look import look_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be understood, in the look of the browser."""
    return HttpResponse(loader.render_to_string("400.html", {"look": look_of(request)}), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault, in the look of the browser and without touching the database."""
    return HttpResponse(loader.render_to_string("500.html", {"look": look_of(request)}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell somebody whose form was too old, or came from elsewhere, to open the page again."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
