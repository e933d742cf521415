"""The coordinate systems of Chinese maps, and the way to WGS-84.

Maps sold in China are shifted: GCJ-02 (高德, 腾讯) by some hundred metres against WGS-84, BD-09 (百度) once more
against GCJ-02. The shift is not published by its authors; the formulas used everywhere are those that became
known through the "eviltransform" reference implementation (2013) and its ports, on the Krasovsky 1940 ellipsoid.
Their inverse has no closed form: it is iterated here until a further step would move less than a centimetre's
thousandth, far below the 1e-7 degrees that are kept.
"""

import math
from enum import StrEnum

SEMI_MAJOR_AXIS_M = 6_378_245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
# Where the shift applies: a rectangle about China. Beyond it the systems are the same.
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
BAIDU_TURN = math.pi * 3000.0 / 180.0
BAIDU_EAST, BAIDU_NORTH = 0.0065, 0.006
TOLERANCE_DEG = 1e-10
STEPS_MAX = 50

Position = tuple[float, float]


class System(StrEnum):
    """On which map somebody drew."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"

    @property
    def label(self) -> str:
        """Its name as specialists write it."""
        return {"wgs84": "WGS-84", "gcj02": "GCJ-02", "bd09": "BD-09"}[self.value]


def is_in_china(longitude: float, latitude: float) -> bool:
    """Tell whether the shift applies there; the rectangle of the published formulas."""
    return WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH


def to_wgs84(longitude: float, latitude: float, *, system: System) -> Position:
    """Bring a position from the given system to WGS-84 (degrees); outside China it stays as it is."""
    if system is System.WGS84 or not is_in_china(longitude, latitude):
        return longitude, latitude
    if system is System.BD09:
        longitude, latitude = _inverse(_gcj02_to_bd09, longitude, latitude)
    return _inverse(_wgs84_to_gcj02, longitude, latitude)


def from_wgs84(longitude: float, latitude: float, *, system: System) -> Position:
    """Bring a position from WGS-84 to the given system (degrees); outside China it stays as it is."""
    if system is System.WGS84 or not is_in_china(longitude, latitude):
        return longitude, latitude
    shifted = _wgs84_to_gcj02(longitude, latitude)
    return _gcj02_to_bd09(*shifted) if system is System.BD09 else shifted


def _wgs84_to_gcj02(longitude: float, latitude: float) -> Position:
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    angle = math.radians(latitude)
    bulge = 1.0 - ECCENTRICITY_SQUARED * math.sin(angle) ** 2
    meridian = SEMI_MAJOR_AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / bulge**1.5
    parallel = SEMI_MAJOR_AXIS_M / math.sqrt(bulge) * math.cos(angle)
    return longitude + math.degrees(east / parallel), latitude + math.degrees(north / meridian)


def _gcj02_to_bd09(longitude: float, latitude: float) -> Position:
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * BAIDU_TURN)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * BAIDU_TURN)
    return radius * math.cos(angle) + BAIDU_EAST, radius * math.sin(angle) + BAIDU_NORTH


def _inverse(forward, longitude: float, latitude: float) -> Position:
    """Find what `forward` brings to this position: the shift changes slowly, so stepping back by the miss converges."""
    x, y = longitude, latitude
    for _ in range(STEPS_MAX):
        there_x, there_y = forward(x, y)
        miss_x, miss_y = longitude - there_x, latitude - there_y
        x, y = x + miss_x, y + miss_y
        if max(abs(miss_x), abs(miss_y)) < TOLERANCE_DEG:
            break
    return x, y
