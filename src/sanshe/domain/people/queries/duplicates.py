"""Entries that may be one person, and what was decided about them."""

import unicodedata
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from sanshe.domain.people.choices import DuplicateReason, MergeState, RoleKind
from sanshe.domain.people.models import HouseholdMember, Person, PersonMerge, Role
from sanshe.domain.people.models.addresses import address_key
from sanshe.domain.places.models import Community

YEARS_APART = 2
# More people of one name and year than this are a name that many have, not one person entered so often.
CROWD = 8


@dataclass(frozen=True)
class LikelyDuplicate:
    """Two entries that may be one person; `first` joined first."""

    first: UUID
    second: UUID
    reasons: tuple[DuplicateReason, ...]


@dataclass(frozen=True)
class _Entry:
    id: UUID
    name: str
    called: str
    birth_year: int | None
    home: UUID | None


def likely_duplicates(*, community: Community, at: datetime) -> list[LikelyDuplicate]:
    """Return pairs of residents who may be one person, the most likely first; decided pairs are left out.

    Two queries, however many people; pages are cut from the list, and only their people are read in full.
    """
    entries = [_Entry(*row) for row in _entries(community=community, at=at)]
    reasons: dict[tuple[UUID, UUID], list[DuplicateReason]] = defaultdict(list)
    for one, other in _pairs(entries, lambda entry: entry.name and entry.birth_year and (entry.name, entry.birth_year)):
        reasons[one.id, other.id].append(DuplicateReason.SAME_NAME_AND_YEAR)
    for one, other in _pairs(entries, lambda entry: entry.home):
        if _same_name(one, other) and _years_apart(one, other) <= YEARS_APART:
            reasons[one.id, other.id].append(DuplicateReason.SAME_NAME_AND_HOME)
        elif one.name[:1] == other.name[:1] != "" and _years_apart(one, other, unknown=99) <= YEARS_APART:
            reasons[one.id, other.id].append(DuplicateReason.SAME_SURNAME_AND_HOME)
    for pair in _decided_pairs():
        reasons.pop(pair, None)
    found = [LikelyDuplicate(first=pair[0], second=pair[1], reasons=tuple(why)) for pair, why in reasons.items()]
    order = list(DuplicateReason)
    return sorted(found, key=lambda one: (-len(one.reasons), order.index(one.reasons[0]), one.first, one.second))


def like_a_new_one(
    *, community: Community, full_name: str, birth_year: int | None, address: str, at: datetime
) -> list[tuple[Person, list[DuplicateReason]]]:
    """Return residents who may be the one about to be entered, with the reasons."""
    name = plain_name(full_name)
    key = address_key(text=address, within=community.name_zh)
    found = []
    for row in _rows(community=community, at=at).select_related(None):
        same_home = bool(key) and row.home_key == key
        same_name = bool(name) and name in (plain_name(row.full_name), plain_name(row.form_of_address))
        apart = abs(row.birth_year - birth_year) if row.birth_year and birth_year else None
        why = []
        if same_name and apart == 0:
            why.append(DuplicateReason.SAME_NAME_AND_YEAR)
        if same_home and same_name:
            why.append(DuplicateReason.SAME_NAME_AND_HOME)
        elif same_home and apart is not None and apart <= YEARS_APART and plain_name(row.full_name)[:1] == name[:1]:
            why.append(DuplicateReason.SAME_SURNAME_AND_HOME)
        if why:
            found.append((row, why))
    return found[:CROWD]


def plain_name(name: str) -> str:
    """Return a name as it is compared: one width, one case, no spaces or dots."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in folded if char.isalnum())


def merge(*, pk: UUID) -> PersonMerge | None:
    """Return a merge with both entries and who proposed and reviewed it."""
    return (
        PersonMerge.objects.filter(pk=pk)
        .select_related("kept", "merged", "community", "proposed_by", "reviewed_by", "undone_by")
        .first()
    )


def merges_to_review(*, community: Community) -> QuerySet[PersonMerge]:
    """Return the merges proposed in a community that nobody has decided, the oldest first."""
    return (
        PersonMerge.objects.filter(community=community, state=MergeState.PROPOSED)
        .select_related("kept", "merged", "proposed_by")
        .order_by("proposed_at", "id")
    )


def merges_of(*, person: Person) -> list[PersonMerge]:
    """Return the merges that an entry is or was part of, the newest first."""
    return list(
        PersonMerge.objects.filter(Q(kept=person) | Q(merged=person)).select_related(
            "kept", "merged", "proposed_by", "reviewed_by"
        )
    )


def _rows(*, community: Community, at: datetime) -> QuerySet[Person]:
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    lives_here = Role.objects.filter(
        running, person=OuterRef("pk"), kind=RoleKind.RESIDENT, community=community, starts_at__lte=at
    )
    home = HouseholdMember.objects.filter(running, person=OuterRef("pk"), starts_at__lte=at)
    return (
        Person.objects.filter(Exists(lives_here), closed_at=None)
        .annotate(
            home=Subquery(home.values("household")[:1]),
            home_key=Subquery(home.values("household__address_key")[:1]),
        )
        .order_by("joined_at", "id")
    )


def _entries(*, community: Community, at: datetime):
    rows = _rows(community=community, at=at).values_list("pk", "full_name", "form_of_address", "birth_year", "home")
    for pk, name, called, year, home in rows:
        yield pk, plain_name(name), plain_name(called), year, home


def _pairs(entries: list[_Entry], key):
    """Yield the pairs of entries that have this in common; nothing in common with nobody."""
    groups: dict[Hashable, list[_Entry]] = defaultdict(list)
    for entry in entries:
        if value := key(entry):
            groups[value].append(entry)
    for group in groups.values():
        if len(group) <= CROWD:
            yield from combinations(group, 2)


def _same_name(one: _Entry, other: _Entry) -> bool:
    return bool({one.name, one.called} & {other.name, other.called} - {""})


def _years_apart(one: _Entry, other: _Entry, *, unknown: int = 0) -> int:
    if one.birth_year is None or other.birth_year is None:
        return unknown
    return abs(one.birth_year - other.birth_year)


def _decided_pairs() -> set[tuple[UUID, UUID]]:
    undecided = PersonMerge.objects.exclude(state=MergeState.MERGED).values_list(F("kept"), F("merged"))
    return {pair for row in undecided for pair in (row, row[::-1])}
