"""Measures suggestions against labelled reports, so that a claim about them can be checked.

    python -m nlp.evaluate kind FILE.csv --vocabulary KINDS.json --text text --label kind

`KINDS.json` is a list of {"code", "name", "cues"}; the label column may hold codes or names.
"""

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.kinds import Kinds
from nlp.text import normalise
from nlp.vocabulary import KindWords


@dataclass(frozen=True, slots=True)
class Judged:
    """One report: the label it has, the one suggested (None: abstained), the confidence 0 to 1."""

    label: str
    guess: str | None
    confidence: float


def macro_f1(judged: Sequence[Judged]) -> float:
    """Mean of the F1 of every label that occurs."""
    right = Counter(each.label for each in judged if each.guess == each.label)
    labels = Counter(each.label for each in judged)
    guesses = Counter(each.guess for each in judged)
    scores = [2 * right[label] / (labels[label] + guesses[label]) for label in labels]
    return sum(scores) / len(scores) if scores else 0.0


def accuracy(judged: Sequence[Judged]) -> float:
    """Share of suggestions that are right; an abstention is not."""
    return sum(each.guess == each.label for each in judged) / len(judged) if judged else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Guesses of like confidence: their mean confidence, and the share of them that is right."""

    confidence: float
    right: float
    rows: int


def bins(judged: Sequence[Judged], count: int = 10) -> list[Bin]:
    """Guesses by their confidence, the least sure first; empty bins and abstentions left out."""
    sorted_in: dict[int, list[Judged]] = defaultdict(list)
    for each in judged:
        if each.guess is not None:
            sorted_in[min(count - 1, int(each.confidence * count))].append(each)
    return [_bin(sorted_in[number]) for number in sorted(sorted_in)]


def _bin(group: Sequence[Judged]) -> Bin:
    sure = sum(each.confidence for each in group) / len(group)
    return Bin(sure, accuracy(group), len(group))


def calibration_error(judged: Sequence[Judged]) -> float:
    """Expected calibration error: how far confidence and share of right guesses lie apart."""
    found = bins(judged)
    made = sum(each.rows for each in found)
    return sum(abs(each.confidence - each.right) * each.rows for each in found) / max(1, made)


def curve(
    points: Iterable[tuple[float, bool]], blocks: int = 12
) -> tuple[tuple[float, float], ...]:
    """A rising curve from score to share of right guesses: isotonic by pooling neighbours.

    `points` are scores and whether the guess was right. The curves in nlp.sureness come from
    here, with scores read from `Categories(..., curves=AS_IT_IS)`.
    """
    ordered = sorted(points)
    size = max(1, len(ordered) // blocks)
    pooled: list[tuple[float, float, int]] = []
    for start in range(0, len(ordered), size):
        part = ordered[start : start + size]
        block = (sum(s for s, _ in part), float(sum(r for _, r in part)), len(part))
        while pooled and pooled[-1][1] / pooled[-1][2] >= block[1] / block[2]:
            last = pooled.pop()
            block = (last[0] + block[0], last[1] + block[1], last[2] + block[2])
        pooled.append(block)
    return tuple((round(s / n, 3), round(r / n, 3)) for s, r, n in pooled)


def kind(rows: Iterable[dict[str, str]], kinds: Kinds, text: str, label: str) -> list[Judged]:
    """Suggest a kind for every row; a column "title" is used where there is one."""
    judged = []
    for row in rows:
        fields = {"title": normalise(row.get("title", "")), "text": normalise(row[text])}
        best = kinds.find(fields).guesses[0]
        judged.append(Judged(row[label], best.code, best.confidence))
    return judged


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one JSON object of figures; 2 for a file without the columns or with unknown labels."""
    parser = argparse.ArgumentParser(prog="nlp.evaluate", description=__doc__)
    parser.add_argument("target", choices=["kind"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", default="kind")
    given = parser.parse_args(arguments)
    words = json.loads(given.vocabulary.read_text(encoding="utf-8"))
    kinds = tuple(KindWords(each["code"], each["name"], tuple(each["cues"])) for each in words)
    with given.file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    problem = _problem(rows, given.text, given.label, kinds)
    if problem:
        sys.stderr.write(problem + "\n")
        return 2
    codes = {each.name: each.code for each in kinds}
    rows = [{**row, given.label: codes.get(row[given.label], row[given.label])} for row in rows]
    judged = kind(rows, Kinds(kinds), given.text, given.label)
    sys.stdout.write(json.dumps(_figures(judged), ensure_ascii=False) + "\n")
    return 0


def _problem(
    rows: Sequence[dict[str, str]], text: str, label: str, kinds: Sequence[KindWords]
) -> str | None:
    missing = [name for name in (text, label) if not rows or name not in rows[0]]
    if missing:
        return f"no column {', '.join(missing)}, or no rows"
    known = {each.code for each in kinds} | {each.name for each in kinds}
    unknown = sorted({row[label] for row in rows} - known)
    return f"labels that the vocabulary does not have: {', '.join(unknown)}" if unknown else None


def _figures(judged: Sequence[Judged]) -> dict[str, object]:
    return {
        "rows": len(judged),
        "accuracy": round(accuracy(judged), 4),
        "macro_f1": round(macro_f1(judged), 4),
        "ece": round(calibration_error(judged), 4),
        "labels": dict(Counter(each.label for each in judged)),
    }


if __name__ == "__main__":
    sys.exit(main())
