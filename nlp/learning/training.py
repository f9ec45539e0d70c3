"""From examples to a calibrated model with the figures it reached on texts it had not seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.courtesy import plain
from nlp.evaluate import Judged
from nlp.learning.calibration import Calibration, Odds, calibrate
from nlp.learning.counting import MANY, counted, together
from nlp.learning.examples import Example, checked, folds
from nlp.learning.features import Array, Features, Vector, learn
from nlp.learning.figures import among, figures
from nlp.learning.fitting import Fitted, Lesson, Lines, fit, matrix
from nlp.learning.model import Model, ranking
from nlp.learning.opinions import families
from nlp.learning.problems import LearningProblem
from nlp.text import normalise

Progress = Callable[[str, int, int], None]  # what, how many are done, of how many
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Trained:
    model: Model
    figures: dict[str, Any]


def silent(what: str, done: int, of: int) -> None:
    """Progress that nobody watches."""


def train(
    examples: Sequence[Example],
    seed: int = 0,
    progress: Progress = silent,
    fair: float = 0.0,
    least: int = 1,
) -> Trained:
    """The same examples and seed give the same model. Raises LearningProblem.

    `fair` 0: the most guesses are right; towards 1: rare labels are guessed as readily as frequent
    ones, at the cost of more wrong guesses. `least`: what fewer texts than that have in common is
    not learned; 2 keeps out what is said of one person only.
    """
    checked(examples)
    labels = tuple(sorted({each.label for each in examples}))
    features, lesson = _lesson(examples, labels, progress, least)
    voices = families(features.aids, labels)
    said = voices.said(lesson.rows, len(labels))
    lesson = lesson.without(voices.columns())
    parts = np.array(folds(examples, FOLDS, seed))
    outside = _outside(lesson, parts, seed, progress)
    fitted = _fitted(lesson, seed)
    progress("fitting", FOLDS + 1, FOLDS + 1)
    own = np.array([not each.borrowed for each in examples])
    known = _Known(outside[0][own], _beside(said, outside[1:])[own], lesson.labels[own])
    tilt = known.tilt(fair)
    reached = _figures(_sure(known, parts[own]), tilt, known.labels, labels)
    model = _model(labels, features, fitted, known.reading())
    return Trained(replace(model, tilt=tilt), reached)


@dataclass(frozen=True, slots=True)
class _Known:
    """Scores and opinions of texts that were not learned from, and their labels."""

    scores: NDArray[np.float64]
    said: NDArray[np.float64]
    labels: NDArray[np.int64]

    def part(self, chosen: NDArray[np.bool_]) -> "_Known":
        return _Known(self.scores[chosen], self.said[chosen], self.labels[chosen])

    def tilt(self, fair: float) -> Array:
        """By how frequent each label is; one that was never found is not preferred for that."""
        found = np.bincount(self.labels, minlength=self.scores.shape[1])
        share = np.where(found, found, found.max()) / len(self.labels)
        return (-fair * np.log(share)).astype(np.float32)

    def reading(self) -> "_Reading":
        level = calibrate(self.scores, self.said, self.labels)
        return _Reading(level, Odds.of(level.sure(self.scores, self.said), self.labels))


@dataclass(frozen=True, slots=True)
class _Reading:
    """From scores and opinions to confidences."""

    level: Calibration
    odds: Odds


def _sure(known: _Known, parts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Confidences by a reading that has not seen the part either."""
    sure = np.zeros_like(known.scores)
    for number in np.unique(parts):
        held = parts == number
        others = known.part(~held) if not held.all() else known
        by = others.reading()
        sure[held] = by.odds.read(by.level.sure(known.scores[held], known.said[held]))
    return sure


def _lesson(
    examples: Sequence[Example], labels: tuple[str, ...], progress: Progress, least: int
) -> tuple[Features, Lesson]:
    fields = [
        {"title": plain(normalise(each.title).text), "text": plain(normalise(each.text).text)}
        for each in examples
    ]
    features = learn(fields, [each.aids for each in examples], least)
    if not len(features.rarity):
        raise LearningProblem(
            "各行没有共同的字词,学不到东西", "the texts share no word: nothing to learn"
        )
    vectors: list[Vector] = []
    for read, each in zip(fields, examples, strict=True):
        vectors.append(features.vector(read, each.aids))
        if len(vectors) % 100 == 0 or len(vectors) == len(examples):
            progress("reading", len(vectors), len(examples))
    numbers = {label: at for at, label in enumerate(labels)}
    return features, Lesson(
        matrix(vectors, features.width),
        np.array([numbers[each.label] for each in examples]),
        np.array([each.weight for each in examples]),
        len(labels),
        tuple(accumulate(len(block) for block in features.terms)),
    )


def _fitted(lesson: Lesson, seed: int) -> tuple[Fitted, *tuple[Lines, ...]]:
    """The machines, and where labels are many a voice whose weight is found like an opinion's."""
    machines = fit(lesson, seed)
    return (machines, counted(lesson)) if lesson.count > MANY else (machines,)


def _outside(
    lesson: Lesson, parts: NDArray[np.int64], seed: int, progress: Progress
) -> list[NDArray[np.float64]]:
    """What each voice says of every example without having heard it, or its like."""
    scores = [np.zeros((len(parts), lesson.count)) for _ in range(1 + (lesson.count > MANY))]
    for number in range(FOLDS):
        held = parts == number
        if held.any() and len(np.unique(lesson.labels[~held])) > 1:
            voices: Sequence[Fitted | Lines] = _fitted(lesson.part(~held), seed)
            for own, voice in zip(scores, voices, strict=True):
                own[held] = voice.scores(lesson.rows[held])
        progress("fitting", number + 1, FOLDS + 1)
    return scores


def _beside(
    said: NDArray[np.float64], voices: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Opinions, and after them what further voices say."""
    return np.concatenate([said, *(each[:, :, None] for each in voices)], axis=2)


def _model(
    labels: tuple[str, ...],
    features: Features,
    fitted: tuple[Fitted, *tuple[Lines, ...]],
    reading: _Reading,
) -> Model:
    machines, *others = fitted
    told = machines.telling.features(features)
    members = families(told.aids, labels).members
    level, count = reading.level, len(members)
    spoken = together([machines.lines, *others], [level.scale, *level.trust[count:]])
    weights, bias = spoken.weights, spoken.bias + level.shift
    for family, trust in zip(members, level.trust[:count], strict=True):
        for each in family:
            weights[each.column, each.label] = trust
    hidden = machines.hidden.louder(level.scale)
    hidden = replace(hidden, inward=_as_kept(hidden.inward))
    even, rounded = np.zeros(len(labels), np.float32), _as_kept(weights)
    return Model(labels, told, rounded, bias.astype(np.float32), even, hidden, reading.odds)


def _as_kept(weights: NDArray[np.floating[Any]]) -> Array:
    """Rounded as a directory holds them."""
    return weights.astype(np.float16).astype(np.float32)


def _figures(
    sure: NDArray[np.float64],
    tilt: Array,
    truth: NDArray[np.int64],
    labels: tuple[str, ...],
) -> dict[str, Any]:
    order = ranking(sure, tilt)
    told = [labels[at] for at in truth]
    judged = [
        Judged(label, labels[best[0]], float(row[best[0]]))
        for label, best, row in zip(told, order, sure, strict=True)
    ]
    ranked = [[labels[at] for at in row[:3]] for row in order]
    return {**figures(judged), "top3": among(ranked, told, 3)}
