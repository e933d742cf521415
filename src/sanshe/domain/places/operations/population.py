"""How many people live where: counted, or estimated from totals."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import models, transaction

from sanshe.domain.places.choices import AGE_MAX, COUNT_MAX, YEAR_MAX, YEAR_MIN, Sex
from sanshe.domain.places.errors import (
    BandsBroken,
    CodesUnknown,
    CountImpossible,
    OtherCommunity,
    PopulationThere,
    TotalsDisagree,
    TotalsUnreachable,
    YearUnlikely,
)
from sanshe.domain.places.models import Community, PopulationCell
from sanshe.engines import demand
from sanshe.kernel import journal

NAMED_MAX = 10
METHOD = "iterative proportional fitting (Deming & Stephan 1940), controlled rounding"

Band = tuple[int, int | None]


@dataclass(frozen=True)
class Cell:
    """How many people of a sex from one age to another, both included; `high` null: and older."""

    sex: str
    low: int
    high: int | None
    count: int


@dataclass(frozen=True)
class PopulationTable:
    """The people of one community by sex and age."""

    code: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class PopulationMargins:
    """What is known of one community where only its totals are: by age, and by sex."""

    age_totals: tuple[tuple[Band, int], ...]
    sex_totals: Mapping[str, int]


@dataclass(frozen=True)
class PopulationShares:
    """What is known of a district where only the totals of its communities are: these, and the table of the whole."""

    cells: tuple[Cell, ...]
    totals: tuple["CommunityTotal", ...]


@dataclass(frozen=True)
class CommunityTotal:
    """How many people live in a community altogether."""

    code: str
    count: int


def record_populations(
    *,
    year: int,
    tables: Sequence[PopulationTable],
    actor: models.Model | None,
    at: datetime,
    is_replacing: bool = False,
) -> int:
    """Store counted people of communities in a year, all or none; return how many people they are.

    Raises
    ------
    YearUnlikely, BandsBroken, CountImpossible
        The figures cannot be right; the ages of each sex have to start at 0 and follow one another without a gap.
    CodesUnknown
        There is no community with one of the codes.
    PopulationThere
        Figures of that year are stored already and are not to be replaced.
    """
    return _store(year=year, tables=tables, actor=actor, at=at, is_replacing=is_replacing, estimate=None)


def estimate_populations(
    *,
    year: int,
    cells: Sequence[Cell],
    totals: Sequence[CommunityTotal],
    actor: models.Model | None,
    at: datetime,
    is_replacing: bool = False,
) -> int:
    """Estimate and store the people of communities from the total of each and the table of all together.

    Every community gets the ages and sexes of the whole in whole people, so that its total and every cell of the
    whole are met; the result is marked as estimated. Return how many people they are.

    Raises
    ------
    TotalsDisagree
        The table and the totals are not of the same people.
    YearUnlikely, BandsBroken, CountImpossible, CodesUnknown, PopulationThere
        As for counted people.
    """
    _check_cells("–", cells)
    names = [total.code for total in totals]
    _check_counts(", ".join(names[:NAMED_MAX]), [total.count for total in totals])
    seed = np.ones((len(totals), len(cells)))
    rows = [total.count for total in totals]
    columns = [cell.count for cell in cells]
    fitted, rounds = _fitted(seed, rows, columns)
    tables = [
        PopulationTable(
            code=total.code,
            cells=tuple(
                Cell(sex=cell.sex, low=cell.low, high=cell.high, count=int(count))
                for cell, count in zip(cells, counts, strict=True)
            ),
        )
        for total, counts in zip(totals, fitted, strict=True)
    ]
    given = {"totals": {total.code: total.count for total in totals}, "cells": [vars(cell) for cell in cells]}
    estimate = {"method": METHOD, "seed": "ones", "rounds": rounds, "input_sha256": _digest(given)}
    return _store(year=year, tables=tables, actor=actor, at=at, is_replacing=is_replacing, estimate=estimate)


def _cells_from_margins(*, age_totals: Sequence[tuple[Band, int]], sex_totals: Mapping[str, int]) -> tuple[Cell, ...]:
    """Estimate a table of one community from its totals by age and by sex, as if the two were independent.

    Raises
    ------
    TotalsDisagree, TotalsUnreachable, CountImpossible
        The two sets of totals do not fit together, or are no counts.
    """
    rows = [count for _, count in age_totals]
    columns = [sex_totals[sex] for sex in Sex.values]
    _check_counts("–", [*rows, *columns])
    fitted, _ = _fitted(np.ones((len(rows), len(columns))), rows, columns)
    return tuple(
        Cell(sex=sex, low=low, high=high, count=int(count))
        for ((low, high), _), counts in zip(age_totals, fitted, strict=True)
        for sex, count in zip(Sex.values, counts, strict=True)
    )


def enter_population(
    *,
    year: int,
    figures: Sequence[PopulationTable] | PopulationMargins | PopulationShares,
    code: str | None,
    actor: models.Model | None,
    at: datetime,
    is_replacing: bool = False,
) -> int:
    """Store what a sheet says of the people of a year, counted or to be estimated; return how many they are.

    With a code everything is about that community, and tables that name none are given to it.

    Raises
    ------
    OtherCommunity
        The sheet is about another community, or about none and no code is given.
    TotalsDisagree, TotalsUnreachable, YearUnlikely, BandsBroken, CountImpossible, CodesUnknown, PopulationThere
        As for counted and estimated people.
    """
    how = {"year": year, "actor": actor, "at": at, "is_replacing": is_replacing}
    if isinstance(figures, PopulationShares):
        if code is not None:
            raise OtherCommunity(code=code)
        return estimate_populations(cells=figures.cells, totals=figures.totals, **how)
    if isinstance(figures, PopulationMargins):
        if code is None:
            raise OtherCommunity(code="–")
        return estimate_population(code=code, age_totals=figures.age_totals, sex_totals=figures.sex_totals, **how)
    tables = [PopulationTable(code=table.code or code or "", cells=table.cells) for table in figures]
    if any(not table.code or (code is not None and table.code != code) for table in tables):
        raise OtherCommunity(code=code or "–")
    return record_populations(tables=tables, **how)


def estimate_population(
    *,
    year: int,
    code: str,
    age_totals: Sequence[tuple[Band, int]],
    sex_totals: Mapping[str, int],
    actor: models.Model | None,
    at: datetime,
    is_replacing: bool = False,
) -> int:
    """Estimate and store the people of one community from its totals by age and by sex; return how many they are.

    Raises
    ------
    TotalsDisagree, TotalsUnreachable
        The two sets of totals do not fit together.
    YearUnlikely, BandsBroken, CountImpossible, CodesUnknown, PopulationThere
        As for counted people.
    """
    table = PopulationTable(code=code, cells=_cells_from_margins(age_totals=age_totals, sex_totals=sex_totals))
    given = {"ages": [[*band, count] for band, count in age_totals], "sexes": dict(sex_totals)}
    estimate = {"method": METHOD, "seed": "ones", "input_sha256": _digest(given)}
    return _store(year=year, tables=[table], actor=actor, at=at, is_replacing=is_replacing, estimate=estimate)


def _fitted(seed: np.ndarray, rows: Sequence[int], columns: Sequence[int]) -> tuple[np.ndarray, int]:
    try:
        fit = demand.fit(seed, rows, columns)
    except demand.MarginsDisagree as error:
        raise TotalsDisagree(one=int(error.rows_total), other=int(error.columns_total)) from None
    except demand.NotFitting:
        raise TotalsUnreachable from None
    return demand.round_to_totals(fit.cells), fit.rounds


def _store(
    *,
    year: int,
    tables: Sequence[PopulationTable],
    actor: models.Model | None,
    at: datetime,
    is_replacing: bool,
    estimate: Mapping[str, Any] | None,
) -> int:
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise YearUnlikely(first=YEAR_MIN, last=YEAR_MAX)
    for table in tables:
        _check_cells(table.code, table.cells)
    codes = sorted({table.code for table in tables})
    with transaction.atomic():
        communities = {
            community.code: community
            for community in Community.objects.select_for_update().filter(code__in=codes).order_by("code")
        }
        if unknown := [code for code in codes if code not in communities]:
            raise CodesUnknown(codes=_named(unknown))
        stored = PopulationCell.objects.filter(community__in=communities.values(), year=year)
        replaced = set(stored.values_list("community__code", flat=True).distinct().order_by("community__code"))
        if replaced and not is_replacing:
            names = [communities[code].name for code in sorted(replaced)]
            raise PopulationThere(year=year, places=_named(names))
        stored.delete()
        PopulationCell.objects.bulk_create(
            (
                PopulationCell(
                    community=communities[table.code],
                    year=year,
                    sex=cell.sex,
                    low=cell.low,
                    high=cell.high,
                    count=cell.count,
                    is_estimated=estimate is not None,
                )
                for table in tables
                for cell in table.cells
            ),
            batch_size=2_000,
        )
        for table in tables:
            # Counts of a community may be few people: the journal says that they changed, not what they are.
            journal.record(
                operation="places.record_population" if estimate is None else "places.estimate_population",
                subject=communities[table.code],
                actor=actor,
                at=at,
                community_code=table.code,
                detail={"year": year, "replaced": table.code in replaced, **(estimate or {})},
            )
    return sum(cell.count for table in tables for cell in table.cells)


def _check_cells(place: str, cells: Iterable[Cell]) -> None:
    cells = list(cells)
    _check_counts(place, [cell.count for cell in cells])
    for sex in Sex.values:
        bands = sorted((cell for cell in cells if cell.sex == sex), key=lambda cell: cell.low)
        following: int | None = 0
        for cell in bands:
            if cell.low != following or (cell.high is not None and not cell.low <= cell.high <= AGE_MAX):
                raise BandsBroken(place=place, age=cell.low)
            following = None if cell.high is None else cell.high + 1
        if not bands:
            raise BandsBroken(place=place, age=0)
    bands_of = {sex: {(cell.low, cell.high) for cell in cells if cell.sex == sex} for sex in Sex.values}
    odd = bands_of[Sex.MALE] ^ bands_of[Sex.FEMALE]
    if odd or any(cell.sex not in Sex.values for cell in cells):
        raise BandsBroken(place=place, age=min(low for low, _ in odd) if odd else 0)


def _check_counts(place: str, counts: Iterable[int]) -> None:
    if not all(isinstance(count, int) and 0 <= count <= COUNT_MAX for count in counts):
        raise CountImpossible(place=place)


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED_MAX]) + (" …" if len(names) > NAMED_MAX else "")


def _digest(given: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()
