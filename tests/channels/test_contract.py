"""Every door keeps every promise that applies to it; a test that does not apply is not there."""

from __future__ import annotations

import pytest

from channels import CHANNELS
from tests.channels.contract import Promise, keep, promises
from tests.channels.specimens import SPECIMENS

PROMISED = [
    pytest.param(name, promise, id=f"{name}-{promise.__name__}")
    for name, channel in CHANNELS.items()
    if name in SPECIMENS
    for promise in promises(channel, SPECIMENS[name])
]


def test_every_door_brings_a_specimen() -> None:
    assert SPECIMENS.keys() == CHANNELS.keys()


@pytest.mark.parametrize(("name", "promise"), PROMISED)
async def test_every_door_keeps_its_promises(name: str, promise: Promise) -> None:
    await keep(promise, CHANNELS[name], SPECIMENS[name])
