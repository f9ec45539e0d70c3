"""What is remembered of each citizen: which messages belong together, what may still be sent."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Literal

from channels.base import Shelf, TryAgain

Scene = Literal["message", "action"]

# "发送客服消息", the rules for each scene: seconds, messages. Counts do not add up.
WINDOWS: dict[Scene, tuple[int, int]] = {"message": (48 * 3600, 5), "action": (60, 3)}
MARGIN = 2  # seconds before the end that a window counts as closed
REMEMBERED = timedelta(days=30)  # after that nothing is known, and the platform is asked
TRIES = 50  # a contact changed under our hands that often is no accident


@dataclass(frozen=True, slots=True)
class Window:
    """How many messages may be sent until then (seconds since 1970)."""

    until: float = 0
    left: int = 0


SHUT = Window()


@dataclass(frozen=True, slots=True)
class Contact:
    """`thread` is the id of the message that the following ones belong to, `until` then."""

    message: Window = SHUT
    action: Window = SHUT
    thread: str = ""
    until: float = 0


@dataclass(frozen=True, slots=True)
class Grant:
    """`count` messages may be sent now, and are taken off; `known` if a window stands behind it."""

    count: int
    scene: Scene = "message"
    known: bool = True


@dataclass(frozen=True, slots=True)
class Contacts:
    """`together`: seconds from its first message in which a citizen's messages are one thread."""

    shelf: Shelf
    together: int = 60
    clock: Callable[[], float] = time.time

    async def wrote(self, openid: str, message_id: str, at: float, scene: Scene) -> str:
        """Notes a message that was sent at `at`; gives the thread it belongs to ("": its own)."""

        def change(contact: Contact) -> Contact:
            contact = _opened(contact, scene, at)
            if contact.until > self.clock() or not self.together:
                return contact
            return replace(contact, thread=message_id, until=self.clock() + self.together)

        after = await self._changed(openid, change)
        return after.thread if self.together else ""

    async def acted(self, openid: str, at: float) -> None:
        """Notes that he followed the account, scanned its code or used its menu."""
        await self._changed(openid, lambda contact: _opened(contact, "action", at))

    async def take(self, openid: str, most: int) -> Grant:
        """Takes up to `most` messages off what may be sent; the short window goes first."""
        granted = Grant(1, known=False)

        def change(contact: Contact) -> Contact:
            nonlocal granted
            scenes: tuple[Scene, ...] = ("action", "message")
            counts = {scene: min(most, self._left(contact, scene)) for scene in scenes}
            scene = max(scenes, key=lambda name: counts[name])
            granted = Grant(counts[scene], scene)
            return _less(contact, scene, counts[scene])

        if await self._contact(openid) is not None:
            await self._changed(openid, change)
        return granted

    async def give_back(self, openid: str, grant: Grant, count: int) -> None:
        """What was taken and not sent."""
        if grant.known and count:
            await self._changed(openid, lambda contact: _less(contact, grant.scene, -count))

    async def close(self, openid: str) -> None:
        """The platform says that no more may be sent, whatever we thought; or he left."""
        await self._changed(openid, lambda contact: replace(contact, message=SHUT, action=SHUT))

    def _left(self, contact: Contact, scene: Scene) -> int:
        window = _window(contact, scene)
        return max(0, window.left) if window.until - MARGIN > self.clock() else 0

    async def _contact(self, openid: str) -> str | None:
        return await self.shelf.get(_key(openid))

    async def _changed(self, openid: str, change: Callable[[Contact], Contact]) -> Contact:
        for _ in range(TRIES):
            before = await self._contact(openid)
            contact = _read(before) if before else Contact()
            after = change(contact)
            if before is not None and after == contact:
                return after
            if await self.shelf.swap(_key(openid), before, _written(after), REMEMBERED):
                return after
        raise TryAgain("what is remembered of a citizen keeps changing")


def _opened(contact: Contact, scene: Scene, at: float) -> Contact:
    """A message that comes again, or late, opens nothing anew."""
    lasts, most = WINDOWS[scene]
    if _window(contact, scene).until >= at + lasts:
        return contact
    return _with(contact, scene, Window(at + lasts, most))


def _less(contact: Contact, scene: Scene, count: int) -> Contact:
    window = _window(contact, scene)
    return _with(contact, scene, replace(window, left=window.left - count))


def _window(contact: Contact, scene: Scene) -> Window:
    return contact.message if scene == "message" else contact.action


def _with(contact: Contact, scene: Scene, window: Window) -> Contact:
    if scene == "message":
        return replace(contact, message=window)
    return replace(contact, action=window)


def _key(openid: str) -> str:
    return f"contact:{hashlib.sha256(openid.encode()).hexdigest()[:40]}"


def _written(contact: Contact) -> str:
    return json.dumps(asdict(contact))


def _read(text: str) -> Contact:
    found = json.loads(text)
    message, action = Window(**found["message"]), Window(**found["action"])
    return Contact(message, action, found["thread"], found["until"])
