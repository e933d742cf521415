"""Every write of insight."""

from sanshe.domain.insight.operations.coverage import compute_coverage
from sanshe.domain.insight.operations.evidence import CountedBefore, keep_evidence, start_evidence_run, take_over_counts
from sanshe.domain.insight.operations.publishing import publish_quarters

__all__ = [
    "CountedBefore",
    "compute_coverage",
    "keep_evidence",
    "publish_quarters",
    "start_evidence_run",
    "take_over_counts",
]
