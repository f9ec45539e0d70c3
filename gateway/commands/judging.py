"""Suggestions for labelled rows, by the pipeline out of the box or by a trained model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from gateway.commands.plainly import WrongUse
from gateway.commands.tables import pairs, refused
from gateway.town import vocabulary
from nlp import Guess, Suggestion, Understanding
from nlp.learning.directory import load, read_card, read_seen
from nlp.learning.model import Model
from nlp.learning.problems import LearningProblem
from nlp.learning.seen import known_again
from routing_rules import City, load_city

Ranking = Sequence[Guess]  # best first; empty: abstained


@dataclass(frozen=True, slots=True)
class Local:
    """A city and its understanding, as the running service would build them today."""

    city: City
    understanding: Understanding

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Raises CityError."""
        city = load_city(folder)
        today = datetime.now(UTC).astimezone(city.timezone).date()
        return cls(city, Understanding(vocabulary(city, today)))

    def codes(self, target: str) -> dict[str, str]:
        """Code by code and by name, of everything this city could be told of the target."""
        listed = self._listed(target)
        return {name: code for code, name in reversed(listed)} | {code: code for code, _ in listed}

    def _listed(self, target: str) -> list[tuple[str, str]]:
        taxonomy = self.city.taxonomy
        if target == "category":
            return [(each.code, each.name) for each in taxonomy.categories.values()]
        if target == "unit":
            return [(each.code, each.name) for each in taxonomy.duties.values()]
        return [(each.code, each.name) for each in self.city.kinds.values()]


@dataclass(frozen=True, slots=True)
class OutOfTheBox:
    """What the pipeline says without any training, in the labels' own words."""

    target: str
    local: Local
    map: Mapping[str, str]  # from codes to labels; empty: the labels are codes
    first_level: bool = False  # whether the labels are categories of the first level

    def rank(self, title: str, text: str) -> Ranking:
        suggestion = self.local.understanding.suggest(text, title)
        found: defaultdict[str, float] = defaultdict(float)
        for guess in self._codes(suggestion):
            label = self.label(guess.code)
            if label:
                found[label] += guess.confidence
        ranked = sorted(found.items(), key=lambda each: -each[1])
        return [Guess(label, min(1.0, sure)) for label, sure in ranked]

    def _codes(self, suggestion: Suggestion) -> Iterable[Guess]:
        if self.target == "kind":
            return suggestion.kinds
        if self.target == "category":
            return suggestion.categories
        return suggestion.units

    def label(self, code: str) -> str | None:
        """None where the map says nothing of this code."""
        if self.map:
            return self.map.get(code) or self.map.get(code[:2])
        return code[:2] if self.first_level else code


@dataclass(frozen=True, slots=True)
class ByModel:
    """What a trained model says, helped by the pipeline as it was in training."""

    target: str
    local: Local
    model: Model

    def rank(self, title: str, text: str) -> Ranking:
        aids = self.local.understanding.aids(self.target, text, title)
        return self.model.of(title, text, aids)


def by_model(target: str, local: Local, path: Path) -> ByModel:
    """Raises WrongUse for a directory that cannot be used, or is a model of something else."""
    try:
        card, model = load(path)
    except LearningProblem as error:
        raise WrongUse(str(error)) from error
    if card.target != target:
        raise WrongUse(
            f"{path} 是 {card.target} 的模型 / is a model of {card.target}, not {target}"
        )
    return ByModel(target, local, model)


def learned_from(path: Path, texts: Iterable[str]) -> int:
    """How many of the texts a model learned from, word for word. Raises WrongUse."""
    try:
        return known_again(texts, read_seen(path, read_card(path)))
    except LearningProblem as error:
        raise WrongUse(str(error)) from error


def out_of_the_box(
    target: str, local: Local, labels: Iterable[str], mapping: Path | None
) -> OutOfTheBox:
    """Raises WrongUse for labels that the map does not know."""
    known = local.codes(target)
    if mapping:
        read = _map(mapping, known)
        refused(labels, read.values(), ("对照表里", "the map"))
        return OutOfTheBox(target, local, read)
    short = target == "category" and all(len(known.get(label, label)) == 2 for label in labels)
    return OutOfTheBox(target, local, {}, short)


def _map(path: Path, known: Mapping[str, str]) -> dict[str, str]:
    """First column: the city's code or name; second: the file's label. A heading is passed over."""
    read: dict[str, str] = {}
    for number, (ours, label) in enumerate(pairs(path), start=1):
        code = known.get(ours) or known.get(ours.zfill(2)) or known.get(ours.zfill(4))
        if code and label:
            if read.setdefault(code, label) != label:
                raise WrongUse(
                    f"{path} 第 {number} 行：{ours} 已对到“{read[code]}” / "
                    f"{ours} is mapped to {read[code]} already"
                )
        elif number > 1 and label:
            raise WrongUse(f"{path} 第 {number} 行：本市没有 / this city has no {ours}")
    if not read:
        raise WrongUse(f"{path} 里没有可用的对照 / has nothing to map")
    return read
