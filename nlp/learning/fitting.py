"""Fits the weights of a linear model; the only place that needs scikit-learn, and only to train."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.learning.features import Vector
from nlp.learning.hidden import Hidden
from nlp.learning.hidden_fitting import learned
from nlp.learning.telling import Telling, everything, telling

Weights = NDArray[np.float64]
_COST = 0.4  # of a wrong example, against small weights; 0.3 to 0.6 differ by less than 0.2 points
_RATIO_COST = 0.05
_RATIO_START = 0.05  # what every term is thought to have been seen before anything is counted
_RATIO_SAYS = 1.5  # against the plain machine's 1; 1 to 1.5 differ by 0.1 points
_HIDDEN_SAYS = 1.5  # likewise
_FEW_LABELS = 20  # with more, ratios come from too few texts each: 0.55 against 0.61 for units
_MANY_TEXTS = 1000  # of 300, all terms alone are better by half a point; of 2,000, worse by as much


@dataclass(frozen=True, slots=True)
class Lines:
    """One line per label through the features: scores are `values @ weights + bias`."""

    weights: Weights
    bias: Weights

    def scores(self, rows: Any) -> Weights:
        return np.asarray(rows @ self.weights) + self.bias

    def louder(self, times: float) -> "Lines":
        return Lines(self.weights * times, self.bias * times)


def matrix(vectors: Sequence[Vector], width: int) -> Any:
    """One sparse row per vector."""
    from scipy.sparse import csr_matrix

    starts = np.cumsum([0, *(len(each.columns) for each in vectors)])
    columns = np.concatenate([each.columns for each in vectors])
    values = np.concatenate([each.values for each in vectors]).astype(np.float64)
    return csr_matrix((values, columns, starts), shape=(len(vectors), width))


@dataclass(frozen=True, slots=True)
class Lesson:
    """Rows of features and their labels, which are numbers below `count`.

    Every block of terms ends at the column that `ends` says; aids come after the last.
    """

    rows: Any
    labels: NDArray[np.int64]
    weight: Weights
    count: int
    ends: tuple[int, ...]

    @property
    def terms(self) -> int:
        return self.ends[-1]

    def without(self, columns: Sequence[int]) -> "Lesson":
        """The same with nothing in these columns."""
        from scipy.sparse import diags

        kept = np.ones(self.rows.shape[1])
        kept[list(columns)] = 0
        return replace(self, rows=(self.rows @ diags(kept)).tocsr())

    def part(self, chosen: NDArray[np.bool_]) -> "Lesson":
        return replace(
            self,
            rows=self.rows[chosen],
            labels=self.labels[chosen],
            weight=self.weight[chosen],
        )


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was made of a lesson: which terms count, and the voices that weigh them, added up."""

    telling: Telling
    lines: Lines
    hidden: Hidden

    def scores(self, rows: Any) -> Weights:
        told = self.telling.told(rows)
        return self.lines.scores(told) + self.hidden.scores(told)


def fit(lesson: Lesson, seed: int) -> Fitted:
    """A support vector machine on everything, joined by a second voice that knows no aids.

    The second is one on log-count ratios where labels are few, else a plain one. Where labels are
    few and texts are many, only the terms that tell labels apart are heard, and a hidden layer is
    the third voice. Labels without an example get the lowest scores.
    """
    balanced = replace(lesson, weight=lesson.weight * _balance(lesson.labels, lesson.weight))
    if lesson.count > _FEW_LABELS:
        other = _machine(balanced.without(range(lesson.terms, lesson.rows.shape[1])), seed)
        return _plain(balanced, _together(_machine(balanced, seed), other))
    if len(lesson.labels) < _MANY_TEXTS:
        return _plain(balanced, _both(balanced, seed))
    labels = np.eye(lesson.count)[lesson.labels] * balanced.weight[:, None]
    chosen = telling(lesson.rows, labels, lesson.ends)
    told = replace(balanced, rows=chosen.told(lesson.rows), ends=(chosen.count,))
    hidden = learned(told.rows, told.labels, told.weight, told.count, seed)
    size = float(hidden.scores(told.rows).std()) or 1.0
    return Fitted(chosen, _both(told, seed), hidden.louder(_HIDDEN_SAYS / size))


def _plain(lesson: Lesson, lines: Lines) -> Fitted:
    silent = Hidden.silent(lesson.rows.shape[1], lesson.count)
    return Fitted(everything(lesson.ends), lines, silent)


def _both(lesson: Lesson, seed: int) -> Lines:
    return _together(_machine(lesson, seed), _ratios(lesson, seed).louder(_RATIO_SAYS))


def _together(one: Lines, other: Lines) -> Lines:
    return Lines(one.weights + other.weights, one.bias + other.bias)


def _balance(labels: NDArray[np.int64], weight: Weights) -> Weights:
    """By this, rare labels count as much as frequent ones, all together."""
    mass = np.bincount(labels, weights=weight)
    present = mass > 0
    factors = np.divide(mass.sum() / present.sum(), mass, where=present, out=np.zeros_like(mass))
    return np.asarray(factors[labels])


def _machine(lesson: Lesson, seed: int) -> Lines:
    present = np.unique(lesson.labels)
    weights, bias = _separate(lesson.rows, lesson.labels, lesson.weight, seed, _COST)
    if len(present) == 2:
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    lines = _empty(lesson)
    lines.weights[:, present], lines.bias[present] = weights, bias
    return _evened(lines, lesson.rows)


def _ratios(lesson: Lesson, seed: int) -> Lines:
    """As Wang and Manning (2012): every term is scaled by how much it speaks for the label.

    Aids are left out: as if they were rare words, they would drown the words.
    """
    terms = lesson.rows[:, : lesson.terms]
    lines = _empty(lesson)
    for label in np.unique(lesson.labels):
        own = lesson.labels == label
        ratio = np.log(_share(terms, own) / _share(terms, ~own))
        scaled = terms.multiply(ratio).tocsr()
        weights, bias = _separate(scaled, own, lesson.weight, seed, _RATIO_COST)
        lines.weights[: lesson.terms, label] = weights[:, 0] * ratio
        lines.bias[label] = bias[0]
    return _evened(lines, lesson.rows)


def _empty(lesson: Lesson) -> Lines:
    return Lines(np.zeros((lesson.rows.shape[1], lesson.count)), np.full(lesson.count, -2.0))


def _share(rows: Any, chosen: NDArray[np.bool_]) -> Weights:
    seen = np.asarray(rows[chosen].sum(axis=0)).ravel() + _RATIO_START
    return np.asarray(seen / seen.sum())


def _separate(
    rows: Any, labels: NDArray[np.generic], weight: Weights, seed: int, cost: float
) -> tuple[Weights, Weights]:
    from sklearn.svm import LinearSVC

    with warnings.catch_warnings():
        # Not all the way: the rest changes no figure. Many labels: `examples.checked` refuses them.
        warnings.simplefilter("ignore", UserWarning)
        machine = LinearSVC(C=cost, random_state=seed, tol=1e-3).fit(rows, labels, weight)
    return np.asarray(machine.coef_.T), np.asarray(machine.intercept_)


def _evened(lines: Lines, rows: Any) -> Lines:
    """Scores of the same size, whichever way they were made."""
    size = float(lines.scores(rows).std()) or 1.0
    return Lines(lines.weights / size, lines.bias / size)
