"""Performs a dialogue at several doors at once, turn by turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

from aiohttp import ClientError

from tests.dialogues.hall import Hall
from tests.dialogues.mouths import MOUTHS
from tests.dialogues.performance import Performance
from tests.dialogues.script import Script

BROKEN = (AssertionError, ClientError, LookupError, TimeoutError)


async def perform(script: Script, doors: Sequence[str], hall: Hall) -> list[Performance]:
    """At every door that can carry it; whoever breaks off does not hold up the others."""
    able = [door for door in doors if not script.cannot(door, MOUTHS[door].can)]
    all_ = [Performance(script, door, hall) for door in able]
    await _each(all_, Performance.open)
    for turn in script.turns:
        if turn.wait is not None:
            await hall.later(turn.wait)
            await _each(all_, partial(Performance.listen, turn=turn, begun=hall.clock()))
        elif turn.restart:
            await _each(all_, Performance.close)
            await hall.stop()
            await hall.start()
            await _each(all_, Performance.reopen)
        else:
            await _each(all_, partial(Performance.take, turn=turn))
    await asyncio.gather(*(one.close() for one in all_))
    return all_


async def _each(all_: Iterable[Performance], do: Callable[[Performance], Awaitable[None]]) -> None:
    async def guarded(one: Performance) -> None:
        try:
            await do(one)
        except BROKEN as error:
            turn = len(one.taken) + 1
            one.broken = f"turn {turn}: {type(error).__name__}: {error}"

    await asyncio.gather(*(guarded(one) for one in all_ if not one.broken))
