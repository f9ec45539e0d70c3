"""Labelled tables as the commands read them: a CSV file, the columns asked for, nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from channels.files import FileProblem
from channels.files.text import rows as rows_of
from gateway.commands.plainly import WrongUse, say

LONGEST = 100_000  # characters of a cell that are read: the longest message that the gateway takes
FEW = 0.05  # share of rows whose label may be another city's


def table(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    """The rows, with the columns asked for by name, their cells as they were written.

    Raises WrongUse for a file that lacks them, has no rows, or is no table.
    """
    wanted = [name for name in columns if name]
    cells = _read(path)
    headings = [heading.strip() for heading in cells[0]] if cells else []
    missing = [name for name in wanted if name not in headings]
    if missing:
        raise WrongUse(
            f"{path} 缺少列：{'、'.join(missing)}；有：{'、'.join(headings) or '无'}"
            f" / columns are missing: {', '.join(missing)}"
        )
    if twice := [name for name in wanted if headings.count(name) > 1]:
        raise WrongUse(
            f"{path} 有几列同名：{'、'.join(twice)}，请改名 / "
            f"columns of the same name, rename one: {', '.join(twice)}"
        )
    if len(cells) < 2:
        raise WrongUse(f"{path} 没有数据行 / has no rows")
    at = {name: headings.index(name) for name in wanted}
    return [{name: _cell(row, where) for name, where in at.items()} for row in cells[1:]]


def pairs(path: Path) -> list[tuple[str, str]]:
    """The first two cells of every row, the heading too. Raises WrongUse."""
    return [(_cell(row, 0).strip(), _cell(row, 1).strip()) for row in _read(path)]


def _read(path: Path) -> list[list[str]]:
    try:
        return [row for row in rows_of(path) if any(cell.strip() for cell in row)]
    except FileProblem as error:
        raise WrongUse(f"{path}: {error}") from error
    except (FileNotFoundError, IsADirectoryError) as error:
        raise WrongUse(f"没有这个文件 There is no such file: {path}") from error


def _cell(row: Sequence[str], at: int) -> str:
    return row[at][:LONGEST] if at < len(row) else ""


def labels_of(rows: Sequence[Mapping[str, str]], column: str) -> list[str]:
    """Raises WrongUse for a row without a label."""
    labels = [row[column].strip() for row in rows]
    for number, label in enumerate(labels, start=2):
        if not label:
            raise WrongUse(f"第 {number} 行的“{column}”为空 / row {number}: “{column}” is empty")
    return labels


def refused(labels: Iterable[str], known: Iterable[str], whose: tuple[str, str]) -> None:
    """Raises WrongUse when a label is not among the known ones."""
    unknown = sorted(set(labels) - set(known))
    if unknown:
        raise WrongUse(f"{whose[0]}没有这些标签 / labels unknown to {whose[1]}: {_shown(unknown)}")


def foreign(labels: Sequence[str], known: Iterable[str], whose: tuple[str, str]) -> dict[str, int]:
    """How often labels occur that nobody here can guess: said aloud, and counted as missed.

    Raises WrongUse when they are more than a few: then the labels are of another kind.
    """
    ours = set(known)
    unknown = Counter(label for label in labels if label not in ours)
    if unknown.total() > FEW * len(labels):
        refused(labels, ours, whose)
    if unknown:
        say.print(
            f"注意：{whose[0]}没有这些标签，一律算错 / unknown to {whose[1]}, counted as wrong: "
            f"{_shown(sorted(unknown))}",
            style="yellow",
            markup=False,
        )
    return dict(sorted(unknown.items()))


def _shown(labels: Sequence[str]) -> str:
    return "、".join(labels[:10]) + (" …" if len(labels) > 10 else "")
