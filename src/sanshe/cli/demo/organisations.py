"""Who looks after the demo's groups and bodies, what they look for, and what waits to be looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sanshe.domain.organisations import operations, queries
from sanshe.domain.organisations.choices import JoinPolicy, MembershipKind, WantedKind
from sanshe.domain.organisations.models import Organization
from sanshe.domain.organisations.rules import CREDIT_CHARACTERS
from sanshe.domain.people.models import Person
from sanshe.domain.places import queries as places
from sanshe.domain.places.models import Community

BEGUN, SETTLED, LATELY = timedelta(days=300), timedelta(days=150), timedelta(days=6)


@dataclass(frozen=True)
class Group:
    """A residents' group: its officers with their titles, its members, who may join, near which landmark it meets."""

    key: str
    officers: tuple[tuple[str, str], ...]
    members: tuple[str, ...]
    join_policy: str
    near: str


GROUPS = (
    Group("g33", (("p003", "队长"),), ("p016", "p026", "p061", "p066"), JoinPolicy.ASKING, "工人俱乐部"),
    Group(
        "g34",
        (("p027", "领队"), ("p036", "管音响")),
        ("p041", "p055", "p056", "p067", "p070"),
        JoinPolicy.ANYBODY,
        "厂门口黄葛树",
    ),
    Group("g36", (("p049", "团长"),), ("p035", "p039", "p057", "p068"), JoinPolicy.ANYBODY, "中心草坪"),
    Group("g37", (("p048", "群主"),), ("p018", "p022", "p047"), JoinPolicy.ASKING, "一期架空层"),
    Group("g38", (("p040", "会长"), ("p065", "管茶水")), ("p019", "p071"), JoinPolicy.ANYBODY, "三泰老茶馆"),
    Group("g39", (("p033", "队长"),), ("p028", "p060"), JoinPolicy.ANYBODY, "油坊街牌坊"),
    Group("g40", (("p046", "召集人"),), ("p045", "p053", "p072"), JoinPolicy.ASKING, "李家院子"),
    Group("g41", (("p039", "师傅"),), ("p024", "p064"), JoinPolicy.ASKING, "一期架空层"),
)


@dataclass(frozen=True)
class Body:
    """Another body: its manager, the nine characters of its own in the credit code, near which landmark it is."""

    key: str
    manager: str
    own_code: str
    near: tuple[str, str]
    welcome: str = ""
    welcome_en: str = ""


BODIES = (
    Body(
        "g16",
        "p032",
        "MJQ100016",
        ("fangyuan", "纺园一院"),
        "来坐一坐，茶是热的。要帮忙的、想帮忙的，都从这张桌子开始。",
        "Sit down, the tea is hot. Whoever needs help and whoever gives it begins at this table.",
    ),
    Body("g18", "p058", "MJQ100018", ("lanan", "一期架空层")),
    Body("g47", "p044", "MAQ100047", ("fangyuan", "纺园三院"), "今天的菜写在门口的黑板上，十一点开饭。"),
    Body("g42", "p071", "MAQ100042", ("youfangjie", "石狮巷")),
)
WANTED = (
    ("g34", "p027", WantedKind.GOODS, "一台不刺耳的旧音响", "An old loudspeaker that does not screech", 20),
    ("g38", "p040", WantedKind.PLACES, "下雨天能摆三张棋桌的屋檐或者屋子", "A roof for three boards in the rain", 12),
    (
        "g40",
        "p046",
        WantedKind.PEOPLE,
        "会读四川话的街坊，一个月来读一回",
        "A neighbour to read in dialect",
        9,
    ),
    ("g16", "p032", WantedKind.PEOPLE, "周二、周四上午能陪老人出门的人", "People for walks, Tuesday and Thursday", 5),
    (
        "g47",
        "p044",
        WantedKind.MONEY,
        "给软饭窗口换一台大点的蒸饭柜，还差两千",
        "2,000 yuan for a bigger rice steamer",
        3,
    ),
)


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    """Give the demo's groups their officers and members, and the bodies their managers, codes and places."""
    spots = {key: _spots(community) for key, community in communities.items()}
    of_community = {community.pk: key for key, community in communities.items()}
    for group in GROUPS:
        where = spots[of_community[organizations[group.key].community_id]]
        _fill(group, organizations[group.key], where, people, at)
    _hand_over_the_market(organizations["g35"], people, at)
    for body in BODIES:
        _settle(body, organizations[body.key], spots, people, at)
    for key, person, kind, text, text_en, days in WANTED:
        operations.post_wanted(
            actor=people[person],
            organization_id=organizations[key].pk,
            kind=kind,
            text=text,
            text_en=text_en,
            at=at - timedelta(days=days),
        )
    _leave_something_to_do(communities, people, organizations, at)


def _spots(community: Community) -> dict[str, tuple[float, float]]:
    return {one.name_zh: (one.longitude, one.latitude) for one in places.landmarks(community=community)}


def _fill(
    group: Group,
    organization: Organization,
    spots: Mapping[str, tuple[float, float]],
    people: Mapping[str, Person],
    at: datetime,
) -> None:
    for person, title in group.officers:
        _start(organization, people[person], MembershipKind.OFFICER, title, at - BEGUN)
    for number, person in enumerate(group.members):
        _start(organization, people[person], MembershipKind.MEMBER, "", at - SETTLED + timedelta(days=7 * number))
    longitude, latitude = spots[group.near]
    operations.change_details(
        actor=people[group.officers[0][0]],
        organization_id=organization.pk,
        changes={"join_policy": group.join_policy, "longitude": longitude, "latitude": latitude},
        at=at - SETTLED,
    )


def _hand_over_the_market(market: Organization, people: Mapping[str, Person], at: datetime) -> None:
    founder, successor = people["p026"], people["p004"]
    _start(market, founder, MembershipKind.OFFICER, "召集人", at - BEGUN)
    _start(market, successor, MembershipKind.MEMBER, "", at - BEGUN)
    _start(market, people["p031"], MembershipKind.OFFICER, "管账", at - BEGUN)
    operations.hand_over(
        actor=founder,
        organization_id=market.pk,
        to_person_id=successor.pk,
        note="办了四场集市，腿不行了，交给罗孃孃我放心。",
        at=at - SETTLED,
    )


def _settle(
    body: Body,
    organization: Organization,
    spots: Mapping[str, Mapping[str, tuple[float, float]]],
    people: Mapping[str, Person],
    at: datetime,
) -> None:
    manager, (community, landmark) = people[body.manager], body.near
    _start(organization, manager, MembershipKind.MANAGER, "负责人", at - BEGUN)
    longitude, latitude = spots[community][landmark]
    operations.change_details(
        actor=manager,
        organization_id=organization.pk,
        changes={
            "credit_code": _credit_code(body.own_code),
            "longitude": longitude,
            "latitude": latitude,
            "opening_remarks": body.welcome,
            "opening_remarks_en": body.welcome_en,
        },
        at=at - SETTLED,
    )
    waiting = queries.verification_of(organization=queries.organization(pk=organization.pk))
    operations.verify_organization(
        actor=people["p010"], verification_id=waiting.pk, note="登记证原件看过，名字和代码都对。", at=at - SETTLED
    )


def _leave_something_to_do(
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    operations.join_group(
        actor=people["p020"],
        organization_id=organizations["g33"].pk,
        words="年轻时在厂里唱过二声部，现在声音小点，还想唱。",
        at=at - timedelta(hours=20),
    )
    operations.invite(
        actor=people["p003"],
        organization_id=organizations["g33"].pk,
        phone=people["p001"].phone,
        kind=MembershipKind.MEMBER,
        at=at - timedelta(days=2),
    )
    operations.register_own_organization(
        actor=people["p064"],
        community=communities["lanan"],
        kind="enterprise",
        name="小陈自行车修理铺",
        description="补胎、换刹车线、给童车调座。学生娃打气不要钱。",
        credit_code=_credit_code("MAQ100064"),
        title="老板",
        at=at - LATELY,
    )


def _start(organization: Organization, person: Person, kind: str, title: str, at: datetime) -> None:
    operations.start_membership(person=person, organization=organization, kind=kind, title=title, at=at, actor=None)


def _credit_code(own: str) -> str:
    """Return a code of the demo district (no division of this number exists) that stands its check."""
    begun = f"52510199{own}"
    weighted = sum(CREDIT_CHARACTERS.index(char) * pow(3, place, 31) for place, char in enumerate(begun))
    return begun + CREDIT_CHARACTERS[-weighted % 31]
