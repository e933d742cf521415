"""Slips that people sorted, enough of them to learn from."""

from sanshe.domain.exchange.models import Need
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy.models import TaxonomyTerm
from tests.engines.language.routing_sentences import SAID, sentences_of
from tests.factories import AT, make_category, make_community, make_person

NAMES = {"plumbing": ("修水管", ("水管",)), "lessons": ("功课辅导", ("辅导",)), "haircut": ("理发", ("理发",))}


def make_sorted_needs(
    *, codes: tuple[str, ...] = tuple(SAID), each: int = 48, **fields
) -> tuple[dict[str, TaxonomyTerm], Community, Person]:
    """Post needs that people sorted into categories, so many of each."""
    community = fields.pop("community", None) or make_community()
    person = fields.pop("person", None) or make_person(community=community)
    terms = {code: make_category(code=code, name=NAMES[code][0], words=NAMES[code][1]) for code in codes}
    Need.objects.bulk_create(
        Need(
            person=person,
            community=community,
            sentence=sentence,
            posted_at=AT,
            lexemes="",
            **{"category": terms[code], **fields},
        )
        for code in codes
        for sentence in sentences_of(code)[:each]
    )
    return terms, community, person
