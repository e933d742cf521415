"""Time credits of the demo: one community counts hours, its neighbours help, pass on, and fill the common pot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sanshe.domain.ledger import operations, queries
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community

WHERE, WORKER = "fangyuan", "p005"
OPENED = timedelta(days=120)
TERMS = "一小时就是一小时，不分做什么。\n每季度在黄葛树下对一次账，账贴在布告栏。"


@dataclass(frozen=True)
class Helped:
    """Who helped whom how long, how many days ago, and with what."""

    payee: str
    payer: str
    minutes: int
    days_ago: int
    note: str


HELPED = (
    Helped("p003", "p001", 150, 96, "陪去三医院拿药"),
    Helped("p004", "p001", 60, 88, "晒被子、换窗帘"),
    Helped("p001", "p004", 45, 74, "教腌跳水泡菜"),
    Helped("p003", "p004", 90, 61, "帮着收衣服、看娃儿"),
    Helped("p016", "p003", 120, 47, "修缝纫机"),
    Helped("p003", "p016", 60, 33, "量血压、陪聊"),
    Helped("p004", "p016", 75, 20, "一起包粽子"),
    Helped("p003", "p001", 90, 9, "陪去三医院复查"),
    Helped("p001", "p016", 40, 3, "教腌豆瓣"),
)


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    """Open time credits, pay for what was done, give to a group and into the pot, and give out of it once."""
    community = communities[WHERE]
    scheme = operations.open_scheme(actor=people[WORKER], community=community, at=at - OPENED, terms=TERMS)
    for number, one in enumerate(HELPED, start=1):
        operations.pay(
            payer_person_id=people[one.payer].pk,
            payee_person_id=people[one.payee].pk,
            minutes=one.minutes,
            community_code=community.code,
            source_key=f"demo:{number}",
            actor=people[one.payer],
            at=at - timedelta(days=one.days_ago),
            note=one.note,
        )
    giver = people["p003"]
    own = queries.own_account(scheme=scheme, person=giver)
    days = timedelta(days=1)
    operations.give(
        actor=giver, account_id=own.pk, minutes=60, to_pool=True, note="留给腿脚不便的老人", at=at - 8 * days
    )
    operations.give(
        actor=giver,
        account_id=own.pk,
        minutes=30,
        organization_id=organizations["g33"].pk,
        note="谢谢大家照应",
        at=at - 6 * days,
    )
    given = queries.own_account(scheme=scheme, person=people["p001"])
    operations.grant(
        actor=people[WORKER],
        scheme=scheme,
        number=given.number,
        minutes=30,
        note="王婆婆腿摔了，大家帮一把",
        at=at - 2 * days,
    )
