"""The words of the house, as the operator last wrote them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sanshe.domain.texts import queries
from sanshe.domain.texts.choices import TextCode


@require_safe
def text(request: HttpRequest, code: str) -> HttpResponse:
    """Show one text in the language of the page."""
    shown = {
        "title": TextCode(code).label,
        "words": queries.text(code=code, language=get_language() or ""),
        "is_about": code == TextCode.ABOUT,
    }
    return render(request, "texts/text.html", shown)
