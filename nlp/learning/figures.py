"""The figures by which a model is judged: how often right, and whether it knows when it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nlp.evaluate import Judged, accuracy, bins, calibration_error, macro_f1

PRECISION = 0.97  # at which coverage is told
_STEPS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99)


@dataclass(frozen=True, slots=True)
class Step:
    """If suggestions from `threshold` on are taken: the share that is, and how many are right."""

    threshold: float
    coverage: float
    precision: float


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """What every evaluation of one label per text prints."""
    covered = coverage(judged, PRECISION)
    return {
        "rows": len(judged),
        "macro_f1": round(macro_f1(judged), 4),
        "accuracy": round(accuracy(judged), 4),
        "ece": round(calibration_error(judged), 4),
        "coverage_at_97_precision": round(covered.coverage, 4),
        "threshold_at_97_precision": round(covered.threshold, 4),
        "abstained": sum(each.guess is None for each in judged),
        "per_class": per_class(judged),
        "bins": [
            {
                "confidence": round(each.confidence, 4),
                "right": round(each.right, 4),
                "rows": each.rows,
            }
            for each in bins(judged)
        ],
        "curve": [
            {"threshold": t.threshold, "coverage": t.coverage, "precision": t.precision}
            for t in (at(judged, step) for step in _STEPS)
        ],
    }


def per_class(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and number of rows of every label that occurs."""
    labels = Counter(each.label for each in judged)
    guesses = Counter(each.guess for each in judged)
    right = Counter(each.label for each in judged if each.guess == each.label)
    return {
        label: {
            "precision": _ratio(right[label], guesses[label]),
            "recall": _ratio(right[label], labels[label]),
            "f1": _ratio(2 * right[label], labels[label] + guesses[label]),
            "rows": labels[label],
        }
        for label in sorted(labels)
    }


def at(judged: Sequence[Judged], threshold: float) -> Step:
    taken = [each for each in judged if each.guess is not None and each.confidence >= threshold]
    right = sum(each.guess == each.label for each in taken)
    return Step(threshold, _ratio(len(taken), len(judged)), _ratio(right, len(taken)))


def coverage(judged: Sequence[Judged], precision: float) -> Step:
    """The most that can be taken by one threshold without falling below the precision.

    Nothing, at a threshold above every confidence, where no threshold is that good.
    """
    best, right = Step(1.01, 0.0, 0.0), 0
    made = sorted((each for each in judged if each.guess is not None), key=lambda j: -j.confidence)
    for taken, each in enumerate(made, start=1):
        right += each.guess == each.label
        last = taken == len(made) or made[taken].confidence < each.confidence
        if last and right / taken >= precision:
            best = Step(each.confidence, taken / len(judged), right / taken)
    return best


def among(ranked: Sequence[Sequence[str]], labels: Sequence[str], first: int) -> float:
    """How often the label is among the first so many guesses."""
    hits = sum(label in guesses[:first] for guesses, label in zip(ranked, labels, strict=True))
    return _ratio(hits, len(labels))


def _ratio(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0
