"""Calendar files (iCalendar, RFC 5545), out only.

`write_calendar` makes one of plain values: each arrangement one event, a series one event that repeats.
"""

from sanshe.formats.calendars.agreements import Arrangement, Meeting, write_calendar

__all__ = ["Arrangement", "Meeting", "write_calendar"]
