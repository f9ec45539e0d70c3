"""A voice that counts: how much more often a label's texts say something than all texts do."""

from collections.abc import Sequence

import numpy as np

from nlp.learning.fitting import Lesson, Lines

MANY = 20  # labels; with fewer a machine has enough texts of each, and counting adds nothing
_USUAL = 15.0  # what a label is thought to have said of the usual before anything is counted


def counted(lesson: Lesson) -> Lines:
    """Naive Bayes, smoothed towards what is usual: a label of two texts says little against it.

    A label without an example says the usual, and so does what no example has. How frequent the
    labels are is not counted.
    """
    said = _by_label(lesson)
    usual = said.sum(axis=1, keepdims=True) / said.sum()
    times = np.divide(said, usual, where=usual > 0, out=said.sum(axis=0) + np.zeros_like(said))
    weights = np.log((times + _USUAL) / (said.sum(axis=0) + _USUAL))
    lines = Lines(weights, np.zeros(lesson.count))
    return lines.louder(1 / (float(lines.scores(lesson.rows).std()) or 1.0))


def together(voices: Sequence[Lines], trust: Sequence[float]) -> Lines:
    """Lines that say what all voices say, each as loud as it is trusted."""
    spoken = [own.louder(times) for own, times in zip(voices, trust, strict=True)]
    weights, bias = [own.weights for own in spoken], [own.bias for own in spoken]
    return Lines(np.sum(weights, axis=0), np.sum(bias, axis=0))


def _by_label(lesson: Lesson) -> np.ndarray:
    """How much of every feature the examples of each label have."""
    from scipy.sparse import csr_matrix

    at = (np.arange(len(lesson.labels)), lesson.labels)
    belongs = csr_matrix((lesson.weight, at), shape=(len(lesson.labels), lesson.count))
    return np.asarray((lesson.rows.T @ belongs).toarray())
