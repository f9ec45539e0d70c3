"""Says how well danger is sensed in sentences of somebody from whom nothing was learned.

    pip install -r requirements-vectors.lock
    python -m nlp.danger_left_out

Three times, the sentences of three writers are left out of the learning and then scored; some two
minutes each. Decision 0021 has the figures.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nlp import danger_fitting, danger_gist_fitting
from nlp.danger_fitting import Told, told
from nlp.danger_gist import Floats as Vectors
from nlp.danger_gist import Gist, Heard
from nlp.danger_gist_fitting import Encoder
from nlp.danger_pieces import cut
from nlp.danger_reading import Tongue

ROUNDS: Sequence[Mapping[str, Tongue]] = (  # files of nlp/samples/danger
    {"more_08": "zh", "more_22": "zh", "more_26": "en"},
    {"more_10": "zh", "more_25": "zh", "more_27": "en"},
    {"ninth": "zh", "more_30": "zh", "more_28": "en"},
)
FOUND = 0.95, 0.98  # shares of the emergencies that must be found
_NOTHING = -20.0, -40.0, -20.0  # scores of a text without words
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """What models made without them say of sentences: a row each, by stretch, n-grams and gist."""

    scores: Scores
    danger: NDArray[np.bool_]


def main() -> int:
    """Precision by each score alone and by all together; then the curves of `sure`."""
    sentences, vectors = list(told()), Encoder.published().vectors
    found: dict[Tongue, list[Scored]] = defaultdict(list)
    for files in ROUNDS:
        for file, scored in left_out(sentences, files, vectors).items():
            found[files[file]].append(scored)
            sys.stdout.write(f"{file}\t{_shown(scored)}\n")
    for tongue, own in found.items():
        by_score, by_gist, shift = curve(own)
        sys.stdout.write(f"{tongue}: ({by_score:.2f}, {by_gist:.2f}, {shift:.2f})\n")
    return 0


def _shown(scored: Scored) -> str:
    """Precision by the worst stretch, the whole text, both, the gist, and all together."""
    worst, both, gist = scored.scores.T
    together = scored.scores[:, 1:] @ curve([scored])[:2]
    ways = (worst, both - worst, both, gist, together)
    return "\t".join(
        " ".join(f"{precision(way, scored.danger, share):.3f}" for way in ways) for share in FOUND
    )


def left_out(
    sentences: Sequence[Told],
    files: Mapping[str, Tongue],
    vectors: Vectors,
    rounds: int = danger_gist_fitting.ROUNDS,
) -> dict[str, Scored]:
    """How the sentences of each file, in its language, sound to models made without all of them."""
    known = [each for each in sentences if each.source not in files]
    gist = danger_gist_fitting.fit(known, vectors, rounds).gist
    model = {tongue: danger_fitting.fit(known, tongue).model for tongue in set(files.values())}
    scored = {}
    for file, tongue in files.items():
        own = [each for each in sentences if (each.source, each.reading.tongue) == (file, tongue)]
        rows = []
        for each in own:
            hear = partial(_hear, gist, each)
            sensed = model[tongue].find(each.reading, hear)
            rows.append((sensed.worst, sensed.score, sensed.gist.whole) if sensed else _NOTHING)
        scored[file] = Scored(np.array(rows), np.array([each.danger for each in own]))
    return scored


def _hear(gist: Gist, told: Told) -> Heard:
    return gist.hear(cut(told.text))


def precision(scores: Scores, danger: NDArray[np.bool_], share: float) -> float:
    """Where that share of the dangerous texts is found, the share of those found that are so."""
    ranked = danger[np.argsort(-scores, kind="stable")]
    found = ranked.cumsum()
    enough = int(np.searchsorted(found, share * ranked.sum()))
    return float(found[enough] / (enough + 1))


def curve(scored: Sequence[Scored]) -> tuple[float, float, float]:
    """Factors of n-grams and gist and the shift that lead to the share of dangerous texts."""
    from sklearn.linear_model import LogisticRegression

    both = np.concatenate([each.scores[:, 1:] for each in scored])
    machine = LogisticRegression(C=1e6)
    machine.fit(both, np.concatenate([each.danger for each in scored]))
    by_score, by_gist = map(float, machine.coef_[0])
    return by_score, by_gist, float(machine.intercept_[0])


if __name__ == "__main__":
    sys.exit(main())
