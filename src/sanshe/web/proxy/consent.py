"""What somebody agrees to before a worker writes for them: read out aloud, or printed on the form they sign."""

from django.utils.translation import get_language

from sanshe.domain.texts import queries as texts
from sanshe.domain.texts.choices import TextCode


def wording() -> str:
    """Return the words, as the operator last wrote them, by which somebody lets a worker write for them."""
    return texts.text(code=TextCode.CONSENT_PROXY_ENTRY, language=get_language() or "")


def confidence_wording() -> str:
    """Return the words by which somebody lets the workers keep what is told in confidence."""
    return texts.text(code=TextCode.CONSENT_SENSITIVE_DATA, language=get_language() or "")
