"""Words as they are kept, and the lock everything about one agreement takes first."""

from uuid import UUID

from sanshe.domain.exchange.models import Agreement
from sanshe.domain.trust.errors import NotYours, WordsMissing, WordsTooLong
from sanshe.kernel.fields import plain_text

PARTS = ("community", "need", "offer", "receiver", "provider", "provider_organization")


def checked(text: str, *, longest: int, is_needed: bool = True) -> str:
    """Return words in one line, or refuse that there are none or too many."""
    words = " ".join(plain_text(text).split())
    if is_needed and not words:
        raise WordsMissing
    if len(words) > longest:
        raise WordsTooLong(limit=longest)
    return words


def locked_agreement(agreement_id: UUID) -> Agreement:
    """Lock an agreement with what it is about; before any row of ours, so that nobody waits in a circle."""
    agreement = Agreement.objects.select_for_update(of=["self"]).select_related(*PARTS).filter(pk=agreement_id).first()
    if agreement is None:
        raise NotYours
    return agreement
