"""Learns how names look that no word announces; needed only to learn anew.

    OPENBLAS_NUM_THREADS=1 python -m nlp.names_bare_fitting

More threads add up in another order, and three of the weights come out a step higher or lower. In
the lines of `nlp/samples/names/` every full name of a private person is marked: 找⟦李文⟧要说法;
three of five have none, but much that looks like one. Each line with names is learned from several
times more, with other names in their places; and so are the other sample sentences in which no word
announces a name, as such that have none. Printed is what is found in the lines of each writer by
weights that were made without him and a few others.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.learning.samples import kind_lines, samples
from nlp.name_shapes import listed
from nlp.names import announced
from nlp.names_bare import (
    BITS,
    SURE,
    SURNAMES,
    WEIGHTS,
    Candidates,
    Floats,
    Numbers,
    Span,
    apart,
    candidates,
    written,
)
from nlp.text import Normal, normalise

LINES = Path(__file__).parent / "samples" / "names"
WORDS = Path(__file__).parent / "words"
_MARKED = re.compile("⟦(.*?)⟧")
_TIMES = 8  # as often with other names; 4 found two in a hundred fewer
_KEPT = 0.1  # share of the names that stay
_MIXED = 0.5  # of the others, those put together of two given names
_COST = 3.0
_ROUNDS = 300
_SEED = 12345
_DIGITS = 12
_FOLDS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A text with its names, their first and last position; `source` is the file it is from."""

    text: str
    names: tuple[Span, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """Candidates of a line, with what is known of them, and which of them are names."""

    normal: Normal
    names: frozenset[Span]
    found: Candidates | None


@dataclass(frozen=True, slots=True)
class _Pool:
    """What names are put together from."""

    surnames: Sequence[str]
    given: Sequence[str]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Pool:
        names = [line.text[start:end] for line in lines for start, end in line.names]
        plain = [name for name in names if len(name) in (2, 3) and name[0] in _surnames()]
        usual = "".join(listed()["top"])
        return cls([*(name[0] for name in plain), *usual], [name[1:] for name in plain])

    def name(self, draw: Random) -> str:
        given = draw.choice(self.given)
        if len(given) == 2 and draw.random() < _MIXED:
            given = given[0] + draw.choice(self.given)[-1]
        return draw.choice(self.surnames) + given


def lines(folder: Path = LINES) -> Iterator[Line]:
    """In the order of the files; `\\n` in a line stands for a line break."""
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield _line(line.replace("\\n", "\n"), path.stem)


def nameless() -> Iterator[Line]:
    """The sample sentences; a handful of them have a name all the same."""
    texts = chain(
        (f"{each.title}\n{each.text}" for each in samples()), (each.text for each in kind_lines())
    )
    yield from (Line(text, (), "samples") for text in texts if not announced(normalise(text)))


def _line(written: str, source: str) -> Line:
    names, less = [], 0
    for match in _MARKED.finditer(written):
        start = match.start() - less
        names.append((start, start + len(match[1])))
        less += len(match[0]) - len(match[1])
    return Line(_MARKED.sub(r"\1", written), tuple(names), source)


def mark(told: Sequence[Line]) -> str:
    """Of all that is learned from, and of the list of what names are made of, 12 hexadecimal
    digits."""
    digest = sha256((WORDS / "names.txt").read_bytes())
    for line in told:
        digest.update(repr((line.text, line.names)).encode())
    return digest.hexdigest()[:_DIGITS]


def everything() -> list[Line]:
    """What the weights that come with nlp are made from."""
    return [*lines(), *nameless()]


def weighed(line: Line) -> Weighed:
    """The line as it is read."""
    normal = normalise(line.text)
    came = {normal.origin(at, at + 1).start: at for at in range(len(normal.text))}
    names = frozenset(
        (came[start], came[end - 1] + 1)
        for start, end in line.names
        if start in came and end - 1 in came
    )
    return Weighed(normal, names, candidates(normal))


def fitted(told: Sequence[Line]) -> Floats:
    """A weight for every slot. The same lines give the same weights, in one thread."""
    from sklearn.linear_model import LogisticRegression

    draw, pool = Random(_SEED), _Pool.of(told)
    more = [_renamed(line, pool, draw) for line in told if line.names for _ in range(_TIMES)]
    read = [(each.found, each.names) for each in map(weighed, [*told, *more]) if each.found]
    slots = np.concatenate([found.slots for found, _ in read])
    truth = np.concatenate([_truth(*each) for each in read])
    made = LogisticRegression(
        C=_COST, max_iter=_ROUNDS, solver="liblinear", fit_intercept=False, random_state=_SEED
    )
    found: Floats = made.fit(_rows(slots), truth).coef_[0].astype(np.float32)
    return found


def _truth(found: Candidates, names: frozenset[Span]) -> NDArray[np.bool_]:
    spans = zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    return np.array([span in names for span in spans])


def _rows(slots: Numbers) -> Any:
    from scipy.sparse import csr_matrix

    many, wide = slots.shape
    ends = np.arange(0, many * wide + 1, wide)
    return csr_matrix(
        (np.ones(many * wide, np.float32), slots.ravel(), ends), shape=(many, 1 << BITS)
    )


def _renamed(line: Line, pool: _Pool, draw: Random) -> Line:
    """The same told of others. Names of other shapes stay."""
    written, last, names, length = [], 0, [], 0
    for start, end in line.names:
        name = line.text[start:end]
        if len(name) in (2, 3) and name[0] in _surnames() and draw.random() > _KEPT:
            name = pool.name(draw)
        written += [line.text[last:start], name]
        length += start - last
        names.append((length, length + len(name)))
        length, last = length + len(name), end
    return Line("".join([*written, line.text[last:]]), tuple(names), line.source)


@cache
def _surnames() -> frozenset[str]:
    said = listed()
    return frozenset("".join("".join(said[sort]) for sort in SURNAMES))


def packed(found: Floats, mark: str) -> bytes:
    """What `nlp.names_bare` reads, and the mark of what the weights were made from."""
    step = np.float32(np.abs(found).max() / 127)
    file = BytesIO()
    np.savez_compressed(
        file, weights=np.rint(found / step).astype(np.int8), step=step, lines=np.array(mark)
    )
    return file.getvalue()


def made_from() -> str:
    """The mark of what the weights that come with nlp were made from."""
    with np.load(BytesIO(written())) as kept:
        return str(kept["lines"])


@dataclass(frozen=True, slots=True)
class Counts:
    """Names told, found rightly and found wrongly."""

    told: int
    right: int
    wrong: int

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.told + other.told, self.right + other.right, self.wrong + other.wrong)

    def __str__(self) -> str:
        found = self.right + self.wrong
        return (
            f"{self.told} names, {self.right / max(1, self.told):.3f} found, "
            f"{self.right / max(1, found):.3f} of {found} right"
        )


def judged(held: Sequence[Line], by: Floats) -> Counts:
    """How the names of lines are found by such weights."""
    told = right = wrong = 0
    for each in map(weighed, held):
        spans = set(_spans(each, by))
        told += len(each.names)
        right += len(spans & each.names)
        wrong += len(spans - each.names)
    return Counts(told, right, wrong)


def _spans(each: Weighed, by: Floats) -> Iterator[Span]:
    if each.found:
        yield from apart(each.found, by.take(each.found.slots).sum(axis=1), SURE)


def main() -> None:
    every = everything()
    (WORDS / WEIGHTS).write_bytes(packed(fitted(every), mark(every)))
    sources = sorted({line.source for line in lines()})
    total = Counts(0, 0, 0)
    for first in range(_FOLDS):
        out = sources[first::_FOLDS]
        by = fitted([line for line in every if line.source not in out])
        for source in out:
            found = judged([line for line in every if line.source == source], by)
            total += found
            sys.stdout.write(f"{source} left out: {found}\n")
    sys.stdout.write(f"together: {total}\n")


if __name__ == "__main__":
    main()
