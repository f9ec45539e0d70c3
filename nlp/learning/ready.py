"""What the sample sentences teach before a city has any history: counted at start, kept nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import Self

import numpy as np

from nlp.learning.kind_weights import heard
from nlp.learning.samples import KindLine, Sample, kind_lines, samples
from nlp.learning.terms import LONGEST, Alphabet, Array, Bag, Bags, Numbers, learn
from nlp.text import Normal, normalise, words

_RARE = 4.0  # of words told as reasons: about one text in twenty has them
_TELLING = 0.3
_NO_LEVEL = np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True)
class Lesson:
    """The sample sentences taken apart, in their order; behind them the lines for kinds alone."""

    samples: tuple[Sample, ...]
    lines: tuple[KindLine, ...]
    alphabet: Alphabet
    bags: Bags


@dataclass(frozen=True, slots=True)
class Spoke:
    """A word of the citizen that speaks for a label: where it stands in `field`, and how much."""

    word: str
    field: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Ready:
    """How near a text is to what each label was told by. Use it from any thread."""

    labels: tuple[str, ...]
    alphabet: Alphabet
    weights: Array  # columns of the alphabet by labels
    level: Array
    usual: Array  # what a column weighs on average
    telling: Mapping[str, int]  # rare words and their columns

    @classmethod
    def of(cls, labels: tuple[str, ...], alphabet: Alphabet, weights: Array, level: Array) -> Self:
        usual = weights.mean(axis=1) if labels else level
        return cls(labels, alphabet, weights, level, usual, _telling(alphabet))

    def near(self, fields: Mapping[str, Normal]) -> Array:
        """One number per label, the higher the likelier."""
        bag = _bag(self.alphabet, spelled(fields))
        found: Array = bag.values @ self.weights.take(bag.columns, axis=0) + self.level
        return found

    def spoke(self, fields: Mapping[str, Normal], label: str, most: int = 4) -> list[Spoke]:
        """The words that speak most for `label` against the others, strongest first, each once."""
        own = self.labels.index(label)
        said = {name: words(normal.text[:LONGEST]) for name, normal in fields.items()}
        told = sorted(self.telling.keys() & {*chain.from_iterable(said.values())})
        columns = np.array([self.telling[word] for word in told], np.int64)
        weights = (self.weights[columns, own] - self.usual[columns]) * self.alphabet.rarity[columns]
        strongest = np.argsort(-weights, kind="stable")[:most].tolist()
        chosen = ((told[at], float(weights[at])) for at in strongest if weights[at] >= _TELLING)
        return [_spoke(word, weight, said, fields) for word, weight in chosen]


def _spoke(
    word: str, weight: float, said: Mapping[str, Sequence[str]], fields: Mapping[str, Normal]
) -> Spoke:
    """Where the word stands first."""
    name = next(name for name, found in said.items() if word in found)
    start = sum(map(len, said[name][: said[name].index(word)]))
    span = fields[name].origin(start, start + len(word))
    return Spoke(word, name, span.start, span.end, weight)


@lru_cache(maxsize=1)
def _telling(alphabet: Alphabet) -> Mapping[str, int]:
    """Words that are told as reasons, and their columns."""
    rare = alphabet.rarity >= _RARE
    return {word: at for word, at in alphabet.words.items() if len(word) > 1 and rare[at]}


@lru_cache(maxsize=1)  # categories and kinds are asked about the same text, one after the other
def _bag(alphabet: Alphabet, text: str) -> Bag:
    return alphabet.bag(text)


@cache
def lesson() -> Lesson:
    """Takes the sentences apart once, in about 0.4 s. Raises LearningProblem.

    Those whose event is no event of a category were written for danger alone, and would make every
    call for help sound like one.
    """
    told = tuple(each for each in samples() if each.event[:2] == each.category[:2])
    return taken_apart(told, tuple(kind_lines()))


def taken_apart(told: tuple[Sample, ...], lines: tuple[KindLine, ...] = ()) -> Lesson:
    texts = [joined(each.title, each.text) for each in told]
    return Lesson(told, lines, *learn([*texts, *(joined("", each.text) for each in lines)]))


def joined(title: str, text: str) -> str:
    return spelled({"title": normalise(title), "text": normalise(text)})


def spelled(fields: Mapping[str, Normal]) -> str:
    """Title and text as an alphabet reads them."""
    return "\n".join(normal.text for normal in fields.values() if normal.text)


def nearest(known: Lesson, labels: Sequence[str], codes: Sequence[str]) -> Ready:
    """By the cosine to the middle of each code's sentences; `labels` has the code of each sentence,
    "" where it has none.

    Codes without a sentence are left out.
    """
    own, of_row = _numbered(labels, codes)
    if not own:
        return _deaf(known)
    bags, label = known.bags, of_row[known.bags.rows]
    weights = np.empty((bags.width, len(own)), np.float32)
    order = np.argsort(label, kind="stable")
    ends = np.searchsorted(label[order], np.arange(len(own) + 1))
    for at, (start, end) in enumerate(pairwise(ends)):
        part = order[start:end]
        middle = np.bincount(bags.columns[part], bags.values[part], bags.width)
        weights[:, at] = middle / np.sqrt(middle @ middle)
    return Ready.of(own, known.alphabet, weights, np.zeros(len(own), np.float32))


def _numbered(labels: Sequence[str], codes: Sequence[str]) -> tuple[tuple[str, ...], Numbers]:
    """The codes that are among the labels, and of every label the place there, or -1."""
    told = set(labels)
    own = tuple(code for code in codes if code in told)
    number = {code: at for at, code in enumerate(own)}
    return own, np.array([number.get(label, -1) for label in labels], np.int64)


def _deaf(known: Lesson) -> Ready:
    """What a city hears that has none of the codes."""
    return Ready.of((), known.alphabet, np.zeros((known.bags.width, 0), np.float32), _NO_LEVEL)


@lru_cache(maxsize=2)
def categories(codes: tuple[str, ...]) -> Ready:
    """Of these codes, those that the sample sentences are about."""
    known = lesson()
    labels = [each.category for each in known.samples]
    return nearest(known, [*labels, *("" for _ in known.lines)], codes)


@lru_cache(maxsize=2)
def kinds(codes: tuple[str, ...]) -> Ready:
    """Of these codes, those that the sample sentences have, near in log-odds."""
    known = lesson().alphabet
    own = heard(known).of(codes)
    return Ready.of(own.labels, known, own.weights, own.level)
