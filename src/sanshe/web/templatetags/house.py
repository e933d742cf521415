"""The words of the house inside a page."""

from django import template
from django.utils.translation import get_language

from sanshe.domain.texts import queries
from sanshe.web import ago as passed

register = template.Library()
register.filter("ago", passed.ago)
register.filter("how_long", passed.how_long)


@register.simple_tag
def house_text(code: str) -> str:
    """Return one text as the operator last wrote it, in the language of the page."""
    return queries.text(code=code, language=get_language() or "")
