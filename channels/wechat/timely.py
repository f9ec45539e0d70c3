"""Gets the receipt into the passive reply while the platform waits, or tells it later."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from aiohttp import web

from channels.base import Deliver, Refused, Shelf, TryAgain
from channels.message import InboundMessage, Receipt, Reply
from channels.weixin.texts import split

log = logging.getLogger(__name__)

PATIENCE = 4.0  # seconds; the platform hangs up after 5
GRACE = 12.0  # seconds in which it would have come again twice, and got the reply that way
REMEMBERED = timedelta(days=1)


@dataclass(slots=True)
class Timely:
    """`send` is the door's own; what is to be said later is said by `run`, until cancelled."""

    shelf: Shelf
    send: Callable[[str, Reply], Awaitable[None]]
    patience: float = PATIENCE
    grace: float = GRACE
    later: asyncio.Queue[Callable[[], Coroutine[Any, Any, None]]] = field(
        default_factory=asyncio.Queue
    )

    async def words(
        self, request: web.Request, message: InboundMessage, deliver: Deliver
    ) -> str | None:
        """What the passive reply says; None when the message is not kept yet.

        Keeping goes on then. The platform comes again, finds it kept and gets the words; if it
        does not, they go out as a message of their own. Raises what `deliver` raises.
        """
        keeping = asyncio.ensure_future(deliver(message))
        keeping.add_done_callback(_look_at)
        later = partial(self._tell, message, keeping)
        try:
            done, _ = await asyncio.wait({keeping}, timeout=self.patience)
        except asyncio.CancelledError:
            self.later.put_nowait(later)  # the platform hung up, and the server noticed
            raise
        if not done:
            self.later.put_nowait(later)
            return None
        receipt = keeping.result()
        if receipt.known and not await self._may_reply(message):
            return ""
        if request.transport is None or request.transport.is_closing():
            self.later.put_nowait(later)
            return ""
        first, *rest = split(receipt.words)
        if rest:
            self.later.put_nowait(partial(self._rest, message.sender, "\n".join(rest)))
        return first

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            while True:
                say = await self.later.get()
                tasks.create_task(say())

    async def _tell(self, message: InboundMessage, keeping: asyncio.Future[Receipt]) -> None:
        (receipt,) = await asyncio.gather(keeping, return_exceptions=True)
        if not isinstance(receipt, Receipt):
            return  # the platform was told so, and comes again
        await asyncio.sleep(self.grace)
        mark = _mark(message)
        if not await self.shelf.swap(mark, None, "message", REMEMBERED):
            return
        if not await self._say(message.sender, receipt.words):
            await self.shelf.drop(mark)

    async def _may_reply(self, message: InboundMessage) -> bool:
        mark = _mark(message)
        if await self.shelf.swap(mark, None, "reply", REMEMBERED):
            return True
        return await self.shelf.get(mark) == "reply"  # that one was lost on the way

    async def _rest(self, openid: str, words: str) -> None:
        await self._say(openid, words)

    async def _say(self, openid: str, words: str) -> bool:
        try:
            await self.send(openid, Reply(words))
        except (TryAgain, Refused) as error:
            log.warning("a receipt could not be told later: %s", type(error).__name__)
            return False
        return True


def _mark(message: InboundMessage) -> str:
    whose = f"{message.sender} {message.external_id}"
    return f"told:{hashlib.sha256(whose.encode()).hexdigest()[:40]}"


def _look_at(keeping: asyncio.Future[Receipt]) -> None:
    """Whoever waited may have gone: then nobody else asks what became of it."""
    if not keeping.cancelled():
        keeping.exception()
