"""The models of one installation: which there are, which is in use, and which was before."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.learning.directory import CARD, Card, load, read_card
from nlp.learning.problems import LearningProblem

IN_USE = "in-use.json"


class _Used(BaseModel):
    """By target: the names of models, the one in use last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    targets: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class Shelved:
    """A model on the shelf; without a card it cannot be used, and `problem` says why."""

    name: str
    card: Card | None
    used: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder with one directory per model. Reading it twice gives the same answer."""

    folder: Path

    def all(self) -> Iterator[Shelved]:
        used = {names[-1] for names in self._used().targets.values() if names}
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.iterdir()):
            if path.is_dir() and not path.name.endswith((".new", ".old")):
                yield _shelved(path, path.name in used)

    def chosen(self) -> object:
        """Something that differs when another model was chosen; costs one look at one file."""
        try:
            seen = (self.folder / IN_USE).stat()
        except FileNotFoundError:
            return None
        return seen.st_ino, seen.st_mtime_ns, seen.st_size

    def in_use(self, target: str) -> Path | None:
        """The directory of the model in use for category, unit or kind."""
        names = self._used().targets.get(target, ())
        return self.folder / names[-1] if names else None

    def card_of(self, model: str) -> Card:
        """What a model says about itself: a name on the shelf, or a directory elsewhere.

        Raises LearningProblem.
        """
        return read_card(self._on_shelf(model) or Path(model))

    def use(self, model: str) -> Card:
        """From now on this one: a name on the shelf, or a directory that is taken onto it.

        It is loaded first. Raises LearningProblem; then nothing has changed.
        """
        path = self._on_shelf(model) or self._take(Path(model))
        card, _ = load(path)
        targets = dict(self._used().targets)
        before = tuple(name for name in targets.get(card.target, ()) if name != path.name)
        self._write(_Used(targets={**targets, card.target: (*before, path.name)}))
        return card

    def rollback(self, target: str) -> Card | None:
        """Back to the model before; None: to none, the pipeline out of the box.

        Raises LearningProblem when none is in use, or the one before is gone or damaged.
        """
        targets = dict(self._used().targets)
        names = targets.pop(target, ())
        if not names:
            raise LearningProblem(f"{target} 没有在用的模型", f"no model is in use for {target}")
        before = names[:-1]
        card = load(self.folder / before[-1])[0] if before else None
        self._write(_Used(targets={**targets, **({target: before} if before else {})}))
        return card

    def _on_shelf(self, model: str) -> Path | None:
        path = self.folder / model
        return path if "/" not in model and (path / CARD).is_file() else None

    def _take(self, path: Path) -> Path:
        card, _ = load(path)
        name = f"{card.target}-{card.fingerprint}"
        kept = self.folder / name
        if not kept.exists():
            fresh = self.folder / (name + ".new")
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.copytree(path, fresh)
            os.replace(fresh, kept)
        return kept

    def _used(self) -> _Used:
        path = self.folder / IN_USE
        try:
            return _Used.model_validate(json.loads(path.read_bytes()))
        except FileNotFoundError:
            return _Used()
        except (ValueError, ValidationError) as error:
            raise LearningProblem(
                f"{path} 已损坏:请删掉这个文件,再用 duokou model use 逐个启用;"
                "丢的只是哪些在用、之前用过哪些,模型都还在",
                f"{path} is damaged: remove it and choose again with duokou model use; only which "
                "models are in use and were before is lost, the models are all there",
            ) from error

    def _write(self, used: _Used) -> None:
        """Whole or not at all, also when the machine stops in between."""
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / (IN_USE + ".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(used.model_dump_json(indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self.folder / IN_USE)


def _shelved(path: Path, used: bool) -> Shelved:
    try:
        return Shelved(path.name, read_card(path), used)
    except LearningProblem as error:
        return Shelved(path.name, None, used, str(error))
