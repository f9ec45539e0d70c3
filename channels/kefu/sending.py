"""Says something to a citizen within the provider's limits, and nothing twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.base import Refused, Shelf, Window
from channels.choices import numbered
from channels.message import Reply
from channels.weixin.calls import Again, Api, Never
from channels.weixin.texts import shortened

WINDOW = Window(timedelta(hours=48), 5)  # document 94677: after each message of the citizen
LONGEST_ID = 32  # bytes of a msgid, [0-9a-zA-Z_-]*, unique within the account

# of a menu, document 94677; bytes of UTF-8
MOST_CHOICES, LONGEST_HEAD, LONGEST_CHOICE = 10, 1024, 128

# document 90313: what the provider says when it will not, whatever the msgid
REFUSALS = frozenset(
    {
        40003,  # no such user
        40058,  # a parameter it cannot take
        45002,  # too long
        95000,  # no such account of ours
        95001,  # five messages have been sent
        95002,  # 48 hours have passed
        95004,  # the account was deleted
        95024,  # the citizen has not written within 48 hours
    }
)


@dataclass(frozen=True, slots=True)
class Room:
    """What may still be sent: since the message `after`, until a Unix second, `sent` so far."""

    after: str
    until: float
    sent: int = 0

    @property
    def written(self) -> str:
        return json.dumps(asdict(self))

    @property
    def lasts(self) -> timedelta:
        return timedelta(seconds=self.until - datetime.now(UTC).timestamp())


@dataclass(frozen=True, slots=True)
class Windows:
    """The room each citizen's last message gives us, on the shelf."""

    shelf: Shelf

    async def open(self, sender: str, message_id: str, at: datetime) -> None:
        """He wrote: another five messages, for 48 hours from then."""
        known = await self.get(sender)
        until = (at + WINDOW.lasts).timestamp()
        if known and (known.after == message_id or known.until > until):
            return  # fetched once more
        room = Room(message_id, until)
        await self.shelf.put(_window(sender), room.written, room.lasts)

    async def get(self, sender: str) -> Room | None:
        """None when he has not written within 48 hours, as far as we know."""
        value = await self.shelf.get(_window(sender))
        return Room(**json.loads(value)) if value else None

    async def take(self, sender: str) -> None:
        """One more has been sent."""
        while room := await self.get(sender):
            less = replace(room, sent=room.sent + 1)
            key, old, new = _window(sender), room.written, less.written
            if await self.shelf.swap(key, old, new, room.lasts):
                return


def _window(sender: str) -> str:
    return f"window:{sender}"


@dataclass(frozen=True, slots=True)
class Sending:
    """One message at a time, by `send_msg`."""

    api: Api
    shelf: Shelf

    @property
    def windows(self) -> Windows:
        return Windows(self.shelf)

    async def send(self, recipient: str, reply: Reply) -> None:
        """Raises TryAgain, Refused."""
        open_kfid, _, citizen = recipient.partition("/")
        room = await self.windows.get(recipient)
        if room and room.sent >= WINDOW.messages:
            raise Refused("/cgi-bin/kf/send_msg: five messages since the citizen last wrote")
        msgid = msgid_of(recipient, reply, room.after if room else "")
        body = {"touser": citizen, "open_kfid": open_kfid, "msgid": msgid, **content_of(reply)}
        mark = f"sent:{msgid}"
        before = await self.shelf.get(mark)
        if before == "yes":
            return
        await self.shelf.put(mark, "perhaps", WINDOW.lasts)
        await self._called(body, mark, tried=before is not None)
        await self.shelf.put(mark, "yes", WINDOW.lasts)
        await self.windows.take(recipient)

    async def _called(self, body: Mapping[str, Any], mark: str, *, tried: bool) -> None:
        try:
            await self.api.call("/cgi-bin/kf/send_msg", body)
        except Never as error:
            # a msgid known already is refused by the provider, with a code it does not publish:
            # then the answer to the first try was lost, not the message
            if not tried or error.errcode in REFUSALS:
                await self.shelf.drop(mark)
                raise
        except (Again, Refused):
            if not tried:  # it was not sent: the provider said so
                await self.shelf.drop(mark)
            raise

    async def welcome(self, code: str, words: str) -> None:
        """By the code of an event, within 20 seconds of it and once. Raises TryAgain, Refused."""
        msgid = hashlib.sha256(code.encode()).hexdigest()[:LONGEST_ID]
        body = {"code": code, "msgid": msgid, **content_of(Reply(words))}
        await self.api.call("/cgi-bin/kf/send_msg_on_event", body)


def msgid_of(recipient: str, reply: Reply, after: str) -> str:
    """The same at every try to say it.

    Where it has no id: for the same words to the same citizen after the same message of his.
    """
    what = [reply.id] if reply.id else [reply.text, reply.choices, after]
    said = json.dumps([recipient, *what])
    return hashlib.sha256(said.encode()).hexdigest()[:LONGEST_ID]


def content_of(reply: Reply) -> dict[str, Any]:
    """A menu where the choices fit one; otherwise text."""
    if reply.choices and _fits_a_menu(reply.text, reply.choices):
        choices = [
            {"type": "click", "click": {"id": str(place), "content": choice}}
            for place, choice in enumerate(reply.choices, 1)
        ]
        return {"msgtype": "msgmenu", "msgmenu": {"head_content": reply.text, "list": choices}}
    (text,) = shortened(reply.text, 1, numbered(reply.choices))
    return {"msgtype": "text", "text": {"content": text}}


def _fits_a_menu(text: str, choices: Sequence[str]) -> bool:
    return (
        len(choices) <= MOST_CHOICES
        and len(text.encode()) <= LONGEST_HEAD
        and all(0 < len(choice.encode()) <= LONGEST_CHOICE for choice in choices)
    )
