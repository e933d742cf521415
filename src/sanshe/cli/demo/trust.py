"""How it was in the demo: reviews with an answer, a mediator, a dispute being heard, and neighbours who vouch."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sanshe.domain.exchange.choices import AgreementState, Side
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Person, Role
from sanshe.domain.places.models import Community
from sanshe.domain.trust import operations
from sanshe.domain.trust.choices import StepKind

DAY = timedelta(days=1)
RECEIVED = ("来得准时，话也说得慢，我妈很喜欢她。", "手脚麻利，还把门口扫干净了。", "下次还想找她。", "")
GAVE = ("电话里说得清清楚楚，去了就办。", "老人家客气，非要塞水果。", "", "约好的时间都在家。")
VOUCHES = (("p005", "p001"), ("p005", "p016"), ("p004", "p017"), ("p001", "p021"), ("p016", "p026"), ("p021", "p029"))


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    """Let both sides of what was kept say how it was, let a dispute be heard, and let neighbours vouch."""
    community, worker = communities["fangyuan"], people["p005"]
    _review(at)
    Role.objects.create(
        person=people["p003"],
        kind=RoleKind.MEDIATOR,
        community=community,
        starts_at=at - 60 * DAY,
        ends_at=at + 300 * DAY,
    )
    _hear(community, worker=worker, mediator=people["p003"], colleague=people["p008"], at=at)
    operations.start_vouching(actor=worker, community=community, at=at - 30 * DAY)
    for voucher, vouched in VOUCHES:
        operations.vouch(actor=people[voucher], person_id=people[vouched].pk, community=community, at=at - 20 * DAY)
    operations.count_admissions(community=community, at=at)


def _review(at: datetime) -> None:
    over = Agreement.objects.filter(
        state=AgreementState.CONFIRMED,
        provider__isnull=False,
        receiver__phone__isnull=False,
        ended_at__gt=at - 50 * DAY,
    ).select_related("receiver", "provider")
    for number, agreement in enumerate(over.order_by("ended_at", "id")[:12]):
        said = operations.write_review(
            actor=agreement.receiver,
            agreement_id=agreement.pk,
            is_kept=True,
            words=RECEIVED[number % len(RECEIVED)],
            at=agreement.ended_at + timedelta(hours=2),
        )
        if number % 3 == 0 or agreement.provider.phone is None:
            continue
        operations.write_review(
            actor=agreement.provider,
            agreement_id=agreement.pk,
            is_kept=True,
            words=GAVE[number % len(GAVE)],
            at=agreement.ended_at + timedelta(hours=5),
        )
        if said.words and number % 2:
            operations.reply_to_review(
                actor=agreement.provider,
                review_id=said.pk,
                words="街坊邻居，应该的。",
                at=agreement.ended_at + timedelta(hours=6),
            )


def _hear(community: Community, *, worker: Person, mediator: Person, colleague: Person, at: datetime) -> None:
    disputes = Agreement.objects.filter(community=community, state=AgreementState.DISPUTED).select_related("need")
    disputed = disputes.order_by("id").first()
    if disputed is None or mediator.pk in (disputed.receiver_id, disputed.provider_id):
        return
    if disputed.need and disputed.need.is_private:
        mediator = colleague  # what was told in confidence stays with the workers
    operations.name_mediator(
        actor=worker, agreement_id=disputed.pk, mediator_id=mediator.pk, at=at - timedelta(hours=30)
    )
    heard = StepKind.HEARD_RECEIVER if disputed.ended_by != Side.RECEIVER else StepKind.HEARD_PROVIDER
    operations.note_step(
        actor=mediator,
        agreement_id=disputed.pk,
        kind=heard,
        words="那天等到四点没见人，打电话也没接。",
        at=at - timedelta(hours=3),
    )
