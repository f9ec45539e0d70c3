"""What the sample sentences teach before a city has any history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from nlp.learning.heard import Hearing, Voices, heard
from nlp.learning.terms import LONGEST, Alphabet, Array, Bag
from nlp.text import Normal, normalise, words

_RARE = 4.0  # of words told as reasons: about one text in twenty has them
_TELLING = 0.3


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

    alphabet: Alphabet
    voices: Voices

    @property
    def labels(self) -> tuple[str, ...]:
        return self.voices.labels

    def near(self, fields: Mapping[str, Normal]) -> Array:
        """One number per label, the higher the likelier."""
        return self.voices.near(_bag(self.alphabet, spelled(fields)))

    def spoke(self, fields: Mapping[str, Normal], label: str, most: int = 4) -> list[Spoke]:
        """The words that speak most for `label` against the others, strongest first, each once."""
        own = self.labels.index(label)
        said = {name: words(normal.text[:LONGEST]) for name, normal in fields.items()}
        telling = _telling(self.alphabet)
        told = sorted(telling.keys() & {*chain.from_iterable(said.values())})
        columns = np.array([telling[word] for word in told], np.int64)
        rows = self.voices.rows(columns)
        weights = (rows[:, own] - rows.mean(axis=1)) * self.alphabet.rarity[columns]
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


def joined(title: str, text: str) -> str:
    return spelled({"title": normalise(title), "text": normalise(text)})


def spelled(fields: Mapping[str, Normal]) -> str:
    """Title and text as an alphabet reads them."""
    return "\n".join(normal.text for normal in fields.values() if normal.text)


@lru_cache(maxsize=2)
def categories(known: Hearing, codes: tuple[str, ...]) -> Ready:
    """Of these codes, those that the sample sentences are about."""
    return Ready(known.alphabet, known.categories.of(codes))


@lru_cache(maxsize=2)
def kinds(codes: tuple[str, ...]) -> Ready:
    """Of these codes, those that the sample sentences have, near in log-odds."""
    return Ready(heard().alphabet, heard().kinds.of(codes))
