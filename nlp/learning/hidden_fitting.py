"""Trains the layer between terms and labels, by gradients of what a batch of texts shows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.learning.calibration import shares
from nlp.learning.features import Array
from nlp.learning.hidden import Hidden

UNITS = 64  # 128 and 256 are as good, 32 are worse by a point
_START = 0.02  # size of the first random weights; from 0.3 on it learns the texts by heart
_PACE = 0.004  # at the first step, falling to nothing at the last
_BATCH = 64
_PASSES = 6
_STEPS = 400  # at least
_FORGET = 0.5  # share of a text's terms, and of the units, that is hidden at every step
_RECENT, _STEADY = 0.9, 0.999  # as Kingma and Ba (2015)


@dataclass(slots=True)
class _Weights:
    """Numbers that learn: each at the pace at which its own slopes have varied."""

    now: Array
    slope: Array = field(init=False)
    spread: Array = field(init=False)

    def __post_init__(self) -> None:
        self.slope, self.spread = np.zeros_like(self.now), np.zeros_like(self.now)

    def step(self, slope: Array, pace: float, step: int, rows: Any = slice(None)) -> None:
        """`rows` are those that this slope is of; the others rest."""
        recent = self.slope[rows] * _RECENT + slope * (1 - _RECENT)
        spread = self.spread[rows] * _STEADY + slope * slope * (1 - _STEADY)
        self.slope[rows], self.spread[rows] = recent, spread
        size = np.sqrt(spread / (1 - _STEADY**step)) + 1e-8
        self.now[rows] -= pace * recent / (1 - _RECENT**step) / size


def learned(
    rows: Any, labels: NDArray[np.int64], weight: NDArray[np.float64], count: int, seed: int
) -> Hidden:
    """A layer that tells `count` labels apart; columns that no row has stay silent."""
    rng = np.random.default_rng(seed)
    rows = rows.tocsr().astype(np.float32)
    first = rng.standard_normal((rows.shape[1], UNITS), np.float32) * np.float32(_START)
    first[np.bincount(rows.indices, minlength=rows.shape[1]) == 0] = 0
    last = rng.standard_normal((UNITS, count), np.float32) / np.float32(np.sqrt(UNITS))
    layer = _Layer(_Weights(first), _Weights(np.zeros(UNITS, np.float32)), _Weights(last))
    told = np.eye(count, dtype=np.float32)[labels]
    batches = list(_batches(len(labels), rng))
    for number, chosen in enumerate(batches, start=1):
        pace = _PACE * (1 - (number - 1) / len(batches))
        share = (weight[chosen, None] / len(chosen)).astype(np.float32)
        layer.learn(rows[chosen], told[chosen], share, (pace, number), rng)
    return Hidden(first, layer.threshold.now, last)


def _batches(rows: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    for _ in range(max(_PASSES, -(-_STEPS * _BATCH // rows))):
        order = rng.permutation(rows)
        for start in range(0, rows, _BATCH):
            yield order[start : start + _BATCH]


@dataclass(frozen=True, slots=True)
class _Layer:
    inward: _Weights
    threshold: _Weights
    outward: _Weights

    def learn(
        self,
        rows: Any,
        told: Array,
        share: Array,
        when: tuple[float, int],
        rng: np.random.Generator,
    ) -> None:
        """One step. `told`: rows by labels; `share`: what each row counts; `when`: pace, number."""
        columns, own = _forgetful(rows, rng)
        raised = own @ self.inward.now[columns] + self.threshold.now
        kept = (rng.random(raised.shape, np.float32) >= _FORGET) / np.float32(1 - _FORGET)
        units = np.maximum(raised, 0) * kept
        off = ((shares(units @ self.outward.now) - told) * share).astype(np.float32)
        back = (off @ self.outward.now.T * kept * (raised > 0)).astype(np.float32)
        self.outward.step(units.T @ off, *when)
        self.threshold.step(back.sum(axis=0), *when)
        self.inward.step(own.T @ back, *when, columns)


def _forgetful(rows: Any, rng: np.random.Generator) -> tuple[NDArray[np.int64], Any]:
    """The columns that these rows have, and the rows in those, without a share of their terms."""
    from scipy.sparse import csr_matrix

    columns, at = np.unique(rows.indices, return_inverse=True)
    kept = (rng.random(rows.nnz, np.float32) >= _FORGET) / np.float32(1 - _FORGET)
    shape = (rows.shape[0], len(columns))
    return columns, csr_matrix((rows.data * kept, at, rows.indptr), shape=shape, dtype=np.float32)
