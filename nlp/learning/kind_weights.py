"""How much each term of the sample sentences speaks for each kind of request, as counted before.

`python -m nlp.kinds_fitting` makes the two files; they fit one alphabet only.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from nlp.learning.problems import LearningProblem
from nlp.learning.terms import Alphabet, Array

WEIGHTS = "kinds_heard.npy"
CARD = "kinds_heard.json"
_DIGITS = 12


@dataclass(frozen=True, slots=True, eq=False)
class KindWeights:
    """`weights`: columns of the alphabet by `labels`, in log-odds; `level` is added to each."""

    labels: tuple[str, ...]
    weights: Array
    level: Array

    def of(self, codes: Sequence[str]) -> "KindWeights":
        """The same of those codes that are known, in their order."""
        own = tuple(code for code in codes if code in self.labels)
        at = [self.labels.index(code) for code in own]
        return KindWeights(own, np.ascontiguousarray(self.weights[:, at]), self.level[at])


@cache
def heard(alphabet: Alphabet) -> KindWeights:
    """Those that come with nlp. Raises LearningProblem where they were made of other sentences."""
    folder = files("nlp") / "words"
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    if card["alphabet"] != fingerprint(alphabet):
        raise LearningProblem(
            "样例句变了，请运行 python -m nlp.kinds_fitting",
            "the sample sentences have changed: run python -m nlp.kinds_fitting",
        )
    return unpacked((folder / WEIGHTS).read_bytes(), card)


def unpacked(packed: bytes, card: dict[str, list[float]]) -> KindWeights:
    """From the file and from what its card says of it."""
    rows: NDArray[np.int8] = np.load(BytesIO(packed))
    weights = rows * np.array(card["steps"], np.float32)
    labels = tuple(map(str, card["labels"]))
    return KindWeights(labels, weights.astype(np.float32), np.array(card["level"], np.float32))


def packed(labels: Sequence[str], weights: Array, level: Array) -> tuple[bytes, dict[str, object]]:
    """What `unpacked` reads: a byte for each weight, and the card without the alphabet's mark."""
    steps = np.abs(weights).max(axis=0) / 127
    file = BytesIO()
    np.save(file, np.rint(weights / steps).astype(np.int8))
    card = {
        "labels": list(labels),
        "steps": [round(float(each), 7) for each in steps],
        "level": [round(float(each), 4) for each in level],
    }
    return file.getvalue(), card


def fingerprint(alphabet: Alphabet) -> str:
    """Of its terms and their order, 12 hexadecimal digits."""
    digest = sha256("\n".join(alphabet.words).encode())
    digest.update(alphabet.letters.tobytes())
    return digest.hexdigest()[:_DIGITS]
