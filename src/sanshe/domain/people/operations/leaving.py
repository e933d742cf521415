"""The end of what runs, shared by operations that move people."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest

from sanshe.domain.people.models import Household, HouseholdMember, Person, ResidenceCode, ResidenceVerification


def after(starts_at: datetime, at: datetime) -> datetime:
    """Return `at`, or the first instant after the start where that is not yet over: an interval is never empty."""
    return max(at, starts_at + timedelta(microseconds=1))


def leave_homes(*, person: Person, but: QuerySet[Household], at: datetime) -> None:
    """End somebody's living in any home but these, with its confirmation and its letters; hold the person's row."""
    for model, start in (
        (HouseholdMember, "starts_at"),
        (ResidenceVerification, "starts_at"),
        (ResidenceCode, "asked_at"),
    ):
        running = model.objects.filter(person=person, ends_at=None).exclude(household__in=but)
        running.update(ends_at=Greatest(F(start), Value(at)))
