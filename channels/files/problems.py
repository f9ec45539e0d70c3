"""What can be wrong with a file as a whole, said in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from channels.base import Problem


class FileProblem(Exception):
    """The file cannot be read at all; nothing of it has been taken."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.problem = Problem("file", code, zh, en)


def listed(names: Iterable[str]) -> str:
    return ", ".join(filter(None, names)) or "—"
