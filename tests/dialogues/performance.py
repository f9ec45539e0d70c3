"""A dialogue held at one door: who takes part, what he says there, and what he hears."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gateway.conversation.turns import MINUTE
from gateway.numbers import spoken
from tests.dialogues import standing
from tests.dialogues.hall import PATIENCE, Hall
from tests.dialogues.mouths import MOUTHS, Heard, Mouth
from tests.dialogues.script import Act, Script, Turn
from tests.dialogues.staffing import Colleague
from tests.dialogues.standing import FiledReport

LOOK = 0.3  # seconds between two looks
CODE = re.compile(r"(?:继续|resume|continue)\s*“?([a-z0-9]{8})(?![a-z0-9])", re.IGNORECASE)
BLANK = re.compile(r"\{((?:\w+\.)?(?:number|code))\}")


class InVain(AssertionError):
    """The gateway did not come to rest."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One turn as it went: what was heard after it, and how many reports he had then.

    `minutes` is how many had begun until all was quiet, `blanks` what {number} and the like stood
    for.
    """

    turn: Turn
    heard: tuple[Heard, ...]
    minutes: int
    reports: int
    blanks: Mapping[str, str]

    @property
    def words(self) -> str:
        return "\n".join(heard.text for heard in self.heard)

    def filled(self, text: str) -> str:
        return filled(text, self.blanks)


@dataclass(slots=True)
class Player:
    """Somebody who takes part, at his door."""

    mouth: Mouth
    seen: int = 0
    reports: tuple[FiledReport, ...] = ()
    talked: int = 0
    offered: Heard | None = None

    @property
    def citizen(self) -> standing.Citizen:
        return self.mouth.door, self.mouth.sender

    def had_a_choice(self) -> Heard:
        assert self.offered, "nothing was offered to choose from"
        return self.offered

    def news(self) -> tuple[Heard, ...]:
        """What he has heard since the last call."""
        heard = self.mouth.heard()
        new = tuple(heard[self.seen :])
        self.seen = len(heard)
        self.offered = next((each for each in reversed(new) if each.choices), self.offered)
        return new


@dataclass(slots=True)
class Performance:
    """A dialogue at one door. `broken` says why it could not be held to its end."""

    script: Script
    door: str
    hall: Hall
    players: dict[str, Player] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    broken: str = ""

    async def open(self) -> None:
        for name, door in self._doors():
            mouth = MOUTHS[door](self.hall, self.script.language)
            await mouth.open()
            self.players[name] = Player(mouth)

    def _doors(self) -> Iterable[tuple[str, str]]:
        yield "citizen", self.door
        for name, player in self.script.cast.items():
            yield name, self.door if player.door == "same" else next_door(self.door)

    async def reopen(self) -> None:
        for player in self.players.values():
            await player.mouth.open()

    async def close(self) -> None:
        for player in self.players.values():
            await player.mouth.close()

    async def take(self, turn: Turn) -> None:
        """Says what the turn says, and listens until nothing more comes."""
        player, begun = self.players[turn.who], self.hall.clock()
        if turn.staff is not None:
            read = self.hall.gateway.parts.database.read
            talk = await read(standing.talk_of, player.citizen)
            colleague = Colleague(self.hall.gateway.attend, talk)
            await colleague.act(turn.staff)
        elif turn.otherwise and turn.needs - player.mouth.can:
            await player.mouth.say(self._filled(turn.otherwise))
        else:
            for act in turn.citizen:
                await self._acted(player, act)
        await self.listen(turn, begun)

    async def _acted(self, player: Player, act: Act) -> None:
        mouth, spot = player.mouth, act.location
        doing: Mapping[str, Callable[[], Awaitable[None]]] = {
            "words": lambda: self._say(mouth, act),
            "picture": mouth.picture,
            "album": lambda: mouth.album(act.album),
            "voice": mouth.voice,
            "location": lambda: mouth.location(*spot.model_dump().values() if spot else ()),
            "sticker": mouth.sticker,
            "press": lambda: mouth.press(player.had_a_choice(), act.press),
        }
        await doing[next(act.named)]()

    async def _say(self, mouth: Mouth, act: Act) -> None:
        for place in range(1, act.times + 1):
            await mouth.say(self._filled(act.words) + (f"（{place}）" if act.times > 1 else ""))

    async def listen(self, turn: Turn, begun: datetime) -> None:
        for player in self.players.values():
            await self._hush(player)
        await self._look()
        player = self.players[turn.who]
        minutes = (self.hall.clock() - begun) // MINUTE + 1
        self.taken.append(Taken(turn, player.news(), minutes, len(player.reports), self._blanks()))

    async def _hush(self, player: Player) -> None:
        database, clock = self.hall.gateway.parts.database, self.hall.clock
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while left := await database.read(standing.unfinished, player.citizen, clock()):
            if loop.time() > end:
                aside = await self.hall.gateway.parts.stream.shunted(20)
                why = ", ".join(
                    f"{entry.item.partition(':')[0]}: {entry.reason}" for entry in aside
                )
                raise InVain(f"still {', '.join(left)}; set aside: {why or 'nothing'}")
            await asyncio.sleep(LOOK)

    async def _look(self) -> None:
        database = self.hall.gateway.parts.database
        for player in self.players.values():
            player.reports = await database.read(standing.filed, player.citizen)
            player.talked = await database.read(standing.talked, player.citizen)

    def _filled(self, text: str) -> str:
        return filled(text, self._blanks())

    def _blanks(self) -> dict[str, str]:
        """What {number}, {neighbour.number}, {code} and so on stand for now."""
        known = {}
        for name, player in self.players.items():
            lead = "" if name == "citizen" else f"{name}."
            if player.reports:
                known[f"{lead}number"] = spoken(player.reports[-1].number)
            if codes := [code for each in player.mouth.heard() for code in CODE.findall(each.text)]:
                known[f"{lead}code"] = codes[-1]
        return known


def filled(text: str, blanks: Mapping[str, str]) -> str:
    """Raises KeyError for what has not come up yet."""
    return BLANK.sub(lambda blank: blanks[blank[1]], text)


def next_door(door: str) -> str:
    """Another one: citizens go on by text message, or from there in the web chat."""
    return "webchat" if door == "sms" else "sms"
