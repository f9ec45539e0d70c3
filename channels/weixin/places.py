"""Turns positions of Chinese maps (GCJ-02) back into degrees of WGS 84."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

# of the ellipsoid of Krasovsky 1940, on which the national offset is computed
_AXIS = 6378245.0  # metres
_FLATTENED = 0.00669342162296594323  # first eccentricity squared

_ROUNDS = 4  # each brings the rest of the error to about a thousandth


def wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees, to within a metre; a position outside China is what it was.

    Pictures of places in WeChat and WeCom come from a map that shows GCJ-02.
    """
    if not (0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347):
        return latitude, longitude
    found = latitude, longitude
    for _ in range(_ROUNDS):
        north, east = _offset(*found)
        found = latitude - north, longitude - east
    return round(found[0], 6), round(found[1], 6)


def _offset(latitude: float, longitude: float) -> tuple[float, float]:
    """How far the map shows a place to the north and to the east of where it is, in degrees."""
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20 * sin(pi * y) + 40 * sin(pi / 3 * y)) * 2 / 3
    north += (160 * sin(pi / 12 * y) + 320 * sin(pi / 30 * y)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20 * sin(pi * x) + 40 * sin(pi / 3 * x)) * 2 / 3
    east += (150 * sin(pi / 12 * x) + 300 * sin(pi / 30 * x)) * 2 / 3
    angle = latitude / 180 * pi
    curve = 1 - _FLATTENED * sin(angle) ** 2
    metres_north = _AXIS * (1 - _FLATTENED) / (curve * sqrt(curve)) * pi / 180
    metres_east = _AXIS / sqrt(curve) * cos(angle) * pi / 180
    return north / metres_north, east / metres_east
