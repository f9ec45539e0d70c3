"""The sample sentences written for this project: what there is to learn from before any history."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.learning.problems import LearningProblem

FOLDER = Path(__file__).parent.parent / "samples"
_DIGITS = 12
_MARKS = dict.fromkeys(map(ord, "⟦⟧"))  # about each matter, or name, of a line
_EITHER = "hurry"  # of the lines that steer
DOUBTFUL = "?"  # a level that readers would not agree on
COLUMNS = (
    "event",
    "telling",
    "category",
    "kind",
    "urgency",
    "channel",
    "mood",
    "title",
    "text",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One telling of a made-up event; category, kind and urgency are codes of the sample city."""

    event: str
    telling: str
    category: str
    kind: str
    urgency: str
    channel: str
    mood: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the file `source`, written to show one kind of request, one category, or both;
    "" where nobody said."""

    text: str
    source: str
    kind: str = ""
    category: str = ""


@cache
def fingerprint(folder: Path = FOLDER) -> str:
    """Of all of them, 12 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.tsv")):
        content = path.read_bytes()
        digest.update(f"{path.name}:{len(content)}:".encode() + content)
    return digest.hexdigest()[:_DIGITS]


def samples(folder: Path = FOLDER) -> Iterator[Sample]:
    """In the order of the files and their lines. Raises LearningProblem for a malformed line."""
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if tuple(next(lines, ())) != COLUMNS:
                raise LearningProblem(f"{path.name} 的列不对", f"{path.name}: wrong columns")
            for number, cells in enumerate(lines, start=2):
                if len(cells) != len(COLUMNS):
                    where = f"{path.name}:{number}"
                    raise LearningProblem(f"{where} 列数不对", f"{where}: wrong number of cells")
                yield Sample(*cells)


def lessons(folder: Path = FOLDER) -> Iterator[Sample]:
    """The samples without those whose event is no event of a category: they were written for danger
    alone, and would make every call for help sound like one."""
    return (each for each in samples(folder) if each.event[:2] == each.category[:2])


def kind_lines(folder: Path = FOLDER) -> Iterator[Line]:
    """Of the files of `kinds/`, in their order: `kind<TAB>text`, and the category in a third cell
    where a reader could tell it."""
    for source, cells in _lines(folder / "kinds"):
        kind, text, category = (*cells, "")[:3]
        yield Line(text, source, kind, category)


def category_lines(folder: Path = FOLDER) -> Iterator[Line]:
    """Of the files of `categories/`, `category<TAB>text`, in their order."""
    for source, (category, text) in _lines(folder / "categories"):
        yield Line(text, source, category=category)


def ordinary_lines(folder: Path = FOLDER) -> Iterator[Line]:
    """All that was written to show kinds, categories, matters, names and what steers a talk: what a
    day brings. Some of it are emergencies: those stand in `emergencies`. Calls to hurry may be
    either, and are left out."""
    yield from category_lines(folder)
    yield from kind_lines(folder)
    for source, (label, text) in _lines(folder / "steering"):
        if label != _EITHER:
            yield Line(text, source)
    for path in (*_texts(folder / "matters"), *_texts(folder / "names")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield Line(line.translate(_MARKS).replace("\\n", "\n"), path.stem)


def _texts(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.txt"))


def emergencies(folder: Path = FOLDER) -> dict[str, str]:
    """Those of the ordinary lines that readers took for emergencies (`U0`) or were in doubt about
    (`DOUBTFUL`), by their text. Read were all in the categories for danger, and all at which the
    models that had not learned from them rang, or nearly."""
    lines = (folder / "emergencies.txt").read_text(encoding="utf-8").splitlines()
    found = (line.partition("\t") for line in lines)
    return {text.replace("\\n", "\n"): level for level, _, text in found}


def _lines(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The cells of every line of a folder's files, and the name of its file."""
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path.stem, line.split("\t")
