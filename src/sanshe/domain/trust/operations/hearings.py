"""Hearing a dispute: naming who does, writing down each step, and the end."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.choices import AgreementState, Side
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.people.models import Person
from sanshe.domain.people.queries import person as open_account
from sanshe.domain.people.rules import has_role
from sanshe.domain.trust import queries, rules
from sanshe.domain.trust.choices import HEARD, NOTED, StepKind
from sanshe.domain.trust.errors import NoMediator, NotDisputed, NotHeardYet, NotImpartial, NotYours
from sanshe.domain.trust.models import Hearing, HearingStep
from sanshe.domain.trust.models.hearings import STEP_MAX
from sanshe.domain.trust.operations.words import checked, locked_agreement
from sanshe.kernel import journal


def name_mediator(*, actor: Person, agreement_id: UUID, mediator_id: UUID, at: datetime) -> Hearing:
    """Say, as a worker who is no party, who hears a dispute; naming another one begins the hearing anew.

    Raises
    ------
    NotYours
        The actor is no worker there, or stands on a side.
    NotDisputed
        It is settled already.
    NoMediator, NotImpartial
        Who is named may not hear disputes there, or stands too near to a side.
    """
    with transaction.atomic():
        agreement = locked_agreement(agreement_id)
        if not rules.may_name_mediator(person=actor, agreement=agreement, at=at):
            raise NotYours
        if agreement.state != AgreementState.DISPUTED:
            raise NotDisputed
        mediator = open_account(pk=mediator_id)
        kinds = rules.hearing_kinds(agreement=agreement)
        if mediator is None or not has_role(person=mediator, kinds=kinds, community=agreement.community, at=at):
            raise NoMediator
        if not rules.is_impartial(person=mediator, agreement=agreement, at=at):
            raise NotImpartial
        hearing = Hearing.objects.select_for_update().filter(agreement=agreement).first()
        if hearing is not None and hearing.mediator_id == mediator.pk:
            return hearing
        if hearing is None:
            hearing = Hearing(
                agreement=agreement, disputed_at=min(at, queries.dispute_of(agreement=agreement).disputed_at)
            )
        hearing.mediator, hearing.named_at = mediator, at
        hearing.hear_by, hearing.settle_by = at + rules.HEARD_WITHIN, at + rules.SETTLED_WITHIN
        hearing.save()
        _step(hearing, StepKind.NAMED, actor=actor, words="", at=at)
        notify(people=[mediator], kind=NewsKind.HEARING_GIVEN, subject=agreement, at=at)
    return hearing


def note_step(*, actor: Person, agreement_id: UUID, kind: str, words: str, at: datetime) -> HearingStep:
    """Write down, as who hears a dispute, that a side was heard or what is proposed; both sides read it.

    Raises
    ------
    NotYours
        The actor is not the one who hears it.
    NotDisputed
        It is settled already.
    WordsMissing, WordsTooLong
        The words are missing or too long.
    """
    words = checked(words, longest=STEP_MAX)
    with transaction.atomic():
        agreement = locked_agreement(agreement_id)
        hearing = _own_hearing(agreement, actor)
        if agreement.state != AgreementState.DISPUTED:
            raise NotDisputed
        if kind not in NOTED or not rules.may_hear(person=actor, agreement=agreement, at=at):
            raise NotYours
        return _step(hearing, StepKind(kind), actor=actor, words=words, at=at)


def settle_hearing(*, actor: Person, agreement_id: UUID, settled_as: str, finding: str, at: datetime) -> Hearing:
    """End a dispute with a finding, as who heard both sides; who did not come in time is left out.

    Raises
    ------
    NotYours, ActForbidden
        The actor is not the one who hears it, or may not any more.
    NotDisputed, StateChanged
        It is settled already.
    NotHeardYet
        A side was not heard and still has time.
    WordsMissing, ReasonMissing
        The finding is missing.
    """
    words = checked(finding, longest=200)
    with transaction.atomic():
        agreement = Agreement.objects.filter(pk=agreement_id).select_related("community").first()
        if agreement is None:
            raise NotYours
        _own_hearing(agreement, actor)
        if agreement.state != AgreementState.DISPUTED:
            raise NotDisputed
        # The exchange locks need, offer and agreement in its order; only then is ours locked and looked at for good.
        agreement = exchange.settle_dispute(
            actor=actor, agreement_id=agreement_id, settled_as=settled_as, finding=words, at=at
        )
        hearing = _own_hearing(agreement, actor)
        if not rules.is_impartial(person=actor, agreement=agreement, at=at):
            raise NotYours
        heard = set(hearing.steps.filter(mediator=actor).values_list("kind", flat=True))
        if at < hearing.hear_by and not heard.issuperset(HEARD):
            raise NotHeardYet(day=date_format(timezone.localtime(hearing.hear_by), "DATE_FORMAT"))
        hearing.ended_at = at
        hearing.save(update_fields=["ended_at"])
        _step(hearing, StepKind.SETTLED, actor=actor, words=words, at=at)
    return hearing


def _own_hearing(agreement: Agreement, actor: Person) -> Hearing:
    hearing = Hearing.objects.select_for_update().filter(agreement=agreement).first()
    if hearing is None or not rules.is_mediator(person=actor, hearing=hearing):
        raise NotYours
    return hearing


def _step(hearing: Hearing, kind: StepKind, *, actor: Person, words: str, at: datetime) -> HearingStep:
    step = HearingStep.objects.create(
        hearing=hearing, kind=kind, mediator=hearing.mediator, written_by=actor, words=words, at=at
    )
    agreement = hearing.agreement
    journal.record(
        operation="trust.note_step",
        subject=step,
        actor=actor,
        at=at,
        community_code=agreement.community.code,
        detail={"kind": kind, "agreement": str(agreement.pk), "mediator": str(hearing.mediator_id)},
    )
    if kind != StepKind.SETTLED:  # the exchange has told them of the end
        for side in Side:
            notify(
                people=queries.people_on(agreement=agreement, side=side, at=at),
                kind=NewsKind.HEARING_STEP,
                subject=agreement,
                at=at,
                words={"who": hearing.mediator.public_name},
            )
    return step
