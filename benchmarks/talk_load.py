"""Conversations at the chat doors: `python -m benchmarks.talk_load DOORS PORT FAR_SIDE PAUSE`.

DOORS are names with commas between them; PAUSE is how many seconds of silence end a turn there.
As many citizens as BENCH_TALKS talk at once, each to the end of his story, then another takes his
seat, until BENCH_SECONDS are over. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import count

import uvloop
from aiohttp import ClientSession, TCPConnector

from benchmarks.mouths import Hall, Mouth, Post
from benchmarks.stories import Step, shapes, story

TALKS = int(os.environ.get("BENCH_TALKS", "200"))  # at once
SECONDS = float(os.environ.get("BENCH_SECONDS", "20"))
THINK = float(os.environ.get("BENCH_THINK", "4"))  # seconds a citizen takes on average
PATIENCE = 15.0  # seconds after which a reply counts as lost
APART = 0.3  # seconds between the messages of one turn


@dataclass(slots=True)
class Tally:
    """Seconds until the reply: by door, and by how the turn ended; and what went wrong."""

    at_once: dict[str, list[float]] = field(default_factory=dict)
    paused: dict[str, list[float]] = field(default_factory=dict)
    acknowledged: list[float] = field(default_factory=list)
    talks: int = 0
    lost: int = 0
    out_of_order: int = 0
    otherwise: list[str] = field(default_factory=list)  # what was wanted, what came


@dataclass(frozen=True, slots=True)
class Load:
    hall: Hall
    tally: Tally
    pause: float
    echoes: bool  # whoever answers only says again what it hears
    shapes: Mapping[str, re.Pattern[str]]

    async def seat(self, door: str, numbers: count[int], until: float) -> None:
        await asyncio.sleep(random.uniform(0, THINK))
        while time.perf_counter() < until:
            i = next(numbers)
            async with self.hall.mouth(door, i) as mouth:
                for step in story(i, piled=door != "telegram"):
                    await self._step(door, mouth, step)
                    await asyncio.sleep(random.uniform(0.5, 1.5) * THINK)
            self.tally.talks += 1

    async def _step(self, door: str, mouth: Mouth, step: Step) -> None:
        said = [
            await self._said(mouth, words, step, place) for place, words in enumerate(step.says)
        ]
        paused = step.pauses and not self.echoes
        from_then = [said[-1] + self.pause] if paused else said
        heard = [await self._heard(mouth) for _ in from_then]
        pairs = zip(from_then, heard, strict=True)
        kind = self.tally.paused if step.pauses else self.tally.at_once
        kind.setdefault(door, []).extend(at - then for then, (at, _) in pairs if at)
        self._judge(step, [words for at, words in heard if at])

    async def _said(self, mouth: Mouth, words: str, step: Step, place: int) -> float:
        if place and step.pauses:
            await asyncio.sleep(APART)
        started = time.perf_counter()
        acknowledged = await mouth.say(words)
        self.tally.acknowledged.append(acknowledged - started)
        return acknowledged

    async def _heard(self, mouth: Mouth) -> tuple[float, str]:
        try:
            async with asyncio.timeout(PATIENCE):
                return await mouth.heard.get()
        except TimeoutError:
            return 0.0, ""

    def _judge(self, step: Step, heard: list[str]) -> None:
        wanted = list(step.says if self.echoes else step.hears)
        told = heard if self.echoes else [self._template(words) for words in heard]
        if len(told) < len(wanted):
            self.tally.lost += len(wanted) - len(told)
        elif sorted(told) == sorted(wanted):
            self.tally.out_of_order += told != wanted
        else:
            self.tally.otherwise.append(f"{wanted}: {told}")

    def _template(self, words: str) -> str:
        keys = [key for key, shape in self.shapes.items() if shape.match(words)]
        return max(keys, key=lambda key: len(self.shapes[key].pattern), default="?")


async def run(doors: list[str], port: int, far_side: str, pause: float) -> Tally:
    numbers, tally, post, ready = count(), Tally(), Post(), asyncio.Event()
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        listening = asyncio.create_task(post.listen(session, far_side, ready))
        await ready.wait()
        hall = Hall(session, f"http://127.0.0.1:{port}", post)
        load = Load(hall, tally, pause, not pause, shapes())
        until = time.perf_counter() + SECONDS
        seats = [load.seat(doors[n % len(doors)], numbers, until) for n in range(TALKS)]
        await asyncio.gather(*seats)
        listening.cancel()
    return tally


if __name__ == "__main__":
    doors, port, far_side, pause = sys.argv[1:]
    told = asdict(uvloop.run(run(doors.split(","), int(port), far_side, float(pause))))
    print(json.dumps(told))  # noqa: T201 - its one output
