"""What came in and became no report: staff look at it, read it again, or take it off the list."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from gateway.database import Database
from gateway.doors import Doors
from gateway.raws import Raws
from gateway.rereading import Outcome
from gateway.stages.confirming import Invalid
from gateway.stages.replaying import Replay
from gateway.store import payloads
from gateway.store.payloads import Payload

log = logging.getLogger(__name__)

MOST = 50  # on one page
SHOWN = 2000  # characters of a parked payload
LONGEST_JSON = 64 * 1024  # bytes
LONGEST_ID = 40  # characters; what is longer no page of ours sends

NO_DOOR = Invalid(
    "door",
    "设置里已没有这个渠道，无法再读：请看原文，另行登记后点“处理完毕”。",
    "This door is not in the settings any more, so nothing can read it: enter it by hand, "
    "then press “Done with”.",
)
READ_AGAIN: Mapping[Outcome, tuple[str, str]] = {
    Outcome.NEW: ("已收为新诉求。", "Taken in as a new report."),
    Outcome.KNOWN: (
        "此前已收过，没有重复登记。",
        "It was known before; nothing was filed twice.",
    ),
    Outcome.CHANGED: (
        "编号此前已用于其他内容，没有收下：请看原文，另行登记后点“处理完毕”。",
        "Its id was used before for other content, so it was not taken: enter it by hand, "
        "then press “Done with”.",
    ),
    Outcome.REFUSED: (
        "又读了一次，仍不能接收，原因未变的话再读无用：请另行登记，或联系对方重发。",
        "Read again, and still refused: enter it by hand, or ask the sender to send it again.",
    ),
    Outcome.NOTHING: (
        "又读了一次，里面没有诉求：确认后点“处理完毕”。",
        "Read again: it holds no report. If you agree, press “Done with”.",
    ),
    Outcome.UNREADABLE: (
        "又读了一次，还是读不懂：请看原文，另行登记，或联系对方重发。",
        "Read again, and still unreadable: enter it by hand, or ask the sender to send it again.",
    ),
    Outcome.GONE: (
        "原文文件已不在，无法再读：请联系对方重发，或点“处理完毕”。",
        "Its file is gone: ask the sender to send it again, or press “Done with”.",
    ),
}


@dataclass(frozen=True, slots=True)
class Shown:
    payload: Payload
    words: str


@dataclass(frozen=True, slots=True)
class Listed:
    """`older` begins the next page ("" on the last); `found` is what was just read again."""

    shown: Sequence[Shown]
    older: str
    before: str
    found: Sequence[Outcome]


@dataclass(frozen=True, slots=True)
class Parked:
    """A part of the doors' page."""

    database: Database
    doors: Doors
    raws: Raws
    replay: Replay

    def routes(self) -> Iterable[web.RouteDef]:
        return (web.post("/doors/parked", self.deal),)

    async def listed(self, request: web.Request) -> Listed:
        before = request.query.get("before", "")[:LONGEST_ID]
        found = await self.database.read(payloads.parked, MOST + 1, before)
        shown = [Shown(payload, await self._words(payload)) for payload in found[:MOST]]
        older = shown[-1].payload.id if len(found) > MOST else ""
        said = request.query.getall("found", [])
        return Listed(shown, older, before, [outcome for outcome in Outcome if outcome in said])

    async def deal(self, request: web.Request) -> web.StreamResponse:
        """Read a parked payload once more, or take it off the list."""
        form = await request.post()
        payload = await self.database.read(payloads.get, str(form.get("payload", ""))[:LONGEST_ID])
        if payload is None:
            raise web.HTTPNotFound
        outcomes: Iterable[Outcome] = ()
        if form.get("deed") == "again":
            outcomes = await self._again(payload)
        elif form.get("deed") == "release":
            await self.database.write(payloads.release, payload.id)
            log.info("payload %s released by %s", payload.id, request["user"].name)
        before = request.query.get("before", "")[:LONGEST_ID]
        told = [("before", before)] if before else []
        query = urlencode([*told, *(("found", outcome.value) for outcome in outcomes)])
        raise web.HTTPSeeOther(f"/desk/doors?{query}#parked")

    async def _again(self, payload: Payload) -> Iterable[Outcome]:
        door = self.doors.get(payload.packed.door)
        if door is None:
            raise NO_DOOR
        return await self.replay.one(door, payload)

    async def _words(self, payload: Payload) -> str:
        try:
            raw = await self.raws.opened(payload.packed)
        except FileNotFoundError:
            return ""
        return _readable(raw.content)[:SHOWN]


def _readable(content: bytes) -> str:
    """JSON with its characters written out: providers send Chinese as \\u4e2d\\u6587."""
    as_it_came = content[: SHOWN * 4].decode("utf-8", "replace")
    if len(content) > LONGEST_JSON:
        return as_it_came
    try:
        written = json.dumps(json.loads(content), ensure_ascii=False, indent=1)
    except (ValueError, RecursionError):
        return as_it_came
    return written.encode("utf-8", "replace").decode()
