"""What is handed on in the demo: referrals that wait, were taken over or declined, and calls that were promised."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sanshe.domain.exchange.choices import IntentStatus
from sanshe.domain.exchange.models import Need
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.referrals import operations
from sanshe.domain.referrals.choices import AttemptOutcome, DeclineReason

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MESSAGES = ("老人白天一个人在家，请先打个电话。", "本人上午都在家，下午要午睡。", "她听力不太好，说话慢一点就行。")
CALLS = (
    ("赵大爷", "13900009001", "问问助听器修好没有", -2 * HOUR),
    ("钟孃孃", "13900009002", "她想打听老年食堂的饭菜和价钱", 3 * HOUR),
    ("小田", "13900009003", "孩子放学没人接，约个时间细说", DAY),
)


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    """Hand needs of one community on to an organisation there, and promise calls."""
    community, worker = communities["fangyuan"], people["p005"]
    _refer(community, worker=worker, organizations=organizations, at=at)
    calls = [
        operations.ask_for_call(
            actor=worker, community=community, name=name, phone=phone, words=words, due_at=at + due_in, at=at - DAY
        )
        for name, phone, words, due_in in CALLS
    ]
    operations.note_attempt(
        actor=worker, call_id=calls[1].pk, outcome=AttemptOutcome.NO_ANSWER, words="响了很久没人接", at=at - HOUR
    )


def _refer(community: Community, *, worker: Person, organizations: Mapping[str, Organization], at: datetime) -> None:
    answering = _answering(community, organizations=organizations, at=at)
    if answering is None:
        return
    organization, staff = answering
    open_needs = Need.objects.filter(
        community=community,
        status=IntentStatus.OPEN,
        is_private=False,
        person__isnull=False,
        posted_at__lt=at - 2 * DAY,
    )
    needs = open_needs.order_by("posted_at", "id")[: len(MESSAGES)]
    sent = [
        operations.refer(
            actor=worker,
            need_id=need.pk,
            organization_id=organization.pk,
            consent_how="spoken",
            message=message,
            at=at - DAY,
        )
        for need, message in zip(needs, MESSAGES, strict=False)
    ]
    for referral in sent[1:2]:
        operations.accept_referral(
            actor=staff, referral_id=referral.pk, answer="我们明天上午去看看。", at=at - 5 * HOUR
        )
    for referral in sent[2:3]:
        operations.decline_referral(
            actor=staff, referral_id=referral.pk, reason=DeclineReason.FULL, answer="这周排满了。", at=at - 4 * HOUR
        )


def _answering(
    community: Community, *, organizations: Mapping[str, Organization], at: datetime
) -> tuple[Organization, Person] | None:
    for key in sorted(organizations):
        organization = organizations[key]
        if organization.community_id == community.pk:
            acting = organisations.acting_people(organization_id=organization.pk, at=at - DAY)
            if acting:
                return organization, min(acting, key=lambda one: one.pk)
    return None
