"""Times as residents say them: days, weeks, holidays, lunar dates, hours, ranges and recurrences."""

from sanshe.engines.language.time_expressions.spans import ZONE, TimeSpan, find_times

__all__ = ["ZONE", "TimeSpan", "find_times"]
