"""What is dear and never changes is made once for all gateways that the tests of a process open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partialmethod
from pathlib import Path

import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from gateway.settings import PACKAGED_CITY
from routing_rules import City, load_city


class Compiled(BytecodeCache):
    """Templates of pages; jinja itself sees to it that the source is still the same."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


@cache
def xining() -> City:
    return load_city(PACKAGED_CITY)


def city_of(folder: Path) -> City:
    return xining() if folder == PACKAGED_CITY else load_city(folder)


@contextmanager
def made_once() -> Iterator[None]:
    """Every page and every gateway that is opened meanwhile takes what is there."""
    compiling = partialmethod(Environment.__init__, bytecode_cache=Compiled())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Environment, "__init__", compiling)
        patched.setattr("gateway.town.load_city", city_of)
        yield
