"""`duokou evaluate curve`: how good suggestions are after so many confirmations."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gateway.commands.judging import Local, OutOfTheBox, Ranking, out_of_the_box
from gateway.commands.measuring import AMONG, Columns, judged
from gateway.commands.plainly import WrongUse
from gateway.commands.tables import foreign, labels_of, table
from gateway.commands.training import borrowed, fitted, helped
from nlp.learning.comparing import Parts, newest_held_out
from nlp.learning.examples import Example
from nlp.learning.figures import among, figures
from nlp.learning.problems import LearningProblem

HELD_OUT = 0.2  # of the file, unless another one is measured on
_TOLD = ("rows", "macro_f1", "accuracy", "ece", "coverage_at_97_precision", "abstained")


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure: `at` so many confirmations, drawn by `seed`; `on` another file, if any."""

    target: str
    file: Path
    columns: Columns
    map: Path | None
    on: Path | None
    at: tuple[int, ...]
    seed: int


def counts(written: str) -> tuple[int, ...]:
    """From "0,100,500": rising, each once. Raises WrongUse."""
    try:
        found = {int(each) for each in written.split(",") if each.strip()}
    except ValueError as error:
        raise WrongUse(f"--at 写成 0,100,500 / numbers by commas, not {written}") from error
    if not found or min(found) < 0:
        raise WrongUse("--at 写成 0,100,500 / numbers by commas, none below 0")
    return tuple(sorted(found))


def measured(asked: Asked, city: Path) -> dict[str, Any]:
    """Figures on one fixed part, out of the box and by models of ever more of the rest.

    More confirmations than there are to learn from are left out, and why. Raises WrongUse and
    CityError.
    """
    local = Local.of(city)
    own = _told(asked.file, asked, local)
    random.Random(asked.seed).shuffle(own)
    on = _told(asked.on, asked, local) if asked.on else []
    parts = newest_held_out([*own, *on], len(on) / (len(own) + len(on)) if on else HELD_OUT)
    box = out_of_the_box(asked.target, local, {each.label for each in parts.held_out}, asked.map)
    points = {}
    try:
        for count, ranked in _ranked(asked, parts, local, box):
            points[str(count)] = _figures(ranked, [each.label for each in parts.held_out])
    except LearningProblem as error:
        raise WrongUse(str(error)) from error
    return {
        "target": asked.target,
        "learned_from": max(_reached(asked, parts)),
        "held_out": len(parts.held_out),
        "at": points,
        **_left_out(asked, parts, len(own) + len(on)),
    }


def _reached(asked: Asked, parts: Parts) -> list[int]:
    """The counts that there are enough texts for, 0 beside them."""
    return [0, *(count for count in asked.at if 0 < count <= len(parts.learned))]


def _left_out(asked: Asked, parts: Parts, rows: int) -> dict[str, Any]:
    left_out = [count for count in asked.at if count > len(parts.learned)]
    if not left_out:
        return {}
    learned, held = len(parts.learned), len(parts.held_out)
    alike = rows - learned - held
    because = (
        f"{rows} 行里 {held} 行用来测，{alike} 行与它们几乎相同，能学的只有 {learned} 行 / "
        f"of {rows} rows {held} are measured on and {alike} are nearly the same as those: "
        f"{learned} are left to learn from"
    )
    return {"left_out": left_out, "left_out_because": because}


def _told(file: Path, asked: Asked, local: Local) -> list[Example]:
    columns = asked.columns
    rows = table(file, (columns.title, columns.text, columns.label))
    labels = labels_of(rows, columns.label)
    codes = {} if asked.map else local.codes(asked.target)
    if codes:
        foreign(labels, codes, ("本市", "this city"))
    return [
        Example(row.get(columns.title, ""), row[columns.text], codes.get(label, label))
        for row, label in zip(rows, labels, strict=True)
    ]


def _ranked(
    asked: Asked, parts: Parts, local: Local, box: OutOfTheBox
) -> Iterable[tuple[int, list[Ranking]]]:
    held_out, learned = parts.held_out, parts.learned
    if 0 in asked.at:
        yield 0, [box.rank(each.title, each.text) for each in held_out]
    wanted = _reached(asked, parts)[1:]
    if not wanted:
        return
    samples = _mapped(borrowed(asked.target, local, [] if box.map else learned), box)
    lessons = _voiced(helped([*learned[: wanted[-1]], *samples], asked.target, local), box)
    tests = _voiced(helped(held_out, asked.target, local), box)
    for count in wanted:
        taught = [*lessons[:count], *lessons[wanted[-1] :]]
        model = fitted(taught, asked.target, asked.seed, least=2).model
        yield count, [model.of(each.title, each.text, each.aids) for each in tests]


def _mapped(samples: Iterable[Example], box: OutOfTheBox) -> list[Example]:
    """The sample sentences with labels of the file; those that it has no label for are left out."""
    labelled = ((each, box.label(each.label)) for each in samples)
    return [replace(each, label=label) for each, label in labelled if label]


def _voiced(examples: Sequence[Example], box: OutOfTheBox) -> list[Example]:
    """With what the city's words say in the labels of the file."""
    if not box.map:
        return list(examples)
    return [replace(each, aids={**each.aids, **_said(each.aids, box)}) for each in examples]


def _said(aids: Mapping[str, float], box: OutOfTheBox) -> Mapping[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for name, value in aids.items():
        family, _, code = name.partition(":")
        label = box.label(code)
        if label and (family != "category" or len(code) == 4):
            found[f"mapped-{family}:{label}"] += value
    return found


def _figures(ranked: Sequence[Ranking], labels: Sequence[str]) -> dict[str, Any]:
    found = [judged(label, best) for label, best in zip(labels, ranked, strict=True)]
    told = figures(found)
    guesses = [[each.code for each in best] for best in ranked]
    return {name: told[name] for name in _TOLD} | {f"top{AMONG}": among(guesses, labels, AMONG)}
