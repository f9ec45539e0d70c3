"""What is to be said to each chat, kept on the shelf until its citizen has seen it and beyond."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from channels.base import Refused, Shelf
from channels.message import Reply

MOST = 50  # replies kept for one chat
RECENT = 200  # chats whose names the bell remembers
BELL = "bell"


class Spoken(BaseModel):
    """One reply; `seq` counts from 1 within a chat, `id` is the gateway's."""

    model_config = ConfigDict(frozen=True)

    seq: int
    id: str = ""
    text: str = Field(repr=False)
    choices: tuple[str, ...] = Field(default=(), repr=False)
    at: datetime


class Chat(BaseModel):
    """The replies to one chat, and the last of them that its citizen has seen."""

    model_config = ConfigDict(frozen=True)

    last: int = 0
    got: int = 0
    replies: tuple[Spoken, ...] = Field(default=(), repr=False)

    def said(self, reply: Reply) -> Spoken | None:
        """This very reply, when it was said before: one of that id, or the words he is to see."""
        for known in reversed(self.replies):
            same = (known.text, known.choices) == (reply.text, reply.choices)
            if known.id == reply.id and (reply.id or (same and known.seq > self.got)):
                return known
        return None

    def with_reply(self, reply: Reply, at: datetime) -> Chat:
        """Raises Refused when that would push out what he has not seen."""
        if self.said(reply):
            return self
        if len(self.replies) == MOST and self.replies[0].seq > self.got:
            raise Refused("the chat's outbox is full")
        seq, text, choices = self.last + 1, reply.text, reply.choices
        spoken = Spoken(seq=seq, id=reply.id, text=text, choices=choices, at=at)
        replies = (*self.replies, spoken)[-MOST:]
        return self.model_copy(update={"last": spoken.seq, "replies": replies})

    def seen(self, seq: int) -> Chat:
        return self.model_copy(update={"got": max(self.got, min(seq, self.last))})


@dataclass(frozen=True, slots=True)
class Outbox:
    """`chat:<sender>` holds a chat for `lasts` after somebody last said something in it."""

    shelf: Shelf
    lasts: timedelta

    async def open(self, sender: str, since: int) -> None:
        """From now on this chat can be spoken to; a new one counts on from `since`."""
        await self._change(sender, lambda chat: chat, Chat(last=since, got=since))

    async def known(self, sender: str, since: int) -> tuple[int, int]:
        """The last reply he says he has, as far as it can be true, and the last he has seen."""
        chat = await self._find(sender)
        return (since, since) if chat is None else (min(since, chat.last), chat.got)

    async def since(self, sender: str, seq: int) -> Sequence[Spoken]:
        chat = await self._find(sender)
        return () if chat is None else [reply for reply in chat.replies if reply.seq > seq]

    async def has_seen(self, sender: str, seq: int) -> bool:
        chat = await self._find(sender)
        return chat is not None and chat.got >= seq

    async def say(self, sender: str, reply: Reply, at: datetime) -> Spoken:
        """The reply as it is kept, once. Raises Refused when there is no such chat any more."""
        chat = await self._change(sender, lambda chat: chat.with_reply(reply, at))
        said = chat.said(reply) if chat else None
        if said is None:
            raise Refused("there is no such chat any more")
        return said

    async def got(self, sender: str, seq: int) -> None:
        await self._change(sender, lambda chat: chat.seen(seq))

    async def _find(self, sender: str) -> Chat | None:
        held = await self.shelf.get(f"chat:{sender}")
        return None if held is None else Chat.model_validate_json(held)

    async def _change(
        self, sender: str, change: Callable[[Chat], Chat], new: Chat | None = None
    ) -> Chat | None:
        """None when there is no such chat, and no new one to begin with."""
        key = f"chat:{sender}"
        while True:
            held = await self.shelf.get(key)
            chat = new if held is None else Chat.model_validate_json(held)
            if chat is None:
                return None
            changed = change(chat)
            if await self.shelf.swap(key, held, changed.model_dump_json(), self.lasts):
                return changed


@dataclass(slots=True)
class Bell:
    """Tells every process which chats were spoken to, for one look at the shelf each.

    What stands there: how often it was rung, and the last chats it was rung for.
    """

    shelf: Shelf
    heard: int | None = None

    async def ring(self, sender: str) -> None:
        while True:
            held = await self.shelf.get(BELL)
            count, names = _read(held)
            rung = json.dumps([count + 1, [*names, sender][-RECENT:]])
            if await self.shelf.swap(BELL, held, rung):
                return

    async def rung(self) -> Sequence[str] | None:
        """The chats spoken to since the last look; None: more than it remembers."""
        count, names = _read(await self.shelf.get(BELL))
        heard, self.heard = self.heard, count
        missed = count - heard if heard is not None else -1  # whoever was not here cannot tell
        if not 0 <= missed <= len(names):
            return None
        return names[len(names) - missed :]


def _read(held: str | None) -> tuple[int, list[str]]:
    if held is None:
        return 0, []
    count, names = json.loads(held)
    return count, names
