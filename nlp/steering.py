"""Hears what a short message of a talk is for: to steer it, or to choose one of two answers.

People say it in their own words (我那事办得咋样了, 换个活人来), which no list has. What is read
here was learned from such lines and from ordinary ones (`python -m nlp.steering_fitting`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.learning.calibration import shares
from nlp.suggestion import Guess
from nlp.text import has_han, normalise

FILE = "steering.npz"
COMMANDS = "commands"  # what is heard where no question with two answers is open
NOTHING = "none"  # steers nothing, chooses nothing: it tells of a matter, or answers otherwise
LONGEST, LONGEST_EN = 20, 60  # letters; who says more tells something
_SIZES = range(1, 4)  # of a term, in units
_UNIT = re.compile(r"[a-z']+|\d+|[^\W\d_a-z]|\?")
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Ear:
    """What every term says for each label: a row for each term, a column for each label."""

    labels: Sequence[str]
    terms: Mapping[str, int]
    weights: Floats
    bias: Floats

    def hear(self, text: str) -> Guess:
        """The likeliest label and how likely it is."""
        said = terms(text)
        known = [self.terms[each] for each in said if each in self.terms]
        scores = self.weights[known].sum(axis=0) / sqrt(len(said)) + self.bias
        sure = shares(np.asarray(scores, np.float64))
        best = int(sure.argmax())
        return Guess(self.labels[best], round(float(sure[best]), 3))


def terms(text: str) -> list[str]:
    """Up to three characters or Latin words in a row, of the whole with its two ends; sorted."""
    said = _UNIT.findall(normalise(text).text)
    units = ["^", *("0" if unit.isdecimal() else unit for unit in said), "$"]
    rows = (zip(*(units[at:] for at in range(size)), strict=False) for size in _SIZES)
    return sorted({" ".join(row) for found in rows for row in found})


def is_short(text: str) -> bool:
    """As what is heard here is: not longer, and not without any letter."""
    letters = sum(map(str.isalpha, text))
    return 0 < letters <= (LONGEST if has_han(text) else LONGEST_EN)


@lru_cache(maxsize=64)  # one turn is asked about many times
def meant(text: str, asked: str = COMMANDS) -> Guess:
    """What a short message is for; `asked` is the question with two answers that it may answer.

    A message that is not short means `NOTHING`, surely.
    """
    return ears()[asked].hear(text) if is_short(text) else Guess(NOTHING, 1.0)


@cache
def ears() -> Mapping[str, Ear]:
    """What comes with nlp: for `COMMANDS`, and for each question with two answers."""
    return unpacked(_file())


def unpacked(packed: bytes) -> dict[str, Ear]:
    """From the bytes of the file: weights are kept in steps of one size."""
    with np.load(BytesIO(packed)) as kept:
        return {str(asked): _ear(kept, str(asked)) for asked in kept["questions"]}


def _ear(kept: Mapping[str, NDArray[np.generic]], asked: str) -> Ear:
    written = bytes(np.asarray(kept[f"{asked}_terms"], np.uint8)).decode().split("\n")
    weights = np.asarray(kept[f"{asked}_weights"], np.float32) * np.float32(kept[f"{asked}_step"])
    labels = tuple(map(str, kept[f"{asked}_labels"]))
    bias = np.asarray(kept[f"{asked}_bias"], np.float32)
    return Ear(labels, {term: at for at, term in enumerate(written)}, weights, bias)


def learned_from() -> str:
    """The mark of the lines that it was learned from."""
    with np.load(BytesIO(_file())) as kept:
        return str(kept["lines"])


def _file() -> bytes:
    return (files("nlp") / "words" / FILE).read_bytes()


def packed(known: Mapping[str, Ear], mark: str) -> bytes:
    """What `unpacked` reads, with the mark of the lines."""
    file = BytesIO()
    parts: dict[str, Any] = {
        "questions": np.array(list(known)),
        "lines": np.array(mark),
    }
    for asked, ear in known.items():
        step = np.abs(ear.weights).max() / 127
        parts |= {
            f"{asked}_labels": np.array(ear.labels),
            f"{asked}_terms": np.frombuffer("\n".join(ear.terms).encode(), np.uint8),
            f"{asked}_weights": np.rint(ear.weights / step).astype(np.int8),
            f"{asked}_step": np.asarray(step, np.float32),
            f"{asked}_bias": ear.bias,
        }
    np.savez_compressed(file, **parts)
    return file.getvalue()
