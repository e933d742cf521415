"""Posting and taking down needs and offers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.choices import LIVE, SAID_BY_OWNER, ClosedAs, IntentStatus, Language, PlacesRule
from sanshe.domain.exchange.errors import (
    ActForbidden,
    CapacityMissing,
    ConfidenceNotAgreed,
    NeedTaken,
    NotOnBoard,
    SentenceMissing,
    SentenceTooLong,
    TimePassed,
    TimesDisordered,
)
from sanshe.domain.exchange.models import SENTENCE_MAX, Agreement, Need, Offer
from sanshe.domain.exchange.operations import steps
from sanshe.domain.exchange.operations.answers import recount_later
from sanshe.domain.exchange.operations.indexing import index_offers, lexemes
from sanshe.domain.exchange.queries.search import category_words
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.organisations.models import Organization
from sanshe.domain.organisations.rules import acts_for
from sanshe.domain.people import queries as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community, Landmark
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.engines.language.tokens import version_of
from sanshe.kernel import idempotency, journal


def post_need(
    *,
    actor: Person,
    community: Community,
    sentence: str,
    at: datetime,
    receiver: Person | None = None,
    category: TaxonomyTerm | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    time_text: str = "",
    recurrence: str = "",
    place_text: str = "",
    landmark: Landmark | None = None,
    age_band: str = "",
    age_years: int | None = None,
    conditions: Sequence[str] = (),
    party_size: int = 1,
    helpers_wanted: int = 1,
    at_home: bool = False,
    languages: Sequence[str] = (),
    cost_basis: str = "",
    is_urgent: bool = False,
    is_private: bool = False,
    idempotency_key: str = "",
) -> Need:
    """Put a need on the board of a community, for oneself or for the `receiver` one speaks for.

    A private need, as every need of a sensitive kind is, hangs on no board: the workers of the community are told and
    only they read it besides its owner. The same actor with the same key gets the same need back.

    Raises
    ------
    SentenceMissing, SentenceTooLong, TimesDisordered, TimePassed
        What was said cannot stand on a slip.
    ActForbidden
        The actor does not speak for the receiver.
    ConfidenceNotAgreed
        The need is private and the receiver has not agreed that the workers keep it.
    """
    sentence = _checked_sentence(sentence)
    _check_times(starts_at=starts_at, ends_at=ends_at, at=at)
    if not rules.may_post_for(actor=actor, person=receiver, at=at):
        raise ActForbidden
    is_private = is_private or bool(category and category.is_sensitive)
    if is_private and not people.has_consented(person=receiver or actor, kind=ConsentKind.SENSITIVE_DATA):
        raise ConfidenceNotAgreed

    def run() -> UUID:
        words = taxonomy.sorting().words
        need = Need.objects.create(
            person=receiver or actor,
            entered_by=actor if receiver and receiver != actor else None,
            community=community,
            sentence=sentence,
            category=category,
            starts_at=starts_at,
            ends_at=ends_at,
            time_text=time_text,
            recurrence=recurrence,
            place_text=place_text,
            landmark=landmark,
            age_band=age_band,
            age_years=age_years,
            conditions=list(conditions),
            party_size=party_size,
            helpers_wanted=helpers_wanted,
            at_home=at_home,
            languages=_checked_languages(languages),
            cost_basis=cost_basis,
            is_urgent=is_urgent,
            is_private=is_private,
            posted_at=at,
            lexemes=lexemes(sentence, *category_words(category), community=community, words=words),
            tokenizer_version=version_of(words),
        )
        if is_private:
            notify(
                people=people.workers_of(community=community, at=at),
                kind=NewsKind.PRIVATE_NEED,
                subject=need,
                at=at,
            )
        recount_later(need_ids=[need.pk], at=at)
        journal.record(
            operation="exchange.post_need",
            subject=need,
            actor=actor,
            on_behalf_of=receiver if receiver != actor else None,
            at=at,
            community_code=community.code,
            detail={"category": category.code if category else None},
        )
        return need.pk

    with transaction.atomic():
        pk, _ = idempotency.once(actor=actor.pk, scope="exchange.post_need", key=idempotency_key, at=at, run=run)
        return Need.objects.get(pk=pk)


def post_offer(
    *,
    actor: Person,
    community: Community | None,
    sentence: str,
    at: datetime,
    provider: Person | None = None,
    organization: Organization | None = None,
    category: TaxonomyTerm | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    time_text: str = "",
    recurrence: str = "",
    weekly_hours: Sequence[Sequence[int]] = (),
    place_text: str = "",
    landmark: Landmark | None = None,
    minimum_age: int | None = None,
    maximum_age: int | None = None,
    capacity: int | None = None,
    languages: Sequence[str] = (),
    cost_basis: str = "",
    idempotency_key: str = "",
) -> Offer:
    """Put an offer on the board: as oneself, for the `provider` one speaks for, or for an organisation one acts for.

    `weekly_hours` are triples of weekday (Monday 0), start and end in minutes after midnight. What the capacity counts
    follows from the time: who has regular hours has room for so many at a time, a dated offer gives each place once,
    and without any time a place is free again when its promise has ended.

    Raises
    ------
    SentenceMissing, SentenceTooLong, TimesDisordered, TimePassed, CapacityMissing
        What was said cannot stand on a slip.
    ActForbidden
        The actor does not act for the organisation, or does not speak for the provider.
    """
    sentence = _checked_sentence(sentence)
    _check_times(starts_at=starts_at, ends_at=ends_at, at=at)
    if capacity is not None and capacity < 1:
        raise CapacityMissing
    if organization and not acts_for(person=actor, organization_id=organization.pk, at=at):
        raise ActForbidden
    if not rules.may_post_for(actor=actor, person=provider, at=at):
        raise ActForbidden

    def run() -> UUID:
        offer = Offer.objects.create(
            person=None if organization else (provider or actor),
            entered_by=actor if provider and provider != actor else None,
            organization=organization,
            community=community,
            sentence=sentence,
            category=category,
            starts_at=starts_at,
            ends_at=ends_at,
            time_text=time_text,
            recurrence=recurrence,
            weekly_hours=[list(triple) for triple in weekly_hours],
            place_text=place_text,
            landmark=landmark,
            minimum_age=minimum_age,
            maximum_age=maximum_age,
            capacity=capacity,
            places_rule=places_rule(starts_at=starts_at, recurs=bool(recurrence or weekly_hours)),
            languages=_checked_languages(languages),
            cost_basis=cost_basis,
            posted_at=at,
        )
        index_offers(offer_ids=[offer.pk])
        recount_later(offer_ids=[offer.pk], at=at)
        journal.record(
            operation="exchange.post_offer",
            subject=offer,
            actor=actor,
            on_behalf_of=provider if provider != actor else None,
            at=at,
            community_code=community.code if community else "",
            detail={"category": category.code if category else None},
        )
        return offer.pk

    with transaction.atomic():
        pk, _ = idempotency.once(actor=actor.pk, scope="exchange.post_offer", key=idempotency_key, at=at, run=run)
        return Offer.objects.get(pk=pk)


def close_need(*, actor: Person, need_id: UUID, at: datetime, closed_as: str = ClosedAs.NOT_NEEDED) -> Need:
    """Take a need down from the board, as its owner or as a worker of its community, and say why.

    Questions about it that nobody answered come to nothing. Closing it again is once.

    Raises
    ------
    ActForbidden
        It is neither the actor's nor of the actor's community to work for.
    NeedTaken
        Somebody's promise still stands; it has to be cancelled first.
    """
    with transaction.atomic():
        need = steps.locked_need(need_id)
        if not rules.may_withdraw(person=actor, intent=need, at=at):
            raise ActForbidden
        if not need.is_open:
            return need
        if Agreement.objects.filter(need=need, state__in=LIVE).exists():
            raise NeedTaken
        closed_as = ClosedAs(closed_as)
        if closed_as not in SAID_BY_OWNER:
            raise ActForbidden
        steps.close(need, closed_as=closed_as, at=at)
        _record_need("close_need", need, actor=actor, at=at, detail={"as": need.closed_as})
    return need


def reopen_need(*, actor: Person, need_id: UUID, at: datetime) -> Need:
    """Put a need back on the board that its owner or a worker had taken down, or that turned out not to be solved.

    A time that is over is let go; it can be arranged anew. What was merged is taken apart by `unmerge_need`.

    Raises
    ------
    ActForbidden, NotOnBoard
        It is not the actor's, or it was merged with another slip.
    """
    with transaction.atomic():
        need = steps.locked_need(need_id)
        if not rules.may_withdraw(person=actor, intent=need, at=at):
            raise ActForbidden
        if need.is_open:
            return need
        if need.closed_as == ClosedAs.MERGED:
            raise NotOnBoard
        need.status, need.closed_as, need.closed_at = IntentStatus.OPEN, "", None
        if (need.ends_at or need.starts_at or at) < at:
            need.starts_at = need.ends_at = None
            need.time_text = need.recurrence = ""
        for agreement in need.agreements.select_for_update().filter(holds_hand=True).exclude(state__in=LIVE):
            agreement.holds_hand = False
            agreement.save(update_fields=["holds_hand"])
            need.helpers_taken -= 1
        need.save()
        recount_later(need_ids=[need.pk], at=at)
        _record_need("reopen_need", need, actor=actor, at=at, detail={})
    return need


def withdraw_offer(*, actor: Person, offer_id: UUID, at: datetime) -> Offer:
    """Take an offer down from the board; promises already made stand, unanswered questions come to nothing."""
    with transaction.atomic():
        offer = steps.locked_offer(offer_id)
        if not rules.may_withdraw(person=actor, intent=offer, at=at):
            raise ActForbidden
        if not offer.is_open:
            return offer
        offer.status = IntentStatus.WITHDRAWN
        offer.closed_at = at
        offer.save(update_fields=["status", "closed_at"])
        steps.lapse_questions(Agreement.objects.filter(offer=offer), at=at)
        recount_later(offer_ids=[offer.pk], at=at)
        journal.record(
            operation="exchange.withdraw_offer",
            subject=offer,
            actor=actor,
            at=at,
            community_code=offer.community.code if offer.community else "",
        )
    return offer


def note_look(*, actor: Person, need: Need, at: datetime) -> None:
    """Write into the journal that somebody read what another told in confidence; the other can see who looked."""
    with transaction.atomic():
        journal.record(
            operation="exchange.look_at_need",
            subject=need.person,
            actor=actor,
            at=at,
            community_code=need.community.code,
            detail={"need": str(need.pk)},
        )


def note_look_at_things(*, actor: Person, person: Person, at: datetime) -> None:
    """Write into the journal that somebody else opened a person's slips and agreements; that one can see who looked."""
    with transaction.atomic():
        journal.record(operation="exchange.look_at_things", subject=person, actor=actor, on_behalf_of=person, at=at)


def note_look_at_home(*, actor: Person, person: Person, at: datetime) -> None:
    """Write into the journal that whoever is to visit somebody was shown where they live."""
    with transaction.atomic():
        journal.record(operation="exchange.look_at_home", subject=person, actor=actor, at=at)


def _record_need(operation: str, need: Need, *, actor: Person, at: datetime, detail: dict) -> None:
    journal.record(
        operation=f"exchange.{operation}",
        subject=need,
        actor=actor,
        on_behalf_of=need.person if need.person_id != actor.pk else None,
        at=at,
        community_code=need.community.code,
        detail=detail,
    )


def _checked_sentence(text: str) -> str:
    sentence = " ".join(text.split())
    if not sentence:
        raise SentenceMissing
    if len(sentence) > SENTENCE_MAX:
        raise SentenceTooLong(limit=SENTENCE_MAX)
    return sentence


def _check_times(*, starts_at: datetime | None, ends_at: datetime | None, at: datetime) -> None:
    if starts_at and ends_at and ends_at <= starts_at:
        raise TimesDisordered
    if (ends_at or starts_at or at) < at:
        raise TimePassed


def places_rule(*, starts_at: datetime | None, recurs: bool) -> PlacesRule:
    """Return what the capacity of an offer with such times counts."""
    if recurs:
        return PlacesRule.BY_TIME
    return PlacesRule.RETURNING if starts_at is None else PlacesRule.ONCE


def _checked_languages(languages: Sequence[str]) -> list[str]:
    """Return the codes in the order of `Language`, each once; a code that is none is no language."""
    return [code for code in Language.values if code in set(languages)]
