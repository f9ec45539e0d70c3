"""Counts what the sample sentences say for categories and kinds; needed only to count anew.

    python -m nlp.heard_fitting

People seldom name what they write about, or say what their message is: 请问 and 投诉 stand in the
smaller part of them, and whose tap gives air has no water. So categories and kinds are also told by
how sentences sound that were written to show them, or were put in a category by a reader
(`nlp/samples/`). How well that does is told by `python -m benchmarks.hearing`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.learning.heard import FILE, Hearing, Voices, packed, voices
from nlp.learning.ready import joined
from nlp.learning.samples import category_lines, kind_lines, lessons
from nlp.learning.terms import Alphabet, Bags, learn
from nlp.lexicon import PAIR, WEAK, own_words, plain
from nlp.text import normalise

WORDS = Path(__file__).parent / "words"
SAMPLES, WORDS_LISTED = "samples", "words"  # what no file of lines is the source of
_PAIRS = 4  # of those that a line of words stands for
_COST = 0.2  # of the machines for categories; 0.1 to 0.3 differ by half a point
_KIND_COST = 3.0  # 1 to 10 differ by less than half a point
_ROUNDS = 400
_SEED = 12345
_DIGITS = 12
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Told:
    """A text as an alphabet reads it, its category and its kind, "" where nobody said, the file it
    is from, and the event that it tells of."""

    text: str
    category: str
    kind: str
    source: str
    event: str = ""


@dataclass(frozen=True, slots=True)
class Taught:
    """Sentences taken apart: `rows` is a sparse matrix, of a row each."""

    told: tuple[Told, ...]
    alphabet: Alphabet
    rows: Any


def told() -> Iterator[Told]:
    """The samples, and behind them the lines for kinds and for categories."""
    for each in lessons():
        text = joined(each.title, each.text)
        yield Told(text, each.category, each.kind, SAMPLES, each.event)
    for line in kind_lines():
        yield Told(joined("", line.text), line.category, line.kind, f"kinds/{line.source}")
    for line in category_lines():
        yield Told(joined("", line.text), line.category, "", f"categories/{line.source}")


def listed() -> Iterator[Told]:
    """The words that are listed for categories, and some of the pairs: whoever writes lines to show
    a matter by its circumstances writes few of the plain words."""
    for code, words in sorted(own_words().items()):
        for word in sorted(words) if code != WEAK else ():
            sides = [each.split("|") for each in plain(word).split(PAIR)]
            pairs = ["".join(each) for each in product(*map(sorted, sides))]
            for pair in pairs[:: max(1, len(pairs) // _PAIRS)][:_PAIRS]:
                yield Told(normalise(pair).text, code, "", WORDS_LISTED)


def taught() -> Taught:
    """The sentences give the terms; words behind them are read by these."""
    sentences, words = tuple(told()), tuple(listed())
    alphabet, bags = learn([each.text for each in sentences])
    bags = bags.followed_by([alphabet.bag(each.text) for each in words])
    return Taught((*sentences, *words), alphabet, _matrix(bags))


def _matrix(bags: Bags) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix((bags.values, (bags.rows, bags.columns)), shape=(bags.count, bags.width))


def categories(of: Taught, among: NDArray[np.bool_]) -> Voices:
    """A support vector machine of scikit-learn's for each category."""
    from sklearn.svm import LinearSVC

    labels = np.array([each.category for each in of.told])
    kept = np.flatnonzero(among & (labels != ""))
    made = LinearSVC(C=_COST, random_state=_SEED).fit(of.rows[kept], labels[kept])
    return voices(made.classes_.tolist(), made.coef_.T, made.intercept_)


def kinds(of: Taught, among: NDArray[np.bool_]) -> Voices:
    """A logistic regression of scikit-learn's, every kind counting the same."""
    from sklearn.linear_model import LogisticRegression

    labels = np.array([each.kind for each in of.told])
    kept = np.flatnonzero(among & (labels != ""))
    made = LogisticRegression(C=_KIND_COST, max_iter=_ROUNDS, class_weight="balanced")
    made.fit(of.rows[kept], labels[kept])
    return voices(made.classes_.tolist(), made.coef_.T, made.intercept_)


def written(of: Taught) -> bytes:
    """The file. The same sentences and words give the same bytes."""
    everything = np.ones(len(of.told), np.bool_)
    known = Hearing(of.alphabet, categories(of, everything), kinds(of, everything))
    return packed(known, mark(of.told))


def mark(sentences: Sequence[Told]) -> str:
    """Of the sentences in their order, 12 hexadecimal digits."""
    lines = "\n".join(f"{each.category}\t{each.kind}\t{each.text}" for each in sentences)
    return sha256(lines.encode()).hexdigest()[:_DIGITS]


def main() -> None:
    content = written(taught())
    (WORDS / FILE).write_bytes(content)
    sys.stdout.write(f"{FILE}: {len(content)} bytes\n")


if __name__ == "__main__":
    main()
