"""Says how well danger is sensed in sentences of somebody from whom nothing was learned.

    pip install -r requirements-vectors.lock
    python -m nlp.danger_left_out [MESSAGES.csv ...]

Three times, the sentences of four writers are left out of the learning and then scored, five
minutes each. Letters are put together of them: calm ones, and those with one dangerous sentence
among calm ones. Real messages (columns title and text), if any are given, are read by the models
that come with nlp and taken to be calm. Decision 0021 has the figures.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from nlp import danger_fitting, danger_gist_fitting
from nlp.danger_fitting import Told, as_told, told, worst_sentences
from nlp.danger_gist import Floats as Vectors
from nlp.danger_gist import Gist, network
from nlp.danger_gist_fitting import Encoder
from nlp.danger_reading import Tongue
from nlp.danger_sense import SILENT, Sense, Sensed, heard, senses

ROUNDS: Sequence[Mapping[str, Tongue]] = (  # files of nlp/samples/danger
    {"more_08": "zh", "more_22": "zh", "more_46": "zh", "more_26": "en"},
    {"more_10": "zh", "more_25": "zh", "more_50": "zh", "more_27": "en"},
    {"ninth": "zh", "more_30": "zh", "more_49": "zh", "more_47": "en"},
)
FOUND = 0.95, 0.98  # shares of the emergencies that must be found
RINGING = 0.02, 0.05  # shares of calm letters that may ring
_LETTERS = 300  # of a writer, calm and dangerous each
_SENTENCES = 1, 2, 3, 4, 5, 7, 10, 14  # calm ones beside the dangerous one
_SHORT = 60  # characters of a dangerous text that stands in a letter
_SEED = 12345
_NOTHING = -40.0, SILENT  # scores of a text without words
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """What models made without them say of sentences: a row each, by n-grams and by the gist."""

    scores: Scores
    danger: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Letters:
    """How sure such models are of letters."""

    sure: Scores
    danger: NDArray[np.bool_]


def main(files: Sequence[str]) -> int:
    """Precision by each score alone and by both, and for letters; then the curves of `sure`."""
    sentences, vectors = list(told()), Encoder.published().vectors
    calm = _sure(_messages(files), senses()["zh"], network())
    alone: dict[Tongue, list[Scored]] = defaultdict(list)
    for left in ROUNDS:
        for file, (scored, letters) in left_out(sentences, left, vectors).items():
            alone[left[file]].append(scored)
            shown = (file, *_shown(scored), *_letters_shown(letters, calm))
            sys.stdout.write("\t".join(shown) + "\n")
    for tongue, own in alone.items():
        scores = np.concatenate([each.scores for each in own])
        made = curve(Scored(scores, np.concatenate([each.danger for each in own])))
        sys.stdout.write(f"{tongue}: ({', '.join(f'{each:.2f}' for each in made)})\n")
    return 0


def _shown(scored: Scored) -> Iterator[str]:
    """Precision by n-grams, by the gist, and by both."""
    ngrams, gist = scored.scores.T
    ways = ngrams, gist, scored.scores @ curve(scored)[:2]
    for share in FOUND:
        yield " ".join(f"{precision(way, scored.danger, share):.3f}" for way in ways)


def _letters_shown(letters: Letters, messages: Scores) -> Iterator[str]:
    """The share of dangerous letters found where so many calm ones, or real messages, ring."""
    for calm in (letters.sure[~letters.danger], messages):
        for share in RINGING if len(calm) else ():
            found = letters.sure[letters.danger] > np.quantile(calm, 1 - share)
            yield f"{found.mean():.3f}"


def left_out(
    sentences: Sequence[Told],
    files: Mapping[str, Tongue],
    vectors: Vectors,
    rounds: int = danger_gist_fitting.ROUNDS,
) -> dict[str, tuple[Scored, Letters]]:
    """How sentences and letters of each file, in its language, sound to models made without all
    of the files."""
    known = [each for each in sentences if each.source not in files]
    spoken = sorted({each.reading.tongue for each in known})
    models = {tongue: danger_fitting.fit(known, tongue).model for tongue in spoken}
    gist = danger_gist_fitting.fit(list(worst_sentences(known, models)), vectors, rounds).gist
    scored = {}
    for file, tongue in files.items():
        own = [each for each in sentences if (each.source, each.reading.tongue) == (file, tongue)]
        single = [each for each in own if len(each.reading.sentences) == 1]
        made = list(_letters(own, tongue))
        danger = np.array([each.danger for each in made], bool)
        scored[file] = (
            _scored(single, models[tongue], gist),
            Letters(_sure(made, models[tongue], gist), danger),
        )
    return scored


def _scored(texts: Sequence[Told], model: Sense, gist: Gist) -> Scored:
    found = [_find(each, model, gist) for each in texts]
    rows = [(each.score, each.gist) if each else _NOTHING for each in found]
    return Scored(np.array(rows), np.array([each.danger for each in texts]))


def _sure(texts: Iterable[Told], model: Sense, gist: Gist) -> Scores:
    found = [_find(each, model, gist) for each in texts]
    return np.array([each.sure if each else 0.0 for each in found])


def _find(text: Told, model: Sense, gist: Gist) -> Sensed | None:
    return model.find(text.reading, partial(heard, gist, text.text))


def _letters(own: Sequence[Told], tongue: Tongue) -> Iterator[Told]:
    """Letters of calm sentences at random, and the same with a dangerous one among them; and what
    he wrote himself as a letter."""
    yield from (each for each in own if each.danger and len(each.reading.sentences) > 1)
    chance, stop = Random(_SEED), "。" if tongue == "zh" else ". "
    calm = [each.text for each in own if not each.danger]
    danger = [each.text for each in own if each.danger and len(each.text) <= _SHORT]
    for _ in range(_LETTERS if calm and danger else 0):
        said = chance.choices(calm, k=chance.choice(_SENTENCES))
        more = [*said, chance.choice(calm)]
        said.insert(chance.randrange(len(said) + 1), chance.choice(danger))
        for lines, dangerous in ((said, True), (more, False)):
            if each := as_told(stop.join(lines), dangerous):
                yield each


def _messages(files: Sequence[str]) -> Iterator[Told]:
    """Real messages in Chinese."""
    for file in files:
        with Path(file).open(encoding="utf-8-sig", newline="") as rows:
            for row in csv.DictReader(rows):
                each = as_told(f"{row['title']}。\n{row['text']}", False)
                if each and each.reading.tongue == "zh":
                    yield each


def precision(scores: Scores, danger: NDArray[np.bool_], share: float) -> float:
    """Where that share of the dangerous texts is found, the share of those found that are so."""
    ranked = danger[np.argsort(-scores, kind="stable")]
    found = ranked.cumsum()
    enough = int(np.searchsorted(found, share * ranked.sum()))
    return float(found[enough] / (enough + 1))


def curve(scored: Scored) -> tuple[float, float, float]:
    """Factors of n-grams and gist and the shift that lead to the share of dangerous sentences,
    among those of which both were asked."""
    from sklearn.linear_model import LogisticRegression

    asked = scored.scores[:, 1] > SILENT
    machine = LogisticRegression(C=1e6).fit(scored.scores[asked], scored.danger[asked])
    by_score, by_gist = map(float, machine.coef_[0])
    return by_score, by_gist, float(machine.intercept_[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
