"""A model as a directory: plain numbers and JSON, checked before it is used.

`card.json` says what it is and holds the SHA-256 of every other file, `card.sha256` its own, so a
directory is whole or refused.
"""

import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.learning.calibration import Odds
from nlp.learning.features import BLOCKS, Features
from nlp.learning.hidden import Hidden
from nlp.learning.model import Model
from nlp.learning.problems import LearningProblem
from nlp.learning.seen import Marks, marks

FORMAT = 6  # changes whenever an older program would misread a newer directory, or the reverse
CARD = "card.json"
SEAL = "card.sha256"
_LINES = ("rarity.npy", "weights.npy", "bias.npy", "tilt.npy", "odds.npy")
_HIDDEN = ("inward.npy", "threshold.npy", "outward.npy")
_SEEN = "seen.npy"
_PARTS = ("terms.json", *_LINES, *_HIDDEN, _SEEN)


class Card(BaseModel):
    """Where a model comes from and what it reached. `files` are SHA-256 by name, `versions` those
    of whatever took part in learning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    target: str
    labels: tuple[str, ...]
    seed: int
    data: Mapping[str, Any]
    versions: Mapping[str, str]
    figures: Mapping[str, Any]
    files: Mapping[str, str] = {}

    @property
    def fingerprint(self) -> str:
        """Of everything in the directory, 12 hexadecimal digits."""
        return hashlib.sha256(_written(self)).hexdigest()[:12]


def check_place(path: Path) -> None:
    """Raises LearningProblem where no model can be written; leaves nothing behind."""
    try:
        if path.exists() and not (path / CARD).is_file() and not _is_empty(path):
            raise LearningProblem(
                f"{path} 已存在且不是模型目录,未改动",
                f"{path} exists and is no model: left as it is",
            )
        _try_out(_fresh(path))
    except OSError as error:
        raise LearningProblem(
            f"{path} 写不进去({error.strerror}),请换一个目录",
            f"{path} cannot be written ({error.strerror}): choose another directory",
        ) from error


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _try_out(folder: Path) -> None:
    """Makes the folder and whatever it stands in, and removes all of that again."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    finally:
        for each in missing:
            if each.is_dir():
                each.rmdir()


def write(path: Path, card: Card, model: Model, texts: Iterable[str] = ()) -> Card:
    """The whole directory or nothing. Raises LearningProblem if something else is there.

    `texts` are what was learned from; they are not kept, but known again (`nlp.learning.seen`).
    """
    check_place(path)
    parts = {**_parts(model), _SEEN: _array(marks(texts))}
    files = {name: hashlib.sha256(parts[name]).hexdigest() for name in _PARTS}
    whole = card.model_copy(update={"files": files})
    fresh = _fresh(path)
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, content in parts.items():
        (fresh / name).write_bytes(content)
    (fresh / CARD).write_bytes(_written(whole))
    (fresh / SEAL).write_text(_sealed(_written(whole)), encoding="ascii")
    _put(fresh, path.absolute())
    return whole


def _fresh(path: Path) -> Path:
    """Beside the directory, where it is put together."""
    whole = path.absolute()
    return whole.with_name(whole.name + ".new")


def _put(fresh: Path, path: Path) -> None:
    """Two renames: a reader in between finds no model, never half of one."""
    old = fresh.with_suffix(".old")
    shutil.rmtree(old, ignore_errors=True)
    if path.exists():
        os.replace(path, old)
    os.replace(fresh, path)
    shutil.rmtree(old, ignore_errors=True)


def read_card(path: Path) -> Card:
    """What stands in the directory about itself. Raises LearningProblem."""
    try:
        content = (path / CARD).read_bytes()
        found = json.loads(content)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise LearningProblem(
            f"{path} 不是模型目录:没有 {CARD}", f"{path} is no model: there is no {CARD}"
        ) from error
    except ValueError as error:
        raise _damaged(path, CARD) from error
    if isinstance(found, dict) and found.get("format") != FORMAT:
        raise LearningProblem(
            f"{path} 是另一版本的模型(格式 {found.get('format')},本程序用 {FORMAT}),请重新训练",
            f"{path} is of another version (format {found.get('format')}, here {FORMAT}): "
            "train it again",
        )
    try:
        card = Card.model_validate(found)
        sealed = (path / SEAL).read_text(encoding="ascii")
    except (ValidationError, FileNotFoundError, UnicodeDecodeError) as error:
        raise _damaged(path, CARD) from error
    if sealed != _sealed(content):
        raise _damaged(path, CARD)
    return card


def _sealed(card: bytes) -> str:
    """The line that sha256sum writes and checks."""
    return f"{hashlib.sha256(card).hexdigest()}  {CARD}\n"


def load(path: Path) -> tuple[Card, Model]:
    """Raises LearningProblem for a directory that is damaged or of another version."""
    card = read_card(path)
    parts = {name: _checked(path, name, card) for name in _PARTS}
    try:
        return card, _assembled(card, parts)
    except (ValueError, TypeError, KeyError, AttributeError, EOFError) as error:
        raise _damaged(path, CARD) from error


def read_seen(path: Path, card: Card) -> Marks:
    """The marks of the texts that a model learned from. Raises LearningProblem."""
    try:
        return np.asarray(_read(_checked(path, _SEEN, card)), np.uint32)
    except (ValueError, TypeError, EOFError) as error:
        raise _damaged(path, _SEEN) from error


def _checked(path: Path, name: str, card: Card) -> bytes:
    try:
        content = (path / name).read_bytes()
    except FileNotFoundError as error:
        raise _damaged(path, name) from error
    if hashlib.sha256(content).hexdigest() != card.files.get(name):
        raise _damaged(path, name)
    return content


def _damaged(path: Path, name: str) -> LearningProblem:
    return LearningProblem(
        f"{path} 已损坏({name}),请重新训练或取回备份",
        f"{path} is damaged ({name}): train it again or take it from the backup",
    )


def _parts(model: Model) -> dict[str, bytes]:
    names = {
        "blocks": [list(each) for each in model.features.terms],
        "aids": [*model.features.aids],
    }
    return {
        "terms.json": json.dumps(names, ensure_ascii=False).encode(),
        "rarity.npy": _array(model.features.rarity),
        "weights.npy": _array(model.weights.astype(np.float16)),
        "bias.npy": _array(model.bias),
        "tilt.npy": _array(model.tilt),
        "inward.npy": _array(model.hidden.inward.astype(np.float16)),
        "threshold.npy": _array(model.hidden.threshold),
        "outward.npy": _array(model.hidden.outward),
        "odds.npy": _array(np.array([model.odds.power, model.odds.plus])),
    }


def _assembled(card: Card, parts: Mapping[str, bytes]) -> Model:
    """Raises ValueError and its like where the parts do not belong together."""
    names = json.loads(parts["terms.json"])
    rarity, weights, bias, tilt, odds = (_read(parts[name]) for name in _LINES)
    terms, start = [], 0
    for block in names["blocks"]:
        terms.append({term: start + at for at, term in enumerate(block)})
        start += len(block)
    aids = {name: start + at for at, name in enumerate(names["aids"])}
    shape = (start + len(aids), len(card.labels))
    sizes = (len(terms), len(rarity), weights.shape, bias.shape, tilt.shape, odds.shape)
    if sizes != (len(BLOCKS), start, shape, shape[1:], shape[1:], (2,)):
        raise ValueError("the parts have different sizes")
    hidden = _hidden(parts, shape)
    features = Features(tuple(terms), aids, rarity)
    lines = weights.astype(np.float32)
    return Model(card.labels, features, lines, bias, tilt, hidden, Odds(*odds.tolist()))


def _hidden(parts: Mapping[str, bytes], shape: tuple[int, ...]) -> Hidden:
    inward, threshold, outward = (_read(parts[name]) for name in _HIDDEN)
    units = threshold.shape
    if (inward.shape, outward.shape) != (shape[:1] + units, units + shape[1:]):
        raise ValueError("the hidden layer has another size")
    return Hidden(inward.astype(np.float32), threshold, outward)


def _array(numbers: Any) -> bytes:
    written = io.BytesIO()
    np.save(written, numbers, allow_pickle=False)
    return written.getvalue()


def _read(content: bytes) -> Any:
    return np.load(io.BytesIO(content), allow_pickle=False)


def _written(card: Card) -> bytes:
    return (card.model_dump_json(indent=1) + "\n").encode()
