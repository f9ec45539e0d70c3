"""Makes a confidence mean what it says: the share of such guesses that turn out right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
_DOUBT = 3.0  # shifts are drawn to zero as by three observations; 0.3 to 3 differ by 0.3 points


@dataclass(frozen=True, slots=True)
class Calibration:
    """How much a score says, how much each family of opinions, and what to add for each label."""

    scale: float
    trust: Scores
    shift: Scores

    def sure(self, scores: Scores, said: Scores) -> Scores:
        """Probabilities by label, one row per text; `said` is as `Families.said` gives it."""
        return shares(scores * self.scale + said @ self.trust + self.shift)


def shares(scores: Scores) -> Scores:
    """Softmax over the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def calibrate(scores: Scores, said: Scores, labels: NDArray[np.int64]) -> Calibration:
    """From what is known of texts that were not learned from, and what they turned out to be."""
    from scipy.optimize import minimize

    told = np.concatenate([scores[:, :, None], said], axis=2)
    parts, at = told.shape[2], np.arange(len(labels))

    def surprise(given: Scores) -> tuple[float, Scores]:
        trust, shift = given[:parts], given[parts:]
        sure = shares(told @ trust + shift)
        off = sure.copy()
        off[at, labels] -= 1
        slope = [np.einsum("nk,nkp->p", off, told), off.sum(axis=0) + _DOUBT * shift]
        own = np.log(np.maximum(sure[at, labels], 1e-300))
        return float(-own.sum() + 0.5 * _DOUBT * (shift @ shift)), np.concatenate(slope)

    start = np.zeros(parts + scores.shape[1])
    start[0] = 1.0
    lowest = [(0.05, None)] + [(0.0, None)] * (parts - 1) + [(None, None)] * scores.shape[1]
    found = minimize(surprise, start, jac=True, method="L-BFGS-B", bounds=lowest).x
    return Calibration(float(found[0]), np.asarray(found[1:parts]), np.asarray(found[parts:]))
