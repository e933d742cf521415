"""The exchange's jobs."""

from sanshe.domain.exchange.jobs import agreements, answers

__all__ = ["agreements", "answers"]
