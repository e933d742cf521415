"""Every read of insight."""

from sanshe.domain.insight.queries.coverage import (
    CoverageCell,
    CoverageLine,
    coverage,
    coverage_run,
    uncounted_communities,
    unreached,
)
from sanshe.domain.insight.queries.figures import Figure, Month, figures, month_start, months
from sanshe.domain.insight.queries.population import ages_of_communities, people_of_band
from sanshe.domain.insight.queries.published import (
    PublicFigure,
    every_figure,
    next_quarter,
    public_figures,
    quarter_before,
    quarter_of,
    quarters,
    withheld_count,
)
from sanshe.domain.insight.queries.substance import Substance, substance_of
from sanshe.domain.insight.queries.supply import Ground, Supply, ground, supplies
from sanshe.domain.insight.queries.unmet import (
    MET,
    Unmet,
    Wanted,
    batches,
    cause_counts,
    evidence_run,
    needs_to_look_at,
    records,
    unmet,
    unmet_among,
)

__all__ = [
    "MET",
    "CoverageCell",
    "CoverageLine",
    "Figure",
    "Ground",
    "Month",
    "PublicFigure",
    "Substance",
    "Supply",
    "Unmet",
    "Wanted",
    "ages_of_communities",
    "batches",
    "cause_counts",
    "coverage",
    "coverage_run",
    "every_figure",
    "evidence_run",
    "figures",
    "ground",
    "month_start",
    "months",
    "needs_to_look_at",
    "next_quarter",
    "people_of_band",
    "public_figures",
    "quarter_before",
    "quarter_of",
    "quarters",
    "records",
    "substance_of",
    "supplies",
    "uncounted_communities",
    "unmet",
    "unmet_among",
    "unreached",
    "withheld_count",
]
