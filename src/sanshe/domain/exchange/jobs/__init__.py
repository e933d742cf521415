"""The exchange's jobs."""

from sanshe.domain.exchange.jobs import agreements, answers, embedding, indexing, learning, routing, sheets, standing

__all__ = ["agreements", "answers", "embedding", "indexing", "learning", "routing", "sheets", "standing"]
