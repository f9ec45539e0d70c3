"""Learns what short messages of a talk are for; needed only to learn anew.

    OPENBLAS_NUM_THREADS=1 python -m nlp.steering_fitting

The lines of `nlp/samples/steering/` say it: `label<TAB>text`, in files named by what is asked, or
`commands`. Ordinary short lines of one category or kind, which steer nothing, are learned from
beside them. Printed is what is heard in the lines of each file of commands by weights that were
made without it, and among ordinary lines that were left out.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from nlp.learning.samples import FOLDER, category_lines, kind_lines
from nlp.steering import COMMANDS, FILE, NOTHING, Ear, is_short, packed, terms

_WORDS = Path(__file__).parent / "words"
_COST = 100.0  # 30 hears two in a hundred fewer, 300 takes more ordinary lines for commands
_ROUNDS = 300
_LEAST = 2  # lines that must have a term
_SEED = 12345
_BESIDE = 1500  # ordinary lines beside the answers to a question
_LEFT_OUT = 2000  # ordinary lines that it is measured with
_SURE = 0.5
# Kinds and categories of lines that may steer: who asks how far it is, thanks, says nothing.
_STEERING_KINDS = frozenset({"", "chase", "other", "praise"})
_PRESSES = re.compile("还没|没人|没动静|到现在|催|怎么还|一直没|迟迟|多久|几天")
_ASKS = re.compile("结果|进[度展]|到哪|[咋怎么]样|消息|回复|回?信|答复|程度|哪一?步|下文|说法")
_STEERING_CATEGORIES = ("2012", "2013", "2014", "2015")


@dataclass(frozen=True, slots=True)
class Line:
    """A message and what it is for; `source` is the file it is from, `asked` what was asked."""

    text: str
    label: str
    source: str
    asked: str


def lines(folder: Path = FOLDER) -> Iterator[Line]:
    """In the order of the files."""
    for path in sorted((folder / "steering").glob("*.tsv")):
        for written in path.read_text(encoding="utf-8").splitlines():
            label, _, text = written.partition("\t")
            yield Line(text, label, path.stem, path.stem.partition("_")[0])


def ordinary() -> list[Line]:
    """Short lines that tell a matter or press for it, in an order drawn by chance."""
    told = [each.text for each in kind_lines() if each.kind not in _STEERING_KINDS]
    told += [each.text for each in kind_lines() if each.kind == "chase" and _presses(each.text)]
    told += [
        each.text for each in category_lines() if not each.category.startswith(_STEERING_CATEGORIES)
    ]
    short = sorted({text for text in told if is_short(text)})
    Random(_SEED).shuffle(short)
    return [Line(text, NOTHING, "ordinary", COMMANDS) for text in short]


def _presses(text: str) -> bool:
    """Who presses says it for his report; who asks how far it is wants to be told."""
    return _PRESSES.search(text) is not None and _ASKS.search(text) is None


def fit(known: Sequence[Line]) -> Ear:
    """The same lines in the same order give the same ear."""
    from sklearn.linear_model import LogisticRegression

    said = [terms(each.text) for each in known]
    counts = Counter(term for each in said for term in each)
    kept = {term: at for at, term in enumerate(sorted(_often(counts)))}
    machine = LogisticRegression(C=_COST, max_iter=_ROUNDS)
    machine.fit(_rows(said, kept), [each.label for each in known])
    weights = np.ascontiguousarray(machine.coef_.T, np.float32)
    return Ear(tuple(machine.classes_), kept, weights, machine.intercept_.astype(np.float32))


def _often(counts: Counter[str]) -> Iterator[str]:
    return (term for term, times in counts.items() if times >= _LEAST)


def _rows(said: Sequence[Sequence[str]], kept: dict[str, int]) -> Any:
    from scipy.sparse import csr_matrix

    columns = [[kept[term] for term in each if term in kept] for each in said]
    values = [1 / sqrt(len(each)) for each, own in zip(said, columns, strict=True) for _ in own]
    starts = np.cumsum([0, *map(len, columns)])
    shape = (len(said), len(kept))
    return csr_matrix((values, np.concatenate(columns).astype(np.int64), starts), shape=shape)


def fitted() -> dict[str, Ear]:
    """An ear for commands, and one for each question."""
    beside, asked = ordinary(), defaultdict(list)
    for each in lines():
        asked[each.asked].append(each)
    return {
        name: fit([*own, *(beside if name == COMMANDS else beside[:_BESIDE])])
        for name, own in asked.items()
    }


def learned_from() -> str:
    """The mark of all these lines."""
    written = "\n".join(
        f"{each.asked}\t{each.label}\t{each.text}" for each in (*lines(), *ordinary())
    )
    return sha256(written.encode()).hexdigest()[:12]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the weights beside the word lists, or into the folder given."""
    parser = argparse.ArgumentParser(prog="nlp.steering_fitting", description=__doc__)
    parser.add_argument("--out", type=Path, default=_WORDS)
    out = parser.parse_args(arguments).out / FILE
    out.write_bytes(packed(fitted(), learned_from()))
    for told in _left_out():
        sys.stdout.write(f"{told}\n")
    sys.stdout.write(f"→ {out}\n")
    return 0


def _left_out() -> Iterator[str]:
    """How many commands of each file are heard, or mistaken for others, by an ear without it."""
    own, beside = [each for each in lines() if each.asked == COMMANDS], ordinary()
    left, rest = beside[:_LEFT_OUT], beside[_LEFT_OUT:]
    for source in sorted({each.source for each in own}):
        ear = fit([*(each for each in own if each.source != source), *rest])
        written = [each for each in own if each.source == source]
        meant = [each for each in written if each.label != NOTHING]
        heard = [_heard(ear, each) for each in meant]
        right = sum(found == each.label for found, each in zip(heard, meant, strict=True))
        wrong = sum(found != NOTHING for found in heard) - right
        none = [each for each in (*written, *left) if each.label == NOTHING]
        false = sum(_heard(ear, each) != NOTHING for each in none)
        yield f"{source}: {right} + {wrong} / {len(meant)}, {false} / {len(none)}"


def _heard(ear: Ear, line: Line) -> str:
    guess = ear.hear(line.text)
    return guess.code if is_short(line.text) and guess.confidence >= _SURE else NOTHING


if __name__ == "__main__":
    sys.exit(main())
