"""Promises of the demo in every stage: a series that runs, a full class with its waiting list, another time put."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy import queries as taxonomy

WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    """Let neighbours promise each other things over several weeks."""
    _Neighbours(people, communities["fangyuan"], at).promise()


class _Neighbours:
    """Who says what when; times are told from `at`, so that the board is alive on any day."""

    def __init__(self, people: Mapping[str, Person], community: Community, at: datetime) -> None:
        self.people, self.community, self.at = people, community, at
        self.today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)

    def promise(self) -> None:
        self._market_on_tuesdays()
        self._phone_class()
        self._another_time()
        self._two_to_carry()
        self._nobody_came()

    def _market_on_tuesdays(self) -> None:
        """Six weeks of going to the market together, two of them done."""
        asked_at = self.at - 3 * WEEK
        first = self._hour(9, on=self._weekday(1, after=asked_at))
        need = self._need(
            "p020",
            "眼睛看不清秤了，想找个人每周二陪我去买菜，一起六个礼拜，等我女儿回来",
            asked_at,
            category="accompanied_outings",
            starts_at=first,
            ends_at=first + HOUR,
            recurrence="FREQ=WEEKLY;BYDAY=TU;COUNT=6",
            time_text="每周二上午，六周",
            age_band="elder",
            age_years=81,
        )
        agreement = self._hand("p032", need, asked_at + 2 * HOUR, message="我礼拜二本来就要去早市，顺路")
        self._accept("p020", agreement, asked_at + 5 * HOUR)
        for number, note in ((0, "买了藕和豆腐，婆婆精神好得很"), (1, "")):
            operations.record_delivery(
                actor=self.people["p032"],
                agreement_id=agreement.pk,
                note=note,
                duration_min=60,
                at=first + number * WEEK + HOUR,
            )

    def _phone_class(self) -> None:
        """A class for four, five who want to come, and one who cancels."""
        posted_at = self.at - timedelta(days=6)
        saturday = self._hour(14, on=self._weekday(5, after=self.at))
        offer = operations.post_offer(
            actor=self.people["p009"],
            community=self.community,
            sentence="周六下午教用手机：发照片、挂号、看公交，一桌四个人，手把手教到会",
            category=taxonomy.category(code="phone_lessons"),
            starts_at=saturday,
            ends_at=saturday + 2 * HOUR,
            time_text="这周六下午两点",
            place_text="院坝党群服务中心",
            capacity=4,
            cost_basis="free",
            at=posted_at,
        )
        guests = ("p001", "p025", "p029", "p031", "p036", "p016")
        asked = [self._ask(guest, offer, posted_at + number * HOUR) for number, guest in enumerate(guests[:4], start=1)]
        for agreement in asked:
            operations.accept_agreement(
                actor=self.people["p009"], agreement_id=agreement.pk, at=posted_at + timedelta(days=1)
            )
        for guest in guests[4:]:
            self._ask(guest, offer, posted_at + timedelta(days=2, hours=int(guest[1:]) % 5))
        operations.cancel_agreement(
            actor=self.people["p031"],
            agreement_id=asked[3].pk,
            reason="那天孙子开家长会，去不成了",
            at=self.at - 3 * HOUR,
        )

    def _another_time(self) -> None:
        """A question answered with another time."""
        asked_at = self.at - timedelta(days=1)
        wished = self._hour(15, on=self._weekday(3, after=self.at))
        need = self._need(
            "p026",
            "厨房水龙头一直滴水，拧不紧，哪位师傅来看一下",
            asked_at,
            category="plumbing",
            starts_at=wished,
            ends_at=wished + HOUR,
            time_text="周四下午三点",
            at_home=True,
        )
        agreement = self._hand("p017", need, asked_at + HOUR, message="带扳手来，十分钟的事")
        moved = wished + timedelta(hours=18)
        operations.propose_time(
            actor=self.people["p017"],
            agreement_id=agreement.pk,
            starts_at=moved,
            ends_at=moved + HOUR,
            message="周四要去厂里领东西，第二天上午九点行不行？",
            at=asked_at + 2 * HOUR,
        )

    def _two_to_carry(self) -> None:
        """A wardrobe that needs two, and has found one."""
        asked_at = self.at - timedelta(days=2)
        need = self._need(
            "p021",
            "大衣柜要从三楼抬到楼下，我一个人弄不动，要两个人帮忙",
            asked_at,
            category="moving_help",
            helpers_wanted=2,
            time_text="哪天都行",
        )
        agreement = self._hand("p037", need, asked_at + HOUR, message="我下班就来")
        self._accept("p021", agreement, asked_at + 3 * HOUR)

    def _nobody_came(self) -> None:
        """An afternoon that somebody waited for nothing."""
        asked_at = self.at - timedelta(days=9)
        wished = self._hour(15, on=self.today - timedelta(days=7))
        need = self._need(
            "p027",
            "收来的旧书太多，哪个有空帮我搬到楼下书架去",
            asked_at,
            category="moving_help",
            starts_at=wished,
            ends_at=wished + 2 * HOUR,
            time_text="上周那个下午",
        )
        agreement = self._hand("p028", need, asked_at + HOUR)
        self._accept("p027", agreement, asked_at + 2 * HOUR)
        operations.report_missed(
            actor=self.people["p027"],
            agreement_id=agreement.pk,
            reason="等到五点也没人来，电话没人接",
            at=wished + 4 * HOUR,
        )

    def _need(self, who: str, sentence: str, at: datetime, *, category: str, **fields) -> Need:
        return operations.post_need(
            actor=self.people[who],
            community=self.community,
            sentence=sentence,
            category=taxonomy.category(code=category),
            at=at,
            **fields,
        )

    def _hand(self, who: str, need: Need, at: datetime, message: str = "") -> Agreement:
        return operations.lend_a_hand(actor=self.people[who], need_id=need.pk, message=message, at=at)

    def _ask(self, who: str, offer: Offer, at: datetime) -> Agreement:
        return operations.ask_for_offer(actor=self.people[who], offer_id=offer.pk, may_wait=True, at=at)

    def _accept(self, who: str, agreement: Agreement, at: datetime) -> None:
        operations.accept_agreement(actor=self.people[who], agreement_id=agreement.pk, at=at)

    def _weekday(self, weekday: int, *, after: datetime) -> datetime:
        """Return the midnight of the first such weekday (Monday 0) after a day."""
        day = timezone.localtime(after).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return day + timedelta(days=(weekday - day.weekday()) % 7)

    @staticmethod
    def _hour(hour: int, *, on: datetime) -> datetime:
        return on.replace(hour=hour)
