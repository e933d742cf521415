"""Handing a need to an organisation: its answer by a deadline, what came of it, and the last word of who needs it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import formats, timezone, translation

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.choices import ClosedAs
from sanshe.domain.exchange.errors import NeedTaken, NotOnBoard
from sanshe.domain.exchange.models import Need
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.choices import GivenHow
from sanshe.domain.people.models import Person
from sanshe.domain.people.queries import workers_of
from sanshe.domain.referrals import rules
from sanshe.domain.referrals.choices import RUNNING, DeclineReason, Outcome, ReferralState
from sanshe.domain.referrals.errors import (
    AlreadyReferred,
    ConsentMissing,
    DeadlineUnfit,
    MovedOn,
    NotYours,
    OrganizationGone,
    OutcomeMissing,
    ReasonMissing,
)
from sanshe.domain.referrals.models import WORDS_MAX, Referral
from sanshe.kernel import journal

PARTS = ("need__community", "need__person", "organization", "referred_by")
REMIND_BEFORE = timedelta(hours=24)


def refer(
    *,
    actor: Person,
    need_id: UUID,
    organization_id: UUID,
    consent_how: str,
    at: datetime,
    message: str = "",
    due_at: datetime | None = None,
) -> Referral:
    """Hand a need to an organisation, with the consent of whoever needs it; three days to answer unless told.

    Raises
    ------
    NotYours, NotOnBoard
        It is not the actor's to hand on, or the slip is closed.
    ConsentMissing
        It was not said how the receiver agreed; of one's own need the click is it.
    OrganizationGone, AlreadyReferred, DeadlineUnfit
        It cannot be sent there, or not so.
    """
    due_at = due_at or at + rules.USUAL_DEADLINE
    if not at < due_at <= at + rules.LONGEST_DEADLINE:
        raise DeadlineUnfit
    with transaction.atomic():
        need = (
            Need.objects.select_for_update(of=["self"]).select_related("community", "person").filter(pk=need_id).first()
        )
        if need is None or need.person is None or not rules.may_refer(person=actor, need=need, at=at):
            raise NotYours
        if not need.is_open:
            raise NotOnBoard
        how = GivenHow.ON_SCREEN if need.person_id == actor.pk else consent_how
        if how not in GivenHow.values:
            raise ConsentMissing
        organization = Organization.objects.filter(pk=organization_id, closed_at=None).first()
        if organization is None or not organisations.acting_people(organization_id=organization.pk, at=at):
            raise OrganizationGone
        if Referral.objects.filter(need=need, organization=organization, state__in=RUNNING).exists():
            raise AlreadyReferred
        referral = Referral.objects.create(
            need=need,
            organization=organization,
            referred_by=actor,
            referred_at=at,
            message=_line(message),
            consent_how=how,
            due_at=due_at,
        )
        _record("refer", referral, actor=actor, at=at, detail={"consent": how})
        _tell_organization(referral, NewsKind.REFERRAL_SENT, at=at)
    return referral


def accept_referral(*, actor: Person, referral_id: UUID, at: datetime, answer: str = "") -> Referral:
    """Take somebody over, as the organisation; from now on it sees how to reach them.

    Raises
    ------
    NotYours, MovedOn
        The actor does not act for it, or it has moved on.
    """
    with transaction.atomic():
        referral = _locked(referral_id)
        _check_organization(referral, actor=actor, to=ReferralState.ACCEPTED, at=at)
        referral.state = ReferralState.ACCEPTED
        referral.answered_at, referral.answered_by, referral.answer = at, actor, _line(answer)
        referral.save()
        _record("accept_referral", referral, actor=actor, at=at)
        _tell_community(referral, NewsKind.REFERRAL_ANSWERED, at=at)
    return referral


def decline_referral(*, actor: Person, referral_id: UUID, reason: str, at: datetime, answer: str = "") -> Referral:
    """Say no, as the organisation, and why, so that somebody else can be asked.

    Raises
    ------
    NotYours, MovedOn
        The actor does not act for it, or it has moved on.
    ReasonMissing
        No reason was chosen.
    """
    if reason not in DeclineReason.values:
        raise ReasonMissing
    with transaction.atomic():
        referral = _locked(referral_id)
        _check_organization(referral, actor=actor, to=ReferralState.DECLINED, at=at)
        referral.state, referral.declined_because = ReferralState.DECLINED, reason
        referral.answered_at, referral.answered_by, referral.answer = at, actor, _line(answer)
        referral.ended_at, referral.ended_by = at, actor
        referral.save()
        _record("decline_referral", referral, actor=actor, at=at, detail={"why": reason})
        _tell_community(referral, NewsKind.REFERRAL_ANSWERED, at=at)
    return referral


def close_referral(*, actor: Person, referral_id: UUID, outcome: str, at: datetime, words: str = "") -> Referral:
    """Say what came of it, as the organisation; whether it is solved, who needs it says.

    Raises
    ------
    NotYours, MovedOn
        The actor does not act for it, or it has moved on.
    OutcomeMissing
        No outcome was chosen.
    """
    if outcome not in Outcome.values:
        raise OutcomeMissing
    with transaction.atomic():
        referral = _locked(referral_id)
        _check_organization(referral, actor=actor, to=ReferralState.CLOSED, at=at)
        referral.state, referral.outcome, referral.outcome_words = ReferralState.CLOSED, outcome, _line(words)
        referral.ended_at, referral.ended_by = at, actor
        referral.save()
        _record("close_referral", referral, actor=actor, at=at, detail={"outcome": outcome})
        _tell_community(referral, NewsKind.REFERRAL_ENDED, at=at)
    return referral


def withdraw_referral(*, actor: Person, referral_id: UUID, at: datetime) -> Referral:
    """Take a referral back, as who needs it or as a worker; the organisation sees nothing of it; twice is once.

    Raises
    ------
    NotYours, MovedOn
        It is not the actor's, or it is over.
    """
    with transaction.atomic():
        referral = _locked(referral_id)
        if not rules.may_refer(person=actor, need=referral.need, at=at):
            raise NotYours
        if referral.state == ReferralState.WITHDRAWN:
            return referral
        if not rules.can_move(referral=referral, to=ReferralState.WITHDRAWN):
            raise MovedOn
        referral.state = ReferralState.WITHDRAWN
        referral.ended_at, referral.ended_by = at, actor
        referral.save()
        _record("withdraw_referral", referral, actor=actor, at=at)
        # It leads to the organisation: what was taken back is not there for it any more.
        _tell_organization(referral, NewsKind.REFERRAL_ENDED, at=at, subject=referral.organization)
    return referral


def say_solved(*, actor: Person, referral_id: UUID, is_solved: bool, at: datetime) -> Referral:
    """Say, as who needs it, whether it is solved; a solved need comes off the board, another one goes on seeking.

    Raises
    ------
    NotYours
        It is not the actor's, or not over yet.
    """
    with transaction.atomic():
        referral = _locked(referral_id)
        if not rules.may_say_solved(person=actor, referral=referral, at=at):
            raise NotYours
        referral.is_solved = is_solved
        referral.save(update_fields=["is_solved"])
        _record("say_solved", referral, actor=actor, at=at, detail={"solved": is_solved})
        if is_solved and referral.need.is_open:
            _close_need(referral, actor=actor, at=at)
    return referral


def expire_referrals(*, at: datetime) -> int:
    """Let referrals that nobody answered in time come to nothing and tell the community; return how many."""
    with transaction.atomic():
        late = list(
            Referral.objects.select_for_update(of=["self"], skip_locked=True)
            .filter(state=ReferralState.SENT, due_at__lte=at)
            .select_related(*PARTS)
        )
        for referral in late:
            referral.state, referral.ended_at = ReferralState.EXPIRED, at
            referral.save(update_fields=["state", "ended_at"])
            _record("expire_referral", referral, actor=None, at=at)
            _tell_community(referral, NewsKind.REFERRAL_ENDED, at=at)
    return len(late)


def remind_referrals(*, at: datetime) -> int:
    """Remind organisations, once each, of what is due within a day; return of how many."""
    with transaction.atomic():
        due = list(
            Referral.objects.select_for_update(of=["self"], skip_locked=True)
            .filter(state=ReferralState.SENT, reminded_at=None, due_at__gt=at, due_at__lte=at + REMIND_BEFORE)
            .select_related(*PARTS)
        )
        for referral in due:
            referral.reminded_at = at
            referral.save(update_fields=["reminded_at"])
            _tell_organization(referral, NewsKind.REFERRAL_REMINDER, at=at)
    return len(due)


def look_at_referral(*, actor: Person, referral: Referral, at: datetime) -> None:
    """Write down that somebody who is not concerned themselves opened a referral."""
    if referral.need.person_id == actor.pk:
        return
    with transaction.atomic():
        journal.record(
            operation="referrals.look_at_person",
            subject=referral.need.person,
            actor=actor,
            at=at,
            community_code=referral.need.community.code,
            detail={"referral": str(referral.pk)},
        )


def _close_need(referral: Referral, *, actor: Person, at: datetime) -> None:
    try:
        with transaction.atomic():
            exchange.close_need(actor=actor, need_id=referral.need_id, closed_as=ClosedAs.SOLVED_ELSEWHERE, at=at)
    except NeedTaken:
        pass  # a neighbour's promise still stands; whoever needs it ends that first


def _locked(referral_id: UUID) -> Referral:
    referral = Referral.objects.select_for_update(of=["self"]).select_related(*PARTS).filter(pk=referral_id).first()
    if referral is None:
        raise MovedOn
    return referral


def _check_organization(referral: Referral, *, actor: Person, to: ReferralState, at: datetime) -> None:
    if not rules.answers_for(person=actor, referral=referral, at=at):
        raise NotYours
    if not rules.can_move(referral=referral, to=to) or (to == ReferralState.ACCEPTED and referral.due_at <= at):
        raise MovedOn


def _line(text: str) -> str:
    return " ".join(text.split())[:WORDS_MAX]


def _tell_organization(referral: Referral, kind: str, *, at: datetime, subject: Organization | None = None) -> None:
    people = organisations.acting_people(organization_id=referral.organization_id, at=at)
    _tell(people, referral, kind, at=at, subject=subject)


def _tell_community(referral: Referral, kind: str, *, at: datetime) -> None:
    need = referral.need
    people = {one.pk: one for one in (need.person, referral.referred_by, *workers_of(community=need.community, at=at))}
    answering = {referral.answered_by_id, referral.ended_by_id}
    _tell([one for pk, one in people.items() if pk not in answering], referral, kind, at=at)


def _tell(
    people: list[Person], referral: Referral, kind: str, *, at: datetime, subject: Organization | None = None
) -> None:
    for language in {one.language for one in people}:
        with translation.override(language):
            day = formats.date_format(timezone.localtime(referral.due_at), "MONTH_DAY_FORMAT")
        notify(
            people=[one for one in people if one.language == language],
            kind=kind,
            subject=subject or referral,
            at=at,
            words={"who": referral.organization.display_name, "day": day},
        )


def _record(
    operation: str, referral: Referral, *, actor: Person | None, at: datetime, detail: dict | None = None
) -> None:
    journal.record(
        operation=f"referrals.{operation}",
        subject=referral,
        actor=actor,
        on_behalf_of=referral.need.person,
        at=at,
        community_code=referral.need.community.code,
        detail={"state": referral.state, **(detail or {})},
    )
