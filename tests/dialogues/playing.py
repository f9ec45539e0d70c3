"""Plays all dialogues that tests ask for, at once where they may share a gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from tests.dialogues.hall import open_hall
from tests.dialogues.performance import Performance
from tests.dialogues.performing import perform
from tests.dialogues.script import Script

TOGETHER = 8  # dialogues in one hall; Telegram carries 25 messages a second for all chats
HALLS = 3  # open at a time

Key = tuple[str, str]  # name of the script, door


async def played(
    scripts: Mapping[str, tuple[Script, Sequence[str]]], folder: Path, known: Path
) -> Mapping[Key, Performance]:
    """Every script at the doors that stand beside it; halls begin with a copy of `known`."""
    halls = asyncio.Semaphore(HALLS)
    chosen = list(scripts.values())

    async def alone(script: Script, doors: Sequence[str]) -> list[Performance]:
        async with halls, open_hall(folder / script.name, known) as hall:
            return await perform(script, doors, hall)

    done = await asyncio.gather(
        _together([each for each in chosen if not each[0].alone], folder / "together", known),
        *(alone(script, doors) for script, doors in chosen if script.alone),
    )
    return {(one.script.name, one.door): one for some in done for one in some}


async def _together(
    scripts: Collection[tuple[Script, Sequence[str]]], folder: Path, known: Path
) -> list[Performance]:
    room = asyncio.Semaphore(TOGETHER)
    async with open_hall(folder, known) as hall:

        async def in_turn(script: Script, doors: Sequence[str]) -> list[Performance]:
            async with room:
                return await perform(script, doors, hall)

        done = await asyncio.gather(*(in_turn(*each) for each in scripts))
    return [one for some in done for one in some]
