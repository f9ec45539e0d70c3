"""From how likely a category seems to how often such a guess was right."""

from bisect import bisect_left
from dataclasses import dataclass

Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """From how likely a guess seems to the share of such guesses that were right, by straight
    lines."""

    second_level: Curve
    first_level: Curve


AS_IT_IS = Curves(((0.0, 0.0), (1.0, 1.0)), ((0.0, 0.0), (1.0, 1.0)))
# Fitted on sentences of writers and events that were left out (`python -m benchmarks.hearing`).
FITTED = Curves(
    second_level=(
        (0.059, 0.222),
        (0.169, 0.329),
        (0.303, 0.412),
        (0.429, 0.415),
        (0.546, 0.477),
        (0.653, 0.492),
        (0.752, 0.556),
        (0.838, 0.592),
        (0.902, 0.657),
        (0.947, 0.722),
        (0.974, 0.77),
        (0.988, 0.782),
        (0.995, 0.851),
        (0.998, 0.897),
        (1.0, 0.951),
    ),
    first_level=(
        (0.123, 0.337),
        (0.238, 0.446),
        (0.372, 0.512),
        (0.49, 0.514),
        (0.596, 0.543),
        (0.701, 0.584),
        (0.795, 0.661),
        (0.871, 0.692),
        (0.924, 0.705),
        (0.958, 0.776),
        (0.979, 0.821),
        (0.99, 0.822),
        (0.996, 0.878),
        (0.998, 0.915),
        (1.0, 0.959),
    ),
)

# Fitted on every second of 1,108 reports answered by a unit, and checked on the others: a category
# put right still goes to another office in three of ten.
OFFICES: Curve = (
    (0.0, 0.0),
    (0.4, 0.22),
    (0.65, 0.43),
    (0.85, 0.53),
    (0.93, 0.61),
    (0.98, 0.83),
    (1.0, 0.92),
)


def bent(likely: float, curve: Curve) -> float:
    """Share of first guesses this likely that were right, read off a fitted curve."""
    after = min(bisect_left(curve, (likely, 0.0)), len(curve) - 1)
    (x0, y0), (x1, y1) = curve[max(0, after - 1)], curve[after]
    part = 0.0 if x1 == x0 else min(1.0, (likely - x0) / (x1 - x0))
    return round(y0 + part * (y1 - y0), 3)
