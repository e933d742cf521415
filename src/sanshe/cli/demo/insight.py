"""What the demo district looked for in vain: a survey from before the board, the needs on it, and what is in reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sanshe.domain.insight import operations, queries
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy import queries as taxonomy

SOURCE = "网格员入户走访记录"


@dataclass(frozen=True)
class Surveyed:
    """Homes in a community that told a caller what they had looked for in vain, and how many quarters ago."""

    community: str
    category: str
    age_band: str
    cause: str
    homes: int
    quarters_ago: int


SURVEY = (
    Surveyed("fangyuan", "escort_to_doctor", "elder", "nobody_offers", 14, 2),
    Surveyed("fangyuan", "escort_to_doctor", "elder", "no_common_time", 9, 2),
    Surveyed("fangyuan", "assisted_bathing", "elder", "nobody_offers", 17, 2),
    Surveyed("lanan", "assisted_bathing", "elder", "too_far", 11, 2),
    Surveyed("fangyuan", "phone_lessons", "elder", "full", 12, 2),
    Surveyed("youfangjie", "phone_lessons", "elder", "full", 10, 2),
    Surveyed("lanan", "infant_care", "infant", "nobody_offers", 31, 2),
    Surveyed("lanan", "after_school_care", "child", "full", 26, 2),
    Surveyed("youfangjie", "after_school_care", "child", "too_far", 12, 2),
    Surveyed("fangyuan", "after_school_care", "child", "full", 13, 2),
    Surveyed("youfangjie", "job_referral", "adult", "not_eligible", 15, 2),
    Surveyed("fangyuan", "escort_to_doctor", "elder", "nobody_offers", 16, 1),
    Surveyed("lanan", "escort_to_doctor", "elder", "nobody_offers", 10, 1),
    Surveyed("lanan", "infant_care", "infant", "nobody_offers", 24, 1),
    Surveyed("fangyuan", "meal_delivery", "elder", "too_far", 13, 1),
    Surveyed("youfangjie", "meal_delivery", "elder", "too_far", 11, 1),
    Surveyed("lanan", "after_school_care", "child", "full", 19, 1),
    Surveyed("fangyuan", "hair_cutting", "elder", "no_common_time", 4, 1),
    Surveyed("youfangjie", "laundry_and_mending", "elder", "nobody_offers", 7, 1),
)


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    """Take over the survey, record what stands on the board in vain, publish what is due, and say what is in reach."""
    last, _ends = queries.quarter_before(at=at)
    starts = {1: last, 2: queries.quarter_of(last - timedelta(days=1))}
    middles = {ago: at.replace(year=day.year, month=day.month + 1, day=15) for ago, day in starts.items()}
    terms = {one.code: one for one in taxonomy.categories()}
    operations.take_over_counts(
        counts=[
            operations.CountedBefore(
                community=communities[one.community],
                category=terms[one.category],
                age_band=one.age_band,
                cause=one.cause,
                households=one.homes,
                first_unmet_at=middles[one.quarters_ago],
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
