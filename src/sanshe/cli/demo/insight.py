"""What the demo district looked for in vain: a survey from before the board, the needs on it, and what is in reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sanshe.domain.insight import operations
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy import queries as taxonomy

SOURCE = "网格员入户走访记录"


@dataclass(frozen=True)
class Surveyed:
    """Homes in a community that told a caller what they had looked for in vain, and about how long ago."""

    community: str
    category: str
    age_band: str
    cause: str
    homes: int
    days_ago: int


SURVEY = (
    Surveyed("fangyuan", "escort_to_doctor", "elder", "nobody_offers", 14, 190),
    Surveyed("fangyuan", "escort_to_doctor", "elder", "no_common_time", 9, 170),
    Surveyed("fangyuan", "assisted_bathing", "elder", "nobody_offers", 17, 180),
    Surveyed("lanan", "assisted_bathing", "elder", "too_far", 11, 180),
    Surveyed("fangyuan", "phone_lessons", "elder", "full", 12, 175),
    Surveyed("youfangjie", "phone_lessons", "elder", "full", 10, 175),
    Surveyed("lanan", "infant_care", "infant", "nobody_offers", 31, 185),
    Surveyed("lanan", "after_school_care", "child", "full", 26, 185),
    Surveyed("youfangjie", "after_school_care", "child", "too_far", 12, 185),
    Surveyed("fangyuan", "after_school_care", "child", "full", 13, 185),
    Surveyed("youfangjie", "job_referral", "adult", "not_eligible", 15, 180),
    Surveyed("fangyuan", "escort_to_doctor", "elder", "nobody_offers", 16, 100),
    Surveyed("lanan", "escort_to_doctor", "elder", "nobody_offers", 10, 100),
    Surveyed("lanan", "infant_care", "infant", "nobody_offers", 24, 95),
    Surveyed("fangyuan", "meal_delivery", "elder", "too_far", 13, 98),
    Surveyed("youfangjie", "meal_delivery", "elder", "too_far", 11, 98),
    Surveyed("lanan", "after_school_care", "child", "full", 19, 96),
    Surveyed("fangyuan", "hair_cutting", "elder", "no_common_time", 4, 97),
    Surveyed("youfangjie", "laundry_and_mending", "elder", "nobody_offers", 7, 97),
)


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    """Take over the survey, record what stands on the board in vain, publish what is due, and say what is in reach."""
    terms = {one.code: one for one in taxonomy.categories()}
    operations.take_over_counts(
        counts=[
            operations.CountedBefore(
                community=communities[one.community],
                category=terms[one.category],
                age_band=one.age_band,
                cause=one.cause,
                households=one.homes,
                first_unmet_at=at - timedelta(days=one.days_ago),
            )
            for one in SURVEY
        ],
        source=SOURCE,
        actor=people["p010"],
        at=at,
    )
    operations.keep_evidence(at=at)
    operations.publish_quarters(at=at)
    operations.compute_coverage(at=at)
