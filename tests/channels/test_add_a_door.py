"""The door that docs/add-a-door.md walks through keeps every promise."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from channels.base import Channel
from tests.channels.contract import keep, promises
from tests.channels.specimen import Specimen

PAGE = Path(__file__).parents[2] / "docs" / "add-a-door.md"


def code(name: str) -> str:
    found = re.search(rf"```python {name}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def module(name: str, source: str) -> ModuleType:
    made = ModuleType(name)
    sys.modules[name] = made
    exec(compile(source, str(PAGE), "exec"), made.__dict__)  # our own page
    return made


@pytest.fixture
def kiosk() -> Iterator[tuple[type[Channel], Specimen]]:
    door = module("channels.kiosk", code("door"))
    specimen = module("tests.channels.specimens.kiosk", code("specimen"))
    yield door.KioskChannel, specimen.SPECIMEN
    del sys.modules["channels.kiosk"], sys.modules["tests.channels.specimens.kiosk"]


async def test_the_door_of_the_page_keeps_every_promise(
    kiosk: tuple[type[Channel], Specimen],
) -> None:
    kept = 0
    for promise in promises(*kiosk):
        await keep(promise, *kiosk)
        kept += 1

    assert kept >= 11
