"""Who stands on a side of an agreement, by name and in person."""

from datetime import datetime

from sanshe.domain.exchange.choices import Side
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person


def giver_of(*, agreement: Agreement) -> Person | Organization:
    """Return who gives: the organisation where one does."""
    return agreement.provider_organization or agreement.provider


def name_of(*, agreement: Agreement, side: str) -> str:
    """Return by which name neighbours know a side."""
    who = agreement.receiver if side == Side.RECEIVER else giver_of(agreement=agreement)
    return who.display_name if isinstance(who, Organization) else who.public_name


def name_across(*, agreement: Agreement, person: Person) -> str:
    """Return by which name somebody who receives, or gives in whatever name, knows the other side."""
    side = Side.PROVIDER if agreement.receiver_id == person.pk else Side.RECEIVER
    return name_of(agreement=agreement, side=side)


def people_on(*, agreement: Agreement, side: str, at: datetime) -> list[Person]:
    """Return who is told what concerns a side: the person, or those who act for the organisation."""
    if side == Side.RECEIVER:
        return [agreement.receiver]
    if agreement.provider_organization_id is None:
        return [agreement.provider]
    return organisations.acting_people(organization_id=agreement.provider_organization_id, at=at)
