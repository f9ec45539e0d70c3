"""`duokou evaluate places|people|matters`: what is found in a text against what people marked."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.commands.judging import Local
from gateway.commands.measuring import Columns
from gateway.commands.plainly import WrongUse
from gateway.commands.tables import table
from nlp import Suggestion
from nlp.place_spans import agreeing, typed

PEOPLE = (
    "id_card", "bank_card", "mobile", "landline", "plate", "email", "wechat", "passport",
    "name",
)  # fmt: skip
Span = tuple[int, int, str]
_MARKED = re.compile(r"(\d+)-(\d+)(?::(\w+))?")
_ALIKE = 0.5  # share of a matter's letters that a found one must hold


def places(file: Path, columns: Columns, city: Path) -> dict[str, Any]:
    """Labels are `start-end` or `start-end:type`, separated by blanks; none: an empty cell.

    `f1` takes an address for found in however many pieces it is marked (see `agreeing`);
    `exact_f1` wants every piece to agree to the character.
    """
    read = _read(file, columns, city, lambda seen: seen.places, ())
    right = hits = number = 0
    for text, one, other in zip(read.texts, read.marked, read.found, strict=True):
        agreed = agreeing(text, one, other)
        right, hits, number = right + agreed[0], hits + agreed[1], number + agreed[2]
    exact = _agreement(read.marked, [typed(each) for each in read.found])
    fair = _balanced(hits, number, right, exact.pop("marked"))
    return {**read.counted, **fair, **{f"exact_{name}": each for name, each in exact.items()}}


def people(file: Path, columns: Columns, city: Path) -> dict[str, Any]:
    """Labels are `start-end:type`, separated by blanks; none: an empty cell."""
    read = _read(file, columns, city, lambda found: found.personal, PEOPLE)
    return {**read.counted, **_agreement(read.marked, read.found)}


@dataclass(frozen=True, slots=True)
class _Read:
    """The texts, what is marked in each, and what was found in each at what speed."""

    texts: list[str]
    marked: list[set[Span]]
    found: list[set[Span]]
    per_second: int

    @property
    def counted(self) -> dict[str, int]:
        return {"rows": len(self.texts), "messages_per_second": self.per_second}


def _read(
    file: Path,
    columns: Columns,
    city: Path,
    look: Callable[[Suggestion], Iterable[Any]],
    types: Sequence[str],
) -> _Read:
    rows = table(file, (columns.title, columns.text, columns.label))
    texts = [row[columns.text] for row in rows]
    marked = [
        _marked(row[columns.label], number, len(row[columns.text]), types)
        for number, row in enumerate(rows, start=2)
    ]
    suggestions, per_second = _suggested(city, rows, columns)
    found = [
        {(each.start, each.end, each.type) for each in look(suggested) if each.field == "text"}
        for suggested in suggestions
    ]
    return _Read(texts, marked, found, per_second)


def _suggested(
    city: Path, rows: Sequence[dict[str, str]], columns: Columns
) -> tuple[list[Suggestion], int]:
    """What is suggested for each row, and for how many of them in a second."""
    understanding = Local.of(city).understanding
    start = time.perf_counter()
    suggestions = [
        understanding.suggest(row[columns.text], row.get(columns.title, "")) for row in rows
    ]
    return suggestions, round(len(rows) / (time.perf_counter() - start))


def _marked(cell: str, number: int, length: int, types: Sequence[str]) -> set[Span]:
    spans = set()
    for piece in cell.split():
        match = _MARKED.fullmatch(piece)
        if not match or not int(match[1]) < int(match[2]) <= length:
            raise WrongUse(
                f"第 {number} 行：{piece} 应为 起-止:类型，且在正文之内"
                f" / row {number}: {piece} should be start-end:type within the text"
            )
        if types and match[3] not in types:
            raise WrongUse(
                f"第 {number} 行：没有“{match[3] or ''}”这种类型，只能是 {'、'.join(types)}"
                f" / row {number}: types are {', '.join(types)}"
            )
        spans.add((int(match[1]), int(match[2]), match[3] or ""))
    return spans


def _agreement(marked: Sequence[set[Span]], found: Sequence[set[Span]]) -> dict[str, Any]:
    """F1 of spans that agree to the character, with their types where all are marked."""
    plain = [_untyped(each) for each in marked], [_untyped(each) for each in found]
    figures: dict[str, Any] = _f1(*plain)
    if not all(kind for spans in marked for _, _, kind in spans):
        return figures
    types = sorted({kind for each in marked for _, _, kind in each})
    by_type = {kind: _f1(_only(marked, kind), _only(found, kind)) for kind in types}
    return {**figures, "typed_f1": _f1(marked, found)["f1"], "per_type": by_type}


def _untyped(spans: set[Span]) -> set[Span]:
    return {(start, end, "") for start, end, _ in spans}


def _only(all_spans: Sequence[set[Span]], kind: str) -> list[set[Span]]:
    return [{span for span in spans if span[2] == kind} for spans in all_spans]


def _f1(marked: Sequence[set[Span]], found: Sequence[set[Span]]) -> dict[str, float]:
    both = sum(len(one & other) for one, other in zip(marked, found, strict=True))
    return _rates(both, sum(map(len, found)), sum(map(len, marked)))


def _rates(right: int, found: int, marked: int) -> dict[str, float]:
    return {
        "precision": round(right / found, 4) if found else 0.0,
        "recall": round(right / marked, 4) if marked else 0.0,
        "f1": round(2 * right / (found + marked), 4) if found + marked else 0.0,
        "marked": marked,
    }


def _balanced(hits: int, found: int, right: int, marked: int) -> dict[str, float]:
    """Rates where a place may be found in another number of pieces than it is marked in."""
    precision, recall = hits / found if found else 0.0, right / marked if marked else 0.0
    both = precision + recall
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both, 4) if both else 0.0,
        "marked": marked,
    }


def matters(file: Path, columns: Columns, city: Path) -> dict[str, Any]:
    """Labels are the matters of a message, in its words or in shorter ones, separated by ";".

    A matter is found when one span holds half of its letters, and is no other matter's. `overlap`
    is how far the two agree, letter for letter, on average over all that are marked.
    """
    rows = table(file, (columns.title, columns.text, columns.label))
    suggestions, per_second = _suggested(city, rows, columns)
    asked = _divided([row[columns.label] for row in rows])
    found = [
        [row[columns.text][each.start : each.end] for each in suggested.matters]
        or [row[columns.text]]
        for row, suggested in zip(rows, suggestions, strict=True)
    ]
    met = [each for one, other in zip(asked, found, strict=True) for each in _met(one, other)]
    numbers = [(len(one), len(other)) for one, other in zip(asked, found, strict=True)]
    several = sum(one > 1 and other > 1 for one, other in numbers)
    return {
        "rows": len(rows),
        "messages_per_second": per_second,
        **_rates(len(met), sum(map(len, found)), sum(map(len, asked))),
        "right_number": round(sum(one == other for one, other in numbers) / len(rows), 4),
        "overlap": round(sum(met) / sum(map(len, asked)), 4),
        "several": _rates(several, sum(b > 1 for _, b in numbers), sum(a > 1 for a, _ in numbers)),
    }


def _divided(cells: Sequence[str]) -> list[list[str]]:
    """The matters of each cell; a Chinese semicolon parts them only where no cell has ";"."""
    mark = ";" if any(";" in cell for cell in cells) else "；"
    return [[each for each in cell.split(mark) if each.strip()] or [""] for cell in cells]


def _met(told: Sequence[str], found: Sequence[str]) -> list[float]:
    """For every matter that is found, how far it agrees with its span, 0 to 1."""
    free, met = [_letters(each) for each in found], []
    for wanted in map(_letters, told):
        best = max(free, key=lambda each: (wanted & each).total(), default=None)
        if best is None or (wanted & best).total() < _ALIKE * wanted.total():
            continue
        free.remove(best)
        both = wanted.total() + best.total()
        met.append(2 * (wanted & best).total() / both if both else 1.0)
    return met


def _letters(text: str) -> Counter[str]:
    return Counter(each for each in text.lower() if each.isalnum())
