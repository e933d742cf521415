"""Making services findable, and taking in needs that were said elsewhere."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from sanshe.domain.catalogue.choices import ServiceStatus
from sanshe.domain.catalogue.models import Service
from sanshe.domain.exchange.models import SENTENCE_MAX, Need, Offer
from sanshe.domain.exchange.operations.answers import recount_later
from sanshe.domain.exchange.operations.indexing import index_offers, lexemes
from sanshe.domain.exchange.operations.intents import places_rule
from sanshe.domain.exchange.queries.search import category_words
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.engines.language.tokens import version_of
from sanshe.kernel import journal


def offer_service(*, service: Service, at: datetime, actor: Person | None, community: Community | None = None) -> Offer:
    """Make a service of the catalogue findable, in one community or (null) in the whole district; once."""
    with transaction.atomic():
        existing = Offer.objects.filter(service=service, community=community).first()
        if existing:
            return existing
        offer = service_offer(service=service, at=at, community=community)
        offer.save(force_insert=True)
        index_offers(offer_ids=[offer.pk])
        recount_later(offer_ids=[offer.pk], at=at)
        journal.record(
            operation="exchange.offer_service",
            subject=offer,
            actor=actor,
            at=at,
            community_code=community.code if community else "",
        )
    return offer


def offer_directory(*, source: str, at: datetime, actor: Person | None) -> int:
    """Make every running service of an imported directory findable where it is to be had; return how many were new.

    A service offered already stays so, and the same directory may come again; it is found by its new words.
    """
    with transaction.atomic():
        services = (
            Service.objects.filter(source=source, status=ServiceStatus.ACTIVE)
            .exclude(pk__in=Offer.objects.filter(service__source=source).values("service"))
            .select_related("community", "category")
            .order_by("id")
        )
        offers = [service_offer(service=service, at=at, community=service.community) for service in services]
        Offer.objects.bulk_create(offers, batch_size=500)
        index_offers(offer_ids=Offer.objects.filter(service__source=source).order_by("pk").values_list("pk", flat=True))
        recount_later(offer_ids=[offer.pk for offer in offers], at=at, in_bulk=True)
        journal.record(
            operation="exchange.offer_directory",
            subject=None,
            actor=actor,
            at=at,
            detail={"source": source, "new": len(offers)},
        )
    return len(offers)


def service_offer(*, service: Service, at: datetime, community: Community | None) -> Offer:
    """Return the unsaved offer that stands for a service."""
    return Offer(
        organization_id=service.organization_id,
        service=service,
        community=community,
        sentence=service.name[:SENTENCE_MAX],
        category=service.category,
        weekly_hours=service.weekly_hours,
        time_text=service.hours_text[:80],
        place_text=service.place_text[:80],
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
        capacity=service.capacity,
        places_rule=places_rule(starts_at=None, recurs=bool(service.weekly_hours)),
        cost_basis=service.cost_basis,
        posted_at=at,
    )


def import_needs(
    *, rows: Iterable[Mapping], source: str, community: Community, actor: Person | None, at: datetime
) -> int:
    """Store messages from elsewhere as open needs; a message already stored is left as it is.

    Each mapping holds `source_id`, `sentence` and optionally `category` (a TaxonomyTerm) and `posted_at`. Returns how
    many were new.
    """
    with transaction.atomic():
        rows = list(rows)
        known = set(
            Need.objects.filter(source=source, source_id__in=[row["source_id"] for row in rows]).values_list(
                "source_id", flat=True
            )
        )
        words = taxonomy.sorting().words
        needs = [
            Need(
                source=source,
                source_id=row["source_id"],
                community=community,
                sentence=row["sentence"],
                category=row.get("category"),
                posted_at=row.get("posted_at") or at,
                lexemes=lexemes(
                    row["sentence"], *category_words(row.get("category")), community=community, words=words
                ),
                tokenizer_version=version_of(words),
            )
            for row in rows
            if row["source_id"] not in known
        ]
        Need.objects.bulk_create(needs, batch_size=500)
        recount_later(need_ids=[need.pk for need in needs], at=at, in_bulk=True)
        journal.record(
            operation="exchange.import_needs",
            subject=None,
            actor=actor,
            at=at,
            community_code=community.code,
            detail={"source": source, "new": len(needs)},
        )
    return len(needs)
