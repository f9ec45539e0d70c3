"""Says how well danger is sensed in sentences of somebody from whom nothing was learned.

    python -m nlp.danger_left_out [FILE ...]

Each file of nlp/samples/danger (by name, without ending) is left out of the learning in turn, and
then scored; half a minute each. Decision 0021 has the figures.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.danger_fitting import Told, fit, told
from nlp.danger_reading import Tongue
from nlp.danger_sense import Sensed

FILES: dict[str, Tongue] = {
    **dict.fromkeys(("more_08", "more_10", "ninth", "more_22", "more_25", "more_30"), "zh"),
    **dict.fromkeys(("more_26", "more_27", "more_28"), "en"),
}
FOUND = 0.95  # share of the emergencies that must be found
Scores = NDArray[np.float64]
_NOTHING = Sensed("zh", 0, 0, -20.0, -40.0, 0.0)  # of a text without words


def main(files: Sequence[str]) -> int:
    """Precision by the worst stretch, by the whole text and by both; then the curves of `sure`."""
    sentences = list(told())
    scores: dict[Tongue, list[Scores]] = defaultdict(list)
    danger: dict[Tongue, list[NDArray[np.bool_]]] = defaultdict(list)
    for file in files:
        tongue = FILES.get(file, "zh")
        sensed, is_danger = left_out(sentences, file, tongue)
        by_both = np.array([each.score for each in sensed])
        by_stretch = np.array([each.worst for each in sensed])
        shown = [
            f"{precision(by, is_danger):.3f}" for by in (by_stretch, by_both - by_stretch, by_both)
        ]
        sys.stdout.write("\t".join((file, *shown)) + "\n")
        scores[tongue].append(by_both)
        danger[tongue].append(is_danger)
    for tongue, own in scores.items():
        slope, shift = curve(np.concatenate(own), np.concatenate(danger[tongue]))
        sys.stdout.write(f"{tongue}: sure = 1 / (1 + exp(-{slope:.2f} score - {shift:.2f}))\n")
    return 0


def left_out(
    sentences: Sequence[Told], file: str, tongue: Tongue
) -> tuple[list[Sensed], NDArray[np.bool_]]:
    """How the sentences of a file, in one language, sound to a model that was made without them."""
    model = fit([each for each in sentences if each.source != file], tongue).model
    own = [each for each in sentences if each.source == file and each.reading.tongue == tongue]
    sensed = [model.find(each.reading) or _NOTHING for each in own]
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
    sys.exit(main(sys.argv[1:] or list(FILES)))
