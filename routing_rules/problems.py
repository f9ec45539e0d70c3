"""What is wrong with a city folder, told so that the person who edits it can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake; `line` counts from 1, and is 0 where a whole file is meant."""

    file: str
    line: int
    reason: str
    reason_en: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason} / {self.reason_en}"


class CityError(Exception):
    """A city folder that cannot be used, with every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
