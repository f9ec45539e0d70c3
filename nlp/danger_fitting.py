"""Makes the models of nlp.danger_sense from the sample sentences; needed only to make them anew.

    python -m nlp.danger_fitting

Two machines read the same n-grams, and their scores are added. One reads stretches: a report of
level U0 is dangerous in one of them, nobody says in which, so it is taken to be the one that the
machine so far finds most dangerous; all stretches of the others are harmless. The other reads whole
sentences, in which the words around may say that nothing is the matter: all those of the harmless
reports, and of a dangerous one that in which the first finds most.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.danger_gist import Floats
from nlp.danger_grams import BITS, MORE, grams, marks
from nlp.danger_parts import Sentences, Spans, Stretches, stretches
from nlp.danger_reading import Reading, Tongue, read
from nlp.danger_sense import CARD, TONGUES, Sense, unpacked, weights_of
from nlp.disguise import undisguised
from nlp.learning.samples import DOUBTFUL, FOLDER, emergencies, ordinary_lines, samples
from nlp.spelling import USUAL, counted, usual
from nlp.text import normalise

WORDS = Path(__file__).parent / "words"
_SEED = 12345
_COST = 4.0
_WHOLE_COST = 32.0  # 16 to 64 differ by less than 0.5 points of precision
_WHOLE_SAYS = 1.5  # against the worst stretch's 1
_ROUNDS = 3
_SHARE = 0.35  # of harmless stretches learned from before it is known which are hard
_HARD = -3.0  # scores of harmless stretches that are always learned from
_EASY_SHARE = 0.4  # of the others


@dataclass(frozen=True, slots=True)
class Told:
    """A text without disguise, and whether it is of level U0; `source` is the file it is from."""

    text: str
    reading: Reading
    danger: bool
    source: str = ""

    def parts(self) -> Iterator[Told]:
        """Its sentences, each by itself."""
        if len(self.reading.sentences) == 1:
            yield self
            return
        for start, end in Sentences.of(self.reading).spans(self.reading):
            text = self.text[start:end]
            if (reading := read(text)) and len(reading.starts):
                yield Told(text, reading, self.danger, self.source)


def told(folder: Path = FOLDER) -> Iterator[Told]:
    """Every sample, every ordinary line, and every line `level<TAB>text` of the folder for danger.

    Those without any word are left out. Harmless ones are told sentence by sentence.
    """
    for text, danger, source in _written(folder):
        if each := as_told(text, danger, source):
            yield from [each] if danger else each.parts()


def worst_sentences(sentences: Sequence[Told], models: Mapping[Tongue, Sense]) -> Iterator[Told]:
    """The same with the sentence alone in which a dangerous text sounds worst."""
    for each in sentences:
        yield max(each.parts(), key=partial(_score, models)) if each.danger else each


def _score(models: Mapping[Tongue, Sense], part: Told) -> float:
    found = models[part.reading.tongue].find(part.reading, _unheard)
    return found.score if found else -inf


def _unheard(spans: Spans) -> Floats:
    return np.zeros(len(spans), np.float32)


def as_told(text: str, danger: bool, source: str = "") -> Told | None:
    """None where there is nothing to be read."""
    plain = undisguised(normalise(text).text).text
    reading = read(plain)
    return Told(plain, reading, danger, source) if reading and len(reading.starts) else None


def usual_words(folder: Path = FOLDER) -> str:
    """The words of the English sentences and how often they are said, as `spelling` reads it."""
    counts = counted(normalise(text).text for text, _, _ in _written(folder))
    return "".join(f"{word} {times}\n" for word, times in counts.items())


def _written(folder: Path) -> Iterator[tuple[str, bool, str]]:
    for each in samples(folder):
        whole = f"{each.title}。{each.text}" if each.title else each.text
        yield whole, each.urgency == "U0", "samples"
    for path in sorted((folder / "danger").glob("*.tsv")):
        for written in path.read_text(encoding="utf-8").splitlines():
            level, _, text = written.partition("\t")
            yield text, level == "U0", path.stem
    read = emergencies(folder)
    for line in ordinary_lines(folder):
        level = read.get(line.text, "")
        if level != DOUBTFUL:
            yield line.text, level == "U0", "ordinary"


@dataclass(frozen=True, slots=True)
class _Rows:
    """One row of slots per stretch; `owner` is the number of its text."""

    matrix: Any
    owner: np.ndarray[Any, np.dtype[np.int64]]
    size: np.ndarray[Any, np.dtype[np.int64]]


def _rows(readings: Sequence[Reading], cut: Callable[[Reading], Stretches]) -> _Rows:
    from scipy.sparse import csr_matrix

    columns, values, owners, sizes = [], [], [], []
    for owner, reading in enumerate(readings):
        found, slots, (places, marked) = cut(reading), grams(reading), marks(reading)
        for start, end, size in zip(found.starts, found.ends, found.size, strict=True):
            inside = [
                row[start : max(start, end - more)] for row, more in zip(slots, MORE, strict=True)
            ]
            inside.append(marked[(places >= start) & (places < end)])
            slot = np.concatenate(inside).astype(np.int64)
            columns.append(slot[slot > 0])
            values.append(np.full(len(columns[-1]), 1 / size))
            owners.append(owner)
            sizes.append(end - start)
    starts = np.cumsum([0, *map(len, columns)])
    shape = (len(columns), 1 << BITS)
    matrix = csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=shape)
    matrix.sum_duplicates()
    return _Rows(matrix, np.array(owners), np.array(sizes))


def _uncut(reading: Reading) -> Stretches:
    return Stretches(np.array([0]), np.array([len(reading.says)]), 1)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model as it is kept: weights in steps of 1/127 of the largest, and what is said of it."""

    tongue: Tongue
    packed: bytes
    card: dict[str, Any]

    @property
    def model(self) -> Sense:
        return unpacked(self.packed, self.card, self.tongue)


def fit(sentences: Sequence[Told], tongue: Tongue) -> Fitted:
    """From the sentences in that language; the same give the same model."""
    own = [each for each in sentences if each.reading.tongue == tongue]
    danger = np.array([each.danger for each in own])
    stretch = _in_a_stretch(_rows([each.reading for each in own], stretches), danger)
    first = Sense.of(stretch.coef_[0].astype(np.complex64), (stretch.intercept_[0], 0.0), tongue)
    worst = [each.reading for each in worst_sentences(own, defaultdict(lambda: first))]
    whole = _machine(_WHOLE_COST).fit(_rows(worst, _uncut).matrix, danger)
    weights = np.stack((stretch.coef_[0], _WHOLE_SAYS * whole.coef_[0]))
    biases = stretch.intercept_[0], _WHOLE_SAYS * whole.intercept_[0]
    steps = np.abs(weights).max(axis=1) / 127
    packed = BytesIO()
    np.save(packed, np.rint(weights / steps[:, None]).astype(np.int8))
    card = {
        "steps": [round(step, 9) for step in steps.tolist()],
        "biases": [round(float(bias), 6) for bias in biases],
        "sentences": len(own),
        "dangerous": int(danger.sum()),
    }
    return Fitted(tongue, packed.getvalue(), card)


def _machine(cost: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=cost, solver="liblinear", random_state=_SEED)


def _in_a_stretch(rows: _Rows, of_text: NDArray[np.bool_]) -> Any:
    """A machine that knows of each dangerous text only that one of its stretches is dangerous."""
    danger = of_text[rows.owner]
    chance = np.random.default_rng(_SEED).random((_ROUNDS, len(danger)))
    scores = rows.size.astype(float)  # at first the longest stretch is the dangerous one
    machine = _machine(_COST)
    for turn in range(_ROUNDS):
        hard = scores > _HARD if turn else np.zeros(len(danger), bool)
        harmless = ~danger & (hard | (chance[turn] < (_EASY_SHARE if turn else _SHARE)))
        used = harmless | (danger & _best(scores, rows.owner))
        machine.fit(rows.matrix[used], danger[used])
        scores = machine.decision_function(rows.matrix)
    return machine


def _best(scores: Any, owner: Any) -> Any:
    """The stretch of every text with the highest score, the first of several."""
    order = np.lexsort((np.arange(len(scores)), -scores, owner))
    first = np.r_[True, owner[order][1:] != owner[order][:-1]]
    chosen = np.zeros(len(scores), bool)
    chosen[order[first]] = True
    return chosen


def written(models: Sequence[Fitted]) -> dict[str, bytes]:
    """The files of the models, by name."""
    card = {each.tongue: each.card for each in models}
    weights = {weights_of(each.tongue): each.packed for each in models}
    return {**weights, CARD: (json.dumps(card, indent=1) + "\n").encode()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the models beside the word lists, or into the folder given."""
    parser = argparse.ArgumentParser(prog="nlp.danger_fitting", description=__doc__)
    parser.add_argument("--out", type=Path, default=WORDS)
    out = parser.parse_args(arguments).out
    (out / USUAL).write_text(usual_words(), encoding="utf-8")
    usual.cache_clear()
    sentences = list(told())
    for name, content in written([fit(sentences, tongue) for tongue in TONGUES]).items():
        (out / name).write_bytes(content)
    sys.stdout.write(f"{len(sentences)} 句 sentences → {out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
