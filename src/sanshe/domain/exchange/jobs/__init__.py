"""The exchange's jobs."""

from sanshe.domain.exchange.jobs import agreements, answers, indexing, routing, sheets, standing

__all__ = ["agreements", "answers", "indexing", "routing", "sheets", "standing"]
