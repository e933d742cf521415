"""Small worlds for tests: everything that a test does not name gets a plain default."""

from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from sanshe.domain.catalogue.models import Service
from sanshe.domain.exchange import operations
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.organisations.models import Membership, Organization
from sanshe.domain.people.choices import ConsentKind, GivenHow, RoleKind
from sanshe.domain.people.models import Consent, Person, Representation, Role
from sanshe.domain.places.models import Community, Landmark
from sanshe.domain.taxonomy.models import TaxonomyTerm

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Monday morning.
AT = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)

_numbers = count(1)


def make_community(*, name: str = "青杠里社区", code: str = "") -> Community:
    """Found a community with one landmark."""
    number = next(_numbers)
    community = Community.objects.create(
        code=code or f"510199{number:06d}",
        name_zh=name,
        name_en="Qinggangli",
        longitude=104.06,
        latitude=30.66,
    )
    Landmark.objects.create(community=community, name_zh="幸福广场", longitude=104.061, latitude=30.661)
    return community


def make_person(
    *,
    community: Community | None = None,
    name: str = "王阿姨",
    phone: str | None = "",
    kinds: tuple[str, ...] = (RoleKind.RESIDENT,),
    **fields,
) -> Person:
    """Make a person with running roles; a phone of its own unless None is said."""
    number = next(_numbers)
    person = Person.objects.create(
        phone=f"+861390{number:07d}" if phone == "" else phone,
        full_name=fields.pop("full_name", "王秀兰"),
        form_of_address=name,
        joined_at=AT,
        **fields,
    )
    for kind in kinds if community else ():
        Role.objects.create(person=person, kind=kind, community=community, starts_at=AT)
    return person


def make_paper_resident(*, community: Community, name: str = "王奶奶", **fields) -> Person:
    """Make a resident without a phone who consented to a worker's writing for them."""
    person = make_person(community=community, name=name, phone=None, **fields)
    Consent.objects.create(
        person=person, kind=ConsentKind.PROXY_ENTRY, wording="我同意", how=GivenHow.SPOKEN, given_at=AT
    )
    return person


def make_representation(*, principal: Person, representative: Person, **fields) -> Representation:
    """Let somebody speak for another, as a helper unless told."""
    return Representation.objects.create(
        principal=principal,
        representative=representative,
        confirmed_by=principal,
        **{"kind": "helper", "starts_at": AT, **fields},
    )


def make_worker(*, community: Community, name: str = "小刘") -> Person:
    """Make a community worker."""
    return make_person(community=community, name=name, kinds=(RoleKind.RESIDENT, RoleKind.COMMUNITY_WORKER))


def make_category(*, code: str, name: str, words: tuple[str, ...] = ()) -> TaxonomyTerm:
    """Make one of our categories below a top category of its own."""
    top, _ = TaxonomyTerm.objects.get_or_create(
        taxonomy="categories", code="care", defaults={"name_zh": "照护", "name_en": "Care", "changed_at": AT}
    )
    term, _ = TaxonomyTerm.objects.get_or_create(
        taxonomy="categories",
        code=code,
        defaults={
            "name_zh": name,
            "name_en": code.replace("_", " ").capitalize(),
            "words_zh": list(words),
            "parent": top,
            "position": next(_numbers),
            "changed_at": AT,
        },
    )
    return term


def make_organization(*, name: str = "暖巢社工服务中心", staff: tuple[Person, ...] = (), **fields) -> Organization:
    """Make an organisation and its staff."""
    organization = Organization.objects.create(name=name, kind="professional_social_organisation", **fields)
    for person in staff:
        Membership.objects.create(organization=organization, person=person, kind="staff", starts_at=AT)
    return organization


def make_service(*, organization: Organization, name: str = "陪同就医", **fields) -> Service:
    """Put a service into the catalogue."""
    return Service.objects.create(organization=organization, name=name, **fields)


def make_need(*, person: Person, community: Community, sentence: str = "想找人陪我妈去医院", **fields) -> Need:
    """Post a need."""
    return operations.post_need(actor=person, community=community, sentence=sentence, at=fields.pop("at", AT), **fields)


def make_offer(*, person: Person, community: Community | None, sentence: str = "可以陪老人看病", **fields) -> Offer:
    """Post an offer."""
    return operations.post_offer(
        actor=person, community=community, sentence=sentence, at=fields.pop("at", AT), **fields
    )


def make_request(*, need: Need, offer: Offer, **fields) -> Agreement:
    """Let the owner of a need ask for an offer."""
    return operations.ask_for_offer(
        actor=need.person, offer_id=offer.pk, need_id=need.pk, at=fields.pop("at", AT), **fields
    )
