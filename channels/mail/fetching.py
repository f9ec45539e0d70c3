"""Takes what is new out of a folder, each mail once, whatever happens to server or UIDs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from pydantic import BaseModel, ConfigDict

from channels.base import Problem, Shelf, TryAgain
from channels.mail.imap import Mailbox
from channels.mail.mime import Unreadable

MOST_FAILURES = 5  # to fetch one mail; then it is stepped over, and the next one read
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

Take = Callable[[bytes, datetime], Awaitable[object]]
SetAside = Callable[[bytes, datetime, Problem], Awaitable[object]]


class Position(BaseModel):
    """How far a folder has been read.

    Of the mails below `first`, which were there before us, only the unseen ones are ours to take;
    and when the server has numbered all afresh (`again`), those that came since we `begun` too.
    """

    model_config = ConfigDict(frozen=True)

    validity: int
    uid: int  # the last one taken
    first: int
    begun: date
    again: bool = False


@dataclass(frozen=True, slots=True)
class Collect:
    """`take` must be durable when it returns, and harmless for a mail it has had before."""

    shelf: Shelf
    take: Take
    set_aside: SetAside
    largest: int  # bytes
    done: str  # folder; empty: marked as seen where it is

    async def __call__(self, box: Mailbox) -> bool:
        """Takes everything that is there and new; False if nothing was. Raises TryAgain."""
        await box.refresh()
        if self.done:
            await box.make(self.done)
        position = await self._position(box)
        new = [uid async for uid in _new(box, position)]
        for left, uid in zip(range(len(new), 0, -1), new, strict=True):
            await self.shelf.put("waiting", str(left))
            await self._collect(box, uid)
            position = position.model_copy(update={"uid": uid})
            await self.shelf.put("position", position.model_dump_json())
            await self._tidy(box, uid)
        await self.shelf.put("waiting", "0")
        await self.shelf.put("looked", datetime.now(UTC).isoformat(timespec="seconds"))
        return bool(new)

    async def _position(self, box: Mailbox) -> Position:
        written = await self.shelf.get("position")
        known = Position.model_validate_json(written) if written else None
        if known and known.validity == box.validity:
            return known
        begun = known.begun if known else datetime.now(UTC).date()
        position = Position(
            validity=box.validity, uid=0, first=box.next_uid, begun=begun, again=known is not None
        )
        await self.shelf.put("position", position.model_dump_json())
        return position

    async def _collect(self, box: Mailbox, uid: int) -> None:
        try:
            envelope = await box.envelope(uid)
            if envelope is None:
                return  # somebody took it away
            large = envelope.size > self.largest
            content = await box.content(uid, "HEADER" if large else "")
        except TryAgain:
            if await self._worth_another_try(box, uid):
                raise
            await self.set_aside(box.mark(uid), datetime.now(UTC), _NOT_FETCHED)
            return
        if large:
            await self.set_aside(content, envelope.arrived, _too_large(self.largest))
        else:
            await self.take(content, envelope.arrived)

    async def _worth_another_try(self, box: Mailbox, uid: int) -> bool:
        key = f"failed:{box.validity}:{uid}"
        failures = int(await self.shelf.get(key) or 0) + 1
        await self.shelf.put(key, str(failures), timedelta(days=1))
        return failures < MOST_FAILURES

    async def _tidy(self, box: Mailbox, uid: int) -> None:
        if self.done:
            await box.move(uid, self.done)
        else:
            await box.mark_seen(uid)


async def _new(box: Mailbox, position: Position) -> AsyncIterator[int]:
    start = position.uid + 1
    if start < position.first:
        since = position.begun - timedelta(days=1)  # the server's day may be another
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        ours = ("OR", "UNSEEN", "SINCE", day) if position.again else ("UNSEEN",)
        for uid in await box.search("UID", f"{start}:{position.first - 1}", *ours):
            yield uid
    begin = max(start, position.first)
    for uid in await box.search("UID", f"{begin}:*"):
        if uid >= begin:  # `*` is the last one, even when that is lower
            yield uid


def _too_large(limit: int) -> Problem:
    size = limit // (1024 * 1024)
    return Unreadable(
        "too-large",
        f"邮件超过 {size} MB，只保留了邮件头；原件仍在邮箱里。",
        f"Larger than {size} MB: only its header is kept; the mail is still in the mailbox.",
    ).problem


_NOT_FETCHED = Problem(
    "",
    "not-fetched",
    "邮件服务器多次未能给出这封邮件；原件仍在邮箱里。",
    "The mail server failed to give this mail several times; it is still in the mailbox.",
)
