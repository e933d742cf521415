"""Pages for what went wrong before a view could answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell somebody whose form was too old, or came from elsewhere, to open the page again."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
