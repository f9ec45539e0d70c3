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

from channels.base import Refused, Shelf, TryAgain, Unacceptable
from channels.message import Receipt, Reply
from channels.weixin.texts import split

log = logging.getLogger(__name__)

PATIENCE = 4.0  # seconds; the platform hangs up after 5
GRACE = 12.0  # seconds in which it would have come again twice, and got the reply that way
AGAIN = 0.5  # seconds until a failure is tried again
REMEMBERED = timedelta(days=1)

Keep = Callable[[], Coroutine[Any, Any, Receipt]]


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a receipt is for, and of which message."""

    openid: str = field(repr=False)
    message_id: str

    @property
    def mark(self) -> str:
        whose = f"{self.openid} {self.message_id}"
        return f"told:{hashlib.sha256(whose.encode()).hexdigest()[:40]}"


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

    async def words(self, request: web.Request, told: Told, keep: Keep) -> str | None:
        """What the passive reply says; None when the message is not kept yet.

        Keeping goes on then, and the words go out as a message of their own; if the platform
        comes again before that, it gets them. Raises what `keep` raises.
        """
        keeping = await self._keeping(told, keep)
        if not keeping.done():
            self.later.put_nowait(partial(self._tell, told, keeping))
            return None
        receipt = keeping.result()
        if not receipt.words:
            return ""
        if receipt.known and not await self._may_reply(told):
            return ""
        if request.transport is None or request.transport.is_closing():
            self.later.put_nowait(partial(self._tell, told, keeping))
            return ""
        first, *rest = split(receipt.words)
        if rest:
            self.later.put_nowait(partial(self._rest, told.openid, "\n".join(rest)))
        return first

    async def _keeping(self, told: Told, keep: Keep) -> asyncio.Future[Receipt]:
        """Done, or going on when patience ends.

        A failure is tried again until then: the platform comes again at once after an error, and
        its tries would be over within a second.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + self.patience
        while True:
            keeping = asyncio.ensure_future(keep())
            keeping.add_done_callback(_failure)
            try:
                await asyncio.wait({keeping}, timeout=end - loop.time())
            except asyncio.CancelledError:
                self.later.put_nowait(partial(self._tell, told, keeping))  # they hung up
                raise
            failure = _failure(keeping) if keeping.done() else None
            lasting = failure is None or isinstance(failure, Unacceptable)
            if lasting or loop.time() + AGAIN > end:
                return keeping
            await asyncio.sleep(AGAIN)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            while True:
                say = await self.later.get()
                tasks.create_task(say())

    async def _tell(self, told: Told, keeping: asyncio.Future[Receipt]) -> None:
        (receipt,) = await asyncio.gather(keeping, return_exceptions=True)
        if not isinstance(receipt, Receipt) or receipt.known or not receipt.words:
            return  # whoever keeps it, or kept it, tells its sender; or nothing is to be said now
        await asyncio.sleep(self.grace)
        mark = told.mark
        if not await self.shelf.swap(mark, None, "message", REMEMBERED):
            return
        if not await self._say(told.openid, receipt.words):
            await self.shelf.drop(mark)

    async def _may_reply(self, told: Told) -> bool:
        mark = told.mark
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


def _failure(keeping: asyncio.Future[Receipt]) -> BaseException | None:
    """Also asked for where nobody waits any more, so that nothing is reported as unseen."""
    return None if keeping.cancelled() else keeping.exception()
