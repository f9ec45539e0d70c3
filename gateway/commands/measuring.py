"""`duokou evaluate category|unit|kind|urgency`: suggestions against what people found."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.commands.judging import (
    Local,
    Ranking,
    by_model,
    learned_from,
    out_of_the_box,
)
from gateway.commands.plainly import say
from gateway.commands.tables import foreign, labels_of, refused, table
from nlp.evaluate import Judged
from nlp.learning.figures import among, figures, per_class

AMONG = 3
LEVELS = ("U0", "U1", "U2", "U3", "U4")


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of the labelled file are called; an empty title: there is none."""

    title: str
    text: str
    label: str


def measured(
    target: str, file: Path, columns: Columns, city: Path, by: tuple[Path | None, Path | None]
) -> dict[str, Any]:
    """Figures for a table of labelled texts. `by` are a model and a map, each may be None.

    Raises WrongUse and CityError.
    """
    rows = table(file, (columns.title, columns.text, columns.label))
    labels = labels_of(rows, columns.label)
    local = Local.of(city)
    codes = local.codes(target)
    model, mapping = by
    if model:
        judge = by_model(target, local, model)
        own = judge.model.labels
        unknown = foreign(labels, {*own, *codes}, ("模型和本市都", "the model and this city"))
        truth = [label if label in own else codes.get(label, label) for label in labels]
        found = _figures(judge.rank, rows, columns, truth) | _unknown(unknown)
        return found | _flattered(model, [row[columns.text] for row in rows])
    box = out_of_the_box(target, local, labels, mapping)
    if box.map:
        return _figures(box.rank, rows, columns, labels)
    unknown = foreign(labels, codes, ("本市", "this city"))
    truth = [codes.get(label, label) for label in labels]
    return _figures(box.rank, rows, columns, truth) | _unknown(unknown)


def _flattered(model: Path, texts: Sequence[str]) -> dict[str, int]:
    """How many rows the model learned from; said aloud, for it knows those by heart."""
    known = learned_from(model, texts)
    if known:
        say.print(
            f"注意：{len(texts)} 行里有 {known} 行是这个模型学过的，数字会偏高 / "
            f"the model learned from {known} of these {len(texts)} rows: the figures flatter",
            style="yellow",
            markup=False,
        )
    return {"rows_learned_from": known}


def _unknown(labels: dict[str, int]) -> dict[str, Any]:
    return {"unknown_labels": labels} if labels else {}


def _figures(
    rank: Callable[[str, str], Ranking],
    rows: Sequence[dict[str, str]],
    columns: Columns,
    labels: Sequence[str],
) -> dict[str, Any]:
    start = time.perf_counter()
    ranked = [rank(row.get(columns.title, ""), row[columns.text]) for row in rows]
    seconds = time.perf_counter() - start
    found = [judged(label, best) for label, best in zip(labels, ranked, strict=True)]
    return {
        **figures(found),
        f"top{AMONG}": among([[each.code for each in best] for best in ranked], labels, AMONG),
        "messages_per_second": round(len(rows) / seconds),
    }


def judged(label: str, best: Ranking) -> Judged:
    """The best guess of a ranking, or that it abstained."""
    return Judged(label, best[0].code, best[0].confidence) if best else Judged(label, None, 0.0)


def urgency(file: Path, columns: Columns, city: Path) -> dict[str, Any]:
    """Levels against labels U0 to U4; U0 apart, because it must not be missed.

    Raises WrongUse and CityError.
    """
    rows = table(file, (columns.title, columns.text, columns.label))
    labels = [label.upper() for label in labels_of(rows, columns.label)]
    refused(labels, LEVELS, ("紧急程度里", "urgency"))
    understanding = Local.of(city).understanding
    start = time.perf_counter()
    found = [
        understanding.suggest(row[columns.text], row.get(columns.title, "")).urgency for row in rows
    ]
    seconds = time.perf_counter() - start
    judged = [
        Judged(label, each.code, each.confidence) for label, each in zip(labels, found, strict=True)
    ]
    alarms = per_class([Judged(_alarm(j.label), _alarm(j.guess), 1) for j in judged])
    u0 = alarms.get("U0", {"recall": None, "precision": None})
    return {
        **figures(judged),
        "u0_recall": u0["recall"],
        "u0_precision": u0["precision"],
        "messages_per_second": round(len(rows) / seconds),
    }


def _alarm(level: str | None) -> str:
    return "U0" if level == "U0" else "other"
