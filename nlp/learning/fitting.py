"""Fits the weights of a linear model; the only place that needs scikit-learn, and only to train."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.learning.features import Vector

Weights = NDArray[np.float64]
_COST = 0.4  # of a wrong example, against small weights; 0.3 to 0.6 differ by less than 0.2 points
_RATIO_COST = 0.05
_RATIO_START = 0.05  # what every term is thought to have been seen before anything is counted
_FEW_LABELS = 20  # with more, ratios come from too few texts each: 0.55 against 0.61 for units


@dataclass(frozen=True, slots=True)
class Lines:
    """One line per label through the features: scores are `values @ weights + bias`."""

    weights: Weights
    bias: Weights

    def scores(self, rows: object) -> Weights:
        return np.asarray(rows @ self.weights) + self.bias  # type: ignore[operator]


def matrix(vectors: Sequence[Vector], width: int) -> object:
    """One sparse row per vector."""
    from scipy.sparse import csr_matrix

    starts = np.cumsum([0, *(len(each.columns) for each in vectors)])
    columns = np.concatenate([each.columns for each in vectors])
    values = np.concatenate([each.values for each in vectors]).astype(np.float64)
    return csr_matrix((values, columns, starts), shape=(len(vectors), width))


def fit(rows: object, labels: NDArray[np.int64], weight: Weights, seed: int, count: int) -> Lines:
    """A support vector machine, joined by one on log-count ratios where labels are few.

    Labels are numbers below `count`; those without an example get the lowest scores.
    """
    balanced = weight * _balance(labels, weight)
    lines = _machine(rows, labels, balanced, seed, count)
    if count > _FEW_LABELS:
        return lines
    other = _ratios(rows, labels, balanced, seed, count)
    return Lines(lines.weights + other.weights, lines.bias + other.bias)


def _balance(labels: NDArray[np.int64], weight: Weights) -> Weights:
    """Rare labels count as much as frequent ones, all together."""
    mass = np.bincount(labels, weights=weight)
    present = mass > 0
    factors = np.divide(mass.sum() / present.sum(), mass, where=present, out=np.zeros_like(mass))
    return np.asarray(factors[labels])


def _machine(
    rows: object, labels: NDArray[np.int64], weight: Weights, seed: int, count: int
) -> Lines:
    present = np.unique(labels)
    weights, bias = _separate(rows, labels, weight, seed, _COST)
    if len(present) == 2:
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    lines = Lines(np.zeros((weights.shape[0], count)), np.full(count, -2.0))
    lines.weights[:, present], lines.bias[present] = weights, bias
    return _evened(lines, rows)


def _ratios(
    rows: object, labels: NDArray[np.int64], weight: Weights, seed: int, count: int
) -> Lines:
    """As Wang and Manning (2012): every term is scaled by how much it speaks for the label."""
    width = rows.shape[1]  # type: ignore[attr-defined]
    lines = Lines(np.zeros((width, count)), np.full(count, -2.0))
    for label in np.unique(labels):
        own = labels == label
        ratio = np.log(_share(rows, own) / _share(rows, ~own))
        scaled = rows.multiply(ratio).tocsr()  # type: ignore[attr-defined]
        weights, bias = _separate(scaled, own, weight, seed, _RATIO_COST)
        lines.weights[:, label], lines.bias[label] = weights[:, 0] * ratio, bias[0]
    return _evened(lines, rows)


def _share(rows: object, chosen: NDArray[np.bool_]) -> Weights:
    seen = np.asarray(rows[chosen].sum(axis=0)).ravel() + _RATIO_START  # type: ignore[index]
    return np.asarray(seen / seen.sum())


def _separate(
    rows: object, labels: NDArray[np.generic], weight: Weights, seed: int, cost: float
) -> tuple[Weights, Weights]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the rest of the way changes no figure
        machine = LinearSVC(C=cost, random_state=seed, tol=1e-3).fit(rows, labels, weight)
    return np.asarray(machine.coef_.T), np.asarray(machine.intercept_)


def _evened(lines: Lines, rows: object) -> Lines:
    """Scores of the same size, whichever way they were made."""
    size = float(lines.scores(rows).std()) or 1.0
    return Lines(lines.weights / size, lines.bias / size)
