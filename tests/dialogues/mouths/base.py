"""A citizen at one door: the few things he can do there, and what he hears."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from tests.dialogues.hall import Hall

_people = itertools.count(1)
_messages = itertools.count(7_000_000_001)
_NUMBERED = re.compile(r"(?:^|(?<=\s))(\d)\. (.+?)(?=\s+\d\. |\s*$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as it reached the citizen, with the answers it offered."""

    text: str
    choices: tuple[str, ...] = ()


class CannotDo(Exception):
    """This door has no way to do that."""


def one_more_person() -> int:
    return next(_people)


def one_more_message() -> int:
    return next(_messages)


def with_numbered(text: str) -> Heard:
    """Where there are no buttons the answers stand below the words: the last list of "1. …"."""
    choices: list[str] = []
    for place, said in _NUMBERED.findall(text):
        if int(place) == 1:
            choices = []
        if int(place) == len(choices) + 1:
            choices.append(said.strip())
    return Heard(text, tuple(choices) if len(choices) > 1 else ())


@dataclass(slots=True)
class Mouth:
    """`can` names what else than words this door carries: picture, album, voice, location.

    `sender` is what the gateway calls him. `known` are the messages of his provider that were
    looked at already.
    """

    door: ClassVar[str]
    can: ClassVar[frozenset[str]]

    hall: Hall
    language: str = "zh"
    person: int = field(default_factory=one_more_person)
    replies: list[Heard] = field(default_factory=list)

    @property
    def sender(self) -> str:
        raise NotImplementedError

    async def open(self) -> None:
        """He opens the app; also after the line was lost."""

    async def close(self) -> None:
        """He puts it away."""

    async def say(self, text: str) -> None:
        raise NotImplementedError

    async def picture(self) -> None:
        raise CannotDo(f"{self.door}: no pictures")

    async def album(self, count: int) -> None:
        """As several pictures sent together arrive here: by default, one right after the other."""
        for _ in range(count):
            await self.picture()

    async def voice(self) -> None:
        raise CannotDo(f"{self.door}: no voice messages")

    async def location(self, latitude: float, longitude: float, label: str) -> None:
        raise CannotDo(f"{self.door}: no positions")

    async def sticker(self) -> None:
        """Something without words, as citizens send it here."""
        raise NotImplementedError

    async def press(self, offered: Heard, place: int) -> None:
        """Choose one of the answers of a message; `place` counts from 1."""
        await self.say(offered.choices[place - 1])

    def heard(self) -> list[Heard]:
        """Everything so far, in order."""
        return self.replies

    def note(self, found: Iterable[Heard]) -> None:
        self.replies.extend(found)
