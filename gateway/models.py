"""The models that the shelf says are in use, read again whenever somebody chooses another."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable, Mapping

from nlp.aids import TARGETS
from nlp.learning.directory import Card, load, read_card
from nlp.learning.problems import LearningProblem
from nlp.learning.samples import fingerprint
from nlp.learning.shelf import Shelf
from nlp.models import OUT_OF_THE_BOX, Learned, Models
from nlp.understanding import VERSION
from routing_rules import City

log = logging.getLogger(__name__)
_CALLED = {
    "keywords": "流水线 pipeline",
    "samples": "样例句 sample sentences",
    "city": "城市目录 city folder",
}


class ModelsInUse:
    """What the shelf has for a city. A model that cannot be used is refused, the old one goes on.

    Without a shelf there are none.
    """

    def __init__(self, shelf: Shelf | None) -> None:
        self._shelf = shelf
        self._seen: object = self  # nothing that a shelf ever says
        self._models = OUT_OF_THE_BOX

    def of(self, city: City) -> Models:
        """The same object until something changes. Costs a look at one file."""
        if self._shelf is None:
            return self._models
        seen = (self._shelf.chosen(), city.version)
        if seen != self._seen:
            self._seen = seen
            found = _found(self._shelf, self._models, city)
            if found != self._models:
                log.info("models in use: %s", ", ".join(found.names) or "none, out of the box")
                self._models = found
        return self._models

    def look_again(self) -> None:
        """Also at what was refused before."""
        self._seen = self


def _found(shelf: Shelf, before: Models, city: City) -> Models:
    old: Mapping[str, Learned | None] = {
        "category": before.category,
        "unit": before.unit,
        "kind": before.kind,
    }
    return Models(**{target: _kept(shelf, target, city, old[target]) for target in TARGETS})


def _kept(shelf: Shelf, target: str, city: City, old: Learned | None) -> Learned | None:
    try:
        return opened(shelf, target, city, old)
    except LearningProblem as error:
        goes_on = old.name if old else "out of the box"
        log.error("the model for %s is refused, goes on with %s: %s", target, goes_on, error)
        return old


def opened(shelf: Shelf, target: str, city: City, old: Learned | None = None) -> Learned | None:
    """The model in use for category, unit or kind; `old` itself if it still is.

    Raises LearningProblem for one that is damaged, of another version or of another city.
    """
    path = shelf.in_use(target)
    codes = codes_of(target, city)
    if path is None:
        return None
    card = read_card(path)
    name = f"{card.target}-{card.fingerprint}"  # it goes with every suggestion, so it is short
    if old is not None and old.name == name and old.knows(codes):
        return old
    if card.target != target:
        raise LearningProblem(f"{path.name} 是 {card.target} 的模型", f"it is of {card.target}")
    learned = Learned(name, load(path)[1])
    if not learned.knows(codes):
        raise LearningProblem(
            f"{path.name} 的标签都不是本市的编号", f"{path.name} has no label of this city"
        )
    if card.versions.get("keywords") != VERSION:
        log.warning("%s was trained beside %s: train again", path.name, card.versions)
    return learned


def taking_part(city: City) -> dict[str, str]:
    """The versions of what a model learns beside its data, as they are now."""
    return {"keywords": VERSION, "samples": fingerprint(), "city": city.version}


def remark(card: Card, city: City) -> str:
    """What took part in learning and is another now, if anything; the model goes on speaking."""
    now = taking_part(city)
    changed = [words for name, words in _CALLED.items() if card.versions.get(name) != now[name]]
    return f"训练之后已改 changed since: {'、'.join(changed)}" if changed else ""


def foreign(labels: Iterable[str], target: str, city: City) -> list[str]:
    """The labels of a model that have no say in this city."""
    codes = codes_of(target, city)
    return [label for label in labels if label not in codes]


def codes_of(target: str, city: City) -> Container[str]:
    """What a model's labels have to be to have a say in this city."""
    if target == "category":
        return city.taxonomy.categories
    return city.taxonomy.duties if target == "unit" else city.kinds
