"""Brings the positions of Chinese maps (GCJ-02) back to WGS 84, half a kilometre away."""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt

# Krasovsky 1940 ellipsoid: semi-major axis in metres, and first eccentricity squared
AXIS = 6378245.0
ECCENTRICITY = 0.00669342162296594323
CENTRE = (35.0, 105.0)  # where the polynomials of the shift begin
# the shift ends near the border; a generous box, as in every published form of the formula
BOX = (0.8293, 72.004, 55.8271, 137.8347)  # south, west, north, east
ROUNDS = 4  # of correcting; each gains about two digits


def wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees as WeChat and Tencent maps give them (GCJ-02), in WGS 84; better than a metre.

    Positions outside China are not shifted and come back as they are.
    """
    true = (latitude, longitude)
    for _ in range(ROUNDS):
        shown = gcj02(*true)
        true = (true[0] + latitude - shown[0], true[1] + longitude - shown[1])
    return true


def gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """WGS 84 degrees as Chinese maps show them: the published approximation of the shift."""
    south, west, north, east = BOX
    if not (south <= latitude <= north and west <= longitude <= east):
        return latitude, longitude
    y, x = latitude - CENTRE[0], longitude - CENTRE[1]
    angle = radians(latitude)
    flat = 1 - ECCENTRICITY * sin(angle) ** 2
    per_degree_north = AXIS * (1 - ECCENTRICITY) / flat**1.5 * pi / 180
    per_degree_east = AXIS / sqrt(flat) * cos(angle) * pi / 180
    return (
        latitude + _north(x, y) / per_degree_north,
        longitude + _east(x, y) / per_degree_east,
    )


def _north(x: float, y: float) -> float:
    """Metres."""
    base = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    short = _waves(x, (20, 6), (20, 2)) + _waves(y, (20, 1), (40, 1 / 3))
    return base + short + _waves(y, (160, 1 / 12), (320, 1 / 30))


def _east(x: float, y: float) -> float:
    """Metres."""
    base = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    short = _waves(x, (20, 6), (20, 2)) + _waves(x, (20, 1), (40, 1 / 3))
    return base + short + _waves(x, (150, 1 / 12), (300, 1 / 30))


def _waves(at: float, *waves: tuple[float, float]) -> float:
    """Each wave has an amplitude and a frequency."""
    return sum(high * sin(often * at * pi) for high, often in waves) * 2 / 3
