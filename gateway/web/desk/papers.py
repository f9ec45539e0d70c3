"""Forms by which staff enter what came by telephone or in print: each is filed once."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from multidict import MultiDictProxy

from channels.base import Deliver, IdReused, Problem, Unacceptable
from channels.http import Rejected
from channels.message import Receipt
from channels.signed import DESK, SignedChannel
from gateway.clock import Clock
from gateway.database import Database
from gateway.doorkeeping import Doorkeeper
from gateway.store import journal

LONGEST = 60_000  # characters of any field; door and gateway know the real limits


@dataclass(frozen=True, slots=True)
class Paper:
    """A form as it was typed. Its `id` is used once: filed twice, it is one report all the same."""

    id: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    def get(self, name: str, otherwise: str = "") -> str:
        return self.values.get(name, otherwise)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a paper was not filed; `known` is the number it was filed under before, if it was."""

    problems: tuple[Problem, ...] = ()
    known: str = ""
    shut: bool = False  # its door is

    @property
    def status(self) -> int:
        """Of the page that says so."""
        return 422 if self.problems or self.known else 503 if self.shut else 200

    def about(self, name: str) -> list[Problem]:
        return [problem for problem in self.problems if _plain(problem.field) == name]

    def elsewhere(self, names: Iterable[str]) -> list[Problem]:
        """Problems of no field of the form."""
        shown = set(names)
        return [problem for problem in self.problems if _plain(problem.field) not in shown]


NOTHING = Wrong()
SHUT = Wrong(shut=True)


def blank() -> Paper:
    return Paper(secrets.token_hex(16))


def afresh(paper: Paper, wrong: Wrong) -> Paper:
    """The form to send next: one whose id is used up gets another, and keeps what was typed."""
    return Paper(blank().id, paper.values) if wrong.known else paper


def typed(data: MultiDictProxy[Any], names: Iterable[str]) -> Paper:
    """Raises HTTPBadRequest for what no page of ours sends."""
    id_ = str(data.get("paper", ""))
    values = {name: str(data.get(name, "")).replace("\r\n", "\n").strip() for name in names}
    if not re.fullmatch(r"[0-9a-f]{32}", id_) or any(len(v) > LONGEST for v in values.values()):
        raise web.HTTPBadRequest
    return Paper(id_, values)


@dataclass(frozen=True, slots=True)
class Filing:
    """What staff type in goes the way of what programs push: one payload, one door, one intake."""

    door: SignedChannel
    deliver: Deliver
    database: Database
    clock: Clock
    keeper: Doorkeeper

    @property
    def hindrance(self) -> Wrong:
        """What stands in the way before anything was typed."""
        return NOTHING if self.keeper.is_open(self.door) else SHUT

    async def file(self, paper: Paper, payload: Mapping[str, Any]) -> Receipt | Wrong:
        if not self.keeper.is_open(self.door):
            return SHUT
        try:
            message = await asyncio.to_thread(self.door.written, payload, paper.id, self.clock())
            return await self.deliver(message)
        except Rejected as error:
            return Wrong(tuple(self.door.named(error.problems)))
        except IdReused:
            asked = (self.door.name, DESK, paper.id)
            known = await self.database.read(journal.of_external_id, *asked)
            return Wrong(known=known.number if known else "")
        except Unacceptable as error:
            return Wrong(tuple(self.door.named(error.problems)))


def _plain(path: str) -> str:
    """`location.address` is the field `address`; `attachments.0.content` is `attachments`."""
    first, _, rest = path.partition(".")
    return rest if first == "location" else first
