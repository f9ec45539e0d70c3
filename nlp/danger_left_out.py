"""Says how well danger is sensed in sentences of somebody from whom nothing was learned.

    python -m nlp.danger_left_out [FILE ...]

Each file of nlp/samples/danger (by name, without ending) is left out of the learning in turn, and
then scored; half a minute each. Decision 0021 has the figures.
"""

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.danger_fitting import Told, fit, told
from nlp.danger_sense import Sensed

FILES = ("more_08", "more_09", "more_10", "more_11", "more_12", "ninth", "tenth")
FOUND = 0.95  # share of the emergencies that must be found
Scores = NDArray[np.float64]
_NOTHING = Sensed(0, 0, -20.0, -40.0)  # of a text without words


def main(files: Sequence[str]) -> int:
    """Precision by the worst stretch, by the whole text and by both; then the curve of `sure`."""
    sentences = list(told())
    scores, danger = [], []
    for file in files:
        sensed, is_danger = left_out(sentences, file)
        by_both = np.array([each.score for each in sensed])
        by_stretch = np.array([each.worst for each in sensed])
        shown = [
            f"{precision(by, is_danger):.3f}" for by in (by_stretch, by_both - by_stretch, by_both)
        ]
        sys.stdout.write("\t".join((file, *shown)) + "\n")
        scores.append(by_both)
        danger.append(is_danger)
    slope, shift = curve(np.concatenate(scores), np.concatenate(danger))
    sys.stdout.write(f"sure = 1 / (1 + exp(-{slope:.2f} score - {shift:.2f}))\n")
    return 0


def left_out(sentences: Sequence[Told], file: str) -> tuple[list[Sensed], NDArray[np.bool_]]:
    """How the sentences of a file sound to a model that was made without them."""
    model = fit([each for each in sentences if each.source != file])
    own = [each for each in sentences if each.source == file]
    sensed = [model.find(each.text) or _NOTHING for each in own]
    return sensed, np.array([each.danger for each in own])


def precision(scores: Scores, danger: NDArray[np.bool_]) -> float:
    """Where FOUND of the dangerous texts are found, the share of those found that are dangerous."""
    ranked = danger[np.argsort(-scores, kind="stable")]
    found = ranked.cumsum()
    enough = int(np.searchsorted(found, FOUND * ranked.sum()))
    return float(found[enough] / (enough + 1))


def curve(scores: Scores, danger: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and shift of a logistic curve from scores to the share of dangerous texts."""
    from sklearn.linear_model import LogisticRegression

    machine = LogisticRegression(C=1e6).fit(scores[:, None], danger)
    return float(machine.coef_[0, 0]), float(machine.intercept_[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or FILES))
