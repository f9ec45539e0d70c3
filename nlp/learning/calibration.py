"""Makes a confidence mean what it says: the share of such guesses that turn out right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How much a score says, and what to add for each label."""

    scale: float
    shift: Scores

    def sure(self, scores: Scores) -> Scores:
        """Probabilities by label, one row per text."""
        return shares(scores * self.scale + self.shift)


def shares(scores: Scores) -> Scores:
    """Softmax over the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def calibrate(scores: Scores, labels: NDArray[np.int64]) -> Calibration:
    """From scores of texts that were not learned from, and what they turned out to be.

    Least surprise, with shifts drawn to zero as far as one observation would (prior variance 1).
    """
    from scipy.optimize import minimize

    at = np.arange(len(labels))

    def surprise(given: Scores) -> tuple[float, Scores]:
        scale, shift = np.exp(given[0]), given[1:]
        sure = shares(scores * scale + shift)
        off = sure.copy()
        off[at, labels] -= 1
        slope = np.concatenate([[(off * scores).sum() * scale], off.sum(axis=0) + shift])
        own = np.log(np.maximum(sure[at, labels], 1e-300))
        return float(-own.sum() + 0.5 * (shift @ shift)), slope

    found = minimize(surprise, np.zeros(scores.shape[1] + 1), jac=True, method="L-BFGS-B")
    return Calibration(float(np.exp(found.x[0])), np.asarray(found.x[1:]))
