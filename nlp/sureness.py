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
# Fitted on the sample sentences that have a known word, likeness taken from sentences about other
# events; the first level on 1,943 complaints sorted into 7 classes besides, which agree with them.
FITTED = Curves(
    second_level=(
        (0.0, 0.15),
        (0.126, 0.268),
        (0.22, 0.311),
        (0.286, 0.353),
        (0.36, 0.409),
        (0.437, 0.411),
        (0.524, 0.464),
        (0.62, 0.534),
        (0.724, 0.594),
        (0.833, 0.632),
        (0.926, 0.739),
        (0.985, 0.857),
        (1.0, 0.9),
    ),
    first_level=(
        (0.0, 0.2),
        (0.175, 0.336),
        (0.259, 0.357),
        (0.325, 0.445),
        (0.392, 0.464),
        (0.464, 0.498),
        (0.533, 0.538),
        (0.607, 0.555),
        (0.68, 0.61),
        (0.752, 0.695),
        (0.826, 0.707),
        (0.889, 0.738),
        (0.935, 0.79),
        (0.966, 0.826),
        (0.987, 0.857),
        (0.996, 0.89),
        (1.0, 0.96),
    ),
)

# Fitted on every second of 1,108 reports answered by a unit, and checked on the others: a category
# put right still goes to another office in three of ten.
OFFICES: Curve = ((0.0, 0.0), (0.3, 0.17), (0.6, 0.33), (0.8, 0.53), (0.9, 0.65), (1.0, 0.92))


def bent(likely: float, curve: Curve) -> float:
    """Share of first guesses this likely that were right, read off a fitted curve."""
    after = min(bisect_left(curve, (likely, 0.0)), len(curve) - 1)
    (x0, y0), (x1, y1) = curve[max(0, after - 1)], curve[after]
    part = 0.0 if x1 == x0 else min(1.0, (likely - x0) / (x1 - x0))
    return round(y0 + part * (y1 - y0), 3)
