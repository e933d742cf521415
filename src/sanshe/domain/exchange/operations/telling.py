"""Telling the sides of an agreement what happened to it."""

from datetime import datetime, timedelta

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.notifications.queries import IN_CONFIDENCE
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person

# What is called off so shortly before rings in quiet hours, too.
SOON = timedelta(hours=12)


def tell_other_side(agreement: Agreement, *, kind: str, actor: Person, at: datetime) -> None:
    """Tell the other side what was done, in its name by which neighbours know it, with the beginning of the slip."""
    receives = rules.is_receiver(person=actor, agreement=agreement, at=at)
    _tell(agreement, kind=kind, to_receiver=not receives, at=at)


def tell_receiver(agreement: Agreement, *, kind: str, at: datetime) -> None:
    """Tell the receiving side what became of its wish."""
    _tell(agreement, kind=kind, to_receiver=True, at=at)


def tell_both_sides(agreement: Agreement, *, kind: str, at: datetime) -> None:
    """Tell both sides what somebody between them did."""
    for to_receiver in (True, False):
        _tell(agreement, kind=kind, to_receiver=to_receiver, at=at)


def _tell(agreement: Agreement, *, kind: str, to_receiver: bool, at: datetime) -> None:
    giver = agreement.provider_organization or agreement.provider
    who = giver if to_receiver else agreement.receiver
    slip = agreement.need or agreement.offer
    is_private = agreement.need is not None and agreement.need.is_private
    notify(
        people=[agreement.receiver] if to_receiver else _giving(agreement, at=at),
        kind=kind,
        subject=agreement,
        at=at,
        words={
            "who": who.display_name if isinstance(who, Organization) else who.public_name,
            **({IN_CONFIDENCE: "yes"} if is_private else {"what": slip.sentence}),
        },
        urgent=kind == NewsKind.AGREEMENT_CANCELLED and _is_soon(agreement, at=at),
    )


def _giving(agreement: Agreement, *, at: datetime) -> list[Person]:
    if agreement.provider is not None:
        return [agreement.provider]
    return organisations.acting_people(organization_id=agreement.provider_organization_id, at=at)


def _is_soon(agreement: Agreement, *, at: datetime) -> bool:
    return agreement.starts_at is not None and at <= agreement.starts_at <= at + SOON
