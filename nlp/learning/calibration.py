"""Makes a confidence mean what it says: the share of such guesses that turn out right."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
_DOUBT = 3.0  # shifts are drawn to zero as by three observations; 0.3 to 3 differ by 0.3 points
_NEVER = 1e-12  # what no guess is sure beyond, nor short of


@dataclass(frozen=True, slots=True)
class Calibration:
    """How much a score says, how much each family of opinions, and what to add for each label."""

    scale: float
    trust: Scores
    shift: Scores

    def sure(self, scores: Scores, said: Scores) -> Scores:
        """Probabilities by label, one row per text; `said` is as `Families.said` gives it."""
        return shares(scores * self.scale + said @ self.trust + self.shift)


@dataclass(frozen=True, slots=True)
class Odds:
    """What the best guess is worth: its odds to this power, and so many times (as a logarithm).

    One scale for all labels fits what the likelihood of all of them asks for; with many labels its
    sure guesses are right less often than they say, and its unsure ones more often.
    """

    power: float = 1.0
    plus: float = 0.0

    def read(self, sure: Scores) -> Scores:
        """Shares over the last axis with the best one set right.

        The others keep their proportions, and none of them becomes the best.
        """
        second, best = np.moveaxis(np.partition(sure, -2, axis=-1)[..., -2:, None], -2, 0)
        moved = (self.power - 1) * _logit(best) + self.plus
        ahead = np.log(np.maximum(best, _NEVER)) - np.log(np.maximum(second, _NEVER))
        raised = np.where(sure == best, sure * np.exp(np.maximum(moved, -ahead)), sure)
        return np.asarray(raised / raised.sum(axis=-1, keepdims=True))

    @classmethod
    def of(cls, sure: Scores, labels: NDArray[np.int64]) -> Self:
        """From guesses, one row per text, and what the texts turned out to be."""
        from scipy.optimize import minimize

        told, right = _logit(sure.max(axis=1)), sure.argmax(axis=1) == labels

        def surprise(given: Scores) -> tuple[float, Scores]:
            raised = given[0] * told + given[1]
            off = 1 / (1 + np.exp(-raised)) - right
            drawn = given - (1.0, 0.0)
            own = np.logaddexp(0, np.where(right, -raised, raised)).sum()
            slope = np.array([off @ told, off.sum()]) + _DOUBT * drawn
            return float(own + 0.5 * _DOUBT * (drawn @ drawn)), slope

        bounds = [(0.05, None), (None, None)]
        found = minimize(surprise, (1.0, 0.0), jac=True, method="L-BFGS-B", bounds=bounds).x
        return cls(float(found[0]), float(found[1]))


def _logit(sure: Scores) -> Scores:
    inside = np.clip(sure, _NEVER, 1 - _NEVER)
    return np.asarray(np.log(inside) - np.log1p(-inside))


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
