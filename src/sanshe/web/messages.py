"""What a page says after something was done."""

from django.contrib import messages
from django.http import HttpRequest


def say(request: HttpRequest, text: str) -> None:
    """Confirm, on the next page, what was just done."""
    messages.success(request, text)


def warn(request: HttpRequest, text: str) -> None:
    """Say, on the next page, what could not be done and what to do."""
    messages.warning(request, text)
