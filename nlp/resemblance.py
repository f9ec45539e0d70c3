"""How near matters are in what they say, wherever and whenever they are: by telling words.

A word tells where people say it of one field of life and not of others; how far each does was
counted in the sample sentences. Words of place, courtesy and channel tell nothing.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain

import numpy as np
import rjieba

from nlp.learning.ready import joined
from nlp.learning.samples import lessons
from nlp.similarity import Described
from nlp.suggestion import Span
from nlp.text import normalise

RESEMBLES = 0.2  # from which matters of different categories are alike; by hand
_TEXT = 200  # characters that are compared; the rest repeats or digresses
_SMOOTH = 3.0  # events that every word is thought to have been told of, spread as all events are
_UNKNOWN = 0.45  # what a word tells that the samples do not have: as one told of one event
_LEAST, _TELLING = 0.15, 0.35  # what a word must tell to count, and to be named
_NAMED = 4  # words
_WORD = re.compile(r"[^\W\d_]+")
_LAMP = re.compile("(?<=灯)(?=不亮)")  # else the dictionary's 灯不亮 takes the lamp out of 路灯
_COUNTED = re.compile(
    "[一二两三四五六七八九十百千万几半第多]+[点天年月日号晚周层楼次个户口家人元块米名位条岁遍]*(?:小时|分钟)?"
)


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How near, 0 to 1, by the words that both tell."""

    score: float
    shared: Mapping[str, float] = field(repr=False)  # what each of them counts

    @property
    def words(self) -> tuple[str, ...]:
        """The few that tell most of the matter, the heaviest first, as normalised."""
        tells = _tells()
        telling = [word for word in self.shared if len(word) > 1 and tells[word] >= _TELLING]
        whole = (word for word in telling if not any(word in other != word for other in telling))
        return tuple(sorted(whole, key=lambda word: (-self.shared[word], word))[:_NAMED])


def resemblances(asking: Described, others: Sequence[Described]) -> list[Resemblance]:
    """How near each of the others is to the one asked about, in their order.

    A word counts the more, the more it tells and the fewer of the others have it. Takes some
    0.1 ms for each of them.
    """
    own, said, tells = _said(asking), [_said(each) for each in others], _tells()
    having = Counter(chain.from_iterable(said))
    weights = {
        word: tells[word] * math.log((1 + len(said)) / (0.5 + having[word]))
        for word in having.keys() | own
    }
    return [_resemblance(own, each, weights) for each in said]


def _resemblance(
    one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]
) -> Resemblance:
    """The cosine of the two, each word's weight shared out between them."""
    shared = {word: weights[word] for word in one & other}
    lengths = math.prod(sum(map(weights.__getitem__, each)) for each in (one, other))
    score = sum(shared.values()) / math.sqrt(lengths) if shared else 0.0
    return Resemblance(round(score, 4), shared)


def spans(text: str, said: Sequence[str]) -> list[Span]:
    """Where such words stand in a text as it was written, in its order."""
    if not said:
        return []
    normal = normalise(text)
    found = re.finditer("|".join(map(_standing, sorted(said, key=len, reverse=True))), normal.text)
    return [normal.origin(*match.span()) for match in found]


def _standing(word: str) -> str:
    """A Latin word stands by itself; between others there are no gaps."""
    return rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)


def _said(described: Described) -> frozenset[str]:
    """The words that tell anything of the matter; the citizen's places are cut out."""
    text = f"{described.title[:_TEXT]}\n{described.text[:_TEXT]}"
    for place in sorted(described.places, key=len, reverse=True):
        text = text.replace(place, "\n")
    tells = _tells()
    return frozenset(word for word in _words(normalise(text).text) if tells[word])


def _words(text: str) -> list[str]:
    """The words of a normalised text, and those that stand in longer ones: 水管 in 供水管."""
    return rjieba.cut_for_search(_LAMP.sub("\n", text), False)


class _Tells(dict[str, float]):
    """How far words depart from what people write about on average; 0: they tell nothing."""

    def __missing__(self, word: str) -> float:
        """Of a word that the samples do not have; not kept, as citizens write without end."""
        return 0.0 if len(word) == 1 or _says_nothing(word) else _UNKNOWN


def _says_nothing(word: str) -> bool:
    return word in _silent() or not _WORD.fullmatch(word) or bool(_COUNTED.fullmatch(word))


@cache
def _tells() -> _Tells:
    """In nats, of each word of the sample sentences, by the first levels it was told of.

    Counted by events, since the tellings of one share words by its chance. Takes half a second.
    """
    told: dict[str, set[str]] = defaultdict(set)
    for each in lessons():
        told[each.event].update(_words(joined(each.title, each.text)))
    usual = Counter(event[:2] for event in told)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for event, found in told.items():
        for word in found:
            counted[word][event[:2]] += 1
    cells = np.array([[having[first] for first in usual] for having in counted.values()])
    expected = np.array([*usual.values()]) / len(told)
    share = cells + _SMOOTH * expected
    share /= share.sum(axis=1, keepdims=True)
    nats = (share * np.log(share / expected)).sum(axis=1).tolist()
    pairs = zip(counted, nats, strict=True)
    return _Tells(
        (word, 0.0 if tells < _LEAST or _says_nothing(word) else tells) for word, tells in pairs
    )


@cache
def _silent() -> frozenset[str]:
    """Words of place, courtesy and channel, and those that stand in every kind of report."""
    text = (files("nlp") / "words" / "silent.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return frozenset(normalise(word).text for _, *found in filter(None, lines) for word in found)
