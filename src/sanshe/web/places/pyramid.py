"""A population as rows with bars: the oldest on top, as pyramids are drawn."""

from dataclasses import dataclass

from sanshe.domain.places.queries import Pyramid, PyramidRow
from sanshe.formats.spreadsheets.population import band_text

FULL = 100


@dataclass(frozen=True)
class Bar:
    """One age band; the widths are shares of the longest bar in hundredths, null where a figure is not shown."""

    ages: str
    row: PyramidRow
    male_width: float | None
    female_width: float | None


def bars_of(pyramid: Pyramid) -> list[Bar]:
    """Return the age bands of a pyramid with the widths of their bars, the oldest first."""
    longest = max((count for row in pyramid.rows for count in (row.male, row.female) if count), default=1)

    def width(count: int | None) -> float | None:
        return None if count is None else round(FULL * count / longest, 1)

    return [
        Bar(band_text(row.low, row.high), row, width(row.male), width(row.female)) for row in reversed(pyramid.rows)
    ]
