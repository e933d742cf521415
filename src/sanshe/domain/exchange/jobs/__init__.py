"""The exchange's jobs."""

from sanshe.domain.exchange.jobs import agreements, answers, sheets

__all__ = ["agreements", "answers", "sheets"]
