"""What the workers of the demo district wrote down for neighbours without a phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sanshe.domain.people.choices import ConsentKind, GivenHow
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.proxy import operations
from sanshe.domain.proxy.choices import Channel, FormKind
from sanshe.domain.proxy.operations import Agreed

PRINTED, ENTERED, LOOKED = timedelta(days=12), timedelta(days=2), timedelta(days=1)
CONSENT = (
    "我同意社区工作者替我把这件事写下来，放到邻里公告栏上，好让别人来回应。没有我的话，我的姓名、电话和住址不给任何人看。"
    "我会拿到一张回执。我随时可以到社区或者打电话收回这份同意，谁也不会因此为难我。"
)


@dataclass(frozen=True)
class Said:
    """What one neighbour said: who, which kind, in which way, and what became of the form."""

    person: str
    kind: str
    channel: str
    data: Mapping[str, Any]
    looked_at: str = ""
    came_back: str = ""
    agreed: str = GivenHow.SPOKEN


SAID = [
    Said(
        person="p055",
        kind=FormKind.NEED,
        channel=Channel.PAPER,
        data={
            "sentence": "棉絮太重了抱不动，出太阳的时候想找个人帮我抱到楼顶去晒。",
            "category": "laundry_and_mending",
            "age_band": "elder",
            "party_size": 1,
        },
        looked_at="p008",
        agreed=GivenHow.ON_PAPER,
    ),
    Said(
        person="p041",
        kind=FormKind.NEED,
        channel=Channel.PAPER,
        data={
            "sentence": "想学用手机跟外孙女打视频，哪个年轻人教我一下。",
            "category": "phone_lessons",
            "age_band": "elder",
            "party_size": 1,
        },
        came_back="时间那一行看不清，是周四还是周日？请问一下吴阿姨",
        agreed=GivenHow.ON_PAPER,
    ),
    Said(
        person="p050",
        kind=FormKind.NEED,
        channel=Channel.PAPER,
        data={
            "sentence": "膝盖不得行，每个星期三上午想有人陪我去菜市场。",
            "category": "shopping_for_others",
            "place_text": "菜市场",
            "age_band": "elder",
            "party_size": 1,
        },
        agreed=GivenHow.ON_PAPER,
    ),
    Said(
        person="p069",
        kind=FormKind.OFFER,
        channel=Channel.FACE_TO_FACE,
        data={
            "sentence": "我会磨菜刀、磨剪刀，星期天上午都在院坝里头，拿来就是。",
            "category": "bicycles_and_small_things",
            "party_size": 6,
            "cost_basis": "free",
        },
    ),
    Said(
        person="p077",
        kind=FormKind.NEED,
        channel=Channel.TELEPHONE,
        data={
            "sentence": "厨房的灯不亮了，我不敢爬高，想请人帮忙换一下。",
            "category": "electrical_repair",
            "age_band": "elder",
            "party_size": 1,
        },
    ),
]


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Any],
    at: datetime,
) -> None:
    """Print forms, type some in, let a second worker look at two of them, and write down what was said aloud."""
    fangyuan, worker = communities["fangyuan"], people["p005"]
    printed = {
        kind: operations.print_sheets(actor=worker, community=fangyuan, kind=kind, count=count, at=at - PRINTED)
        for kind, count in ((FormKind.NEED, 10), (FormKind.REGISTRATION, 5))
    }
    sheets = iter(printed[FormKind.NEED])
    for hour, said in enumerate(SAID):
        entry = operations.enter(
            actor=worker,
            community=fangyuan,
            person=people[said.person],
            kind=said.kind,
            channel=said.channel,
            data=dict(said.data),
            agreed=[Agreed(kind=ConsentKind.PROXY_ENTRY, wording=CONSENT, how=said.agreed)],
            serial=next(sheets).serial if said.channel == Channel.PAPER else "",
            at=at - ENTERED + timedelta(hours=hour),
        ).entry
        if said.looked_at:
            operations.check_entry(actor=people[said.looked_at], entry_id=entry.pk, at=at - LOOKED)
        if said.came_back:
            operations.return_entry(actor=people["p008"], entry_id=entry.pk, reason=said.came_back, at=at - LOOKED)
