"""What follows from events: a friendly word, a window opened, never a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from channels.base import Shelf
from channels.wechat.contacts import Contacts
from channels.wechat.parse import Push
from channels.wechat.settings import WechatSettings
from channels.wechat.troubles import Troubles
from channels.wechat.words import WELCOME

# "发送客服消息": the actions after which messages may be sent; a click on a link is not one
OPENING = frozenset({"subscribe", "scan", "click", "scancode_push", "scancode_waitmsg"})
GREETED = frozenset({"subscribe", "scan"})
ASKED = frozenset({"click", "scancode_waitmsg"})  # the citizen sees that an answer is due
ONCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Events:
    settings: WechatSettings
    contacts: Contacts
    troubles: Troubles
    shelf: Shelf

    async def words(self, push: Push) -> str:
        """The passive reply, once for each event; empty for most."""
        if push.event == "unsubscribe":
            await self.contacts.close(push.sender)
        if push.event == "templatesendjobfinish":
            await self._delivered(push)
        if push.event not in OPENING or not await self._is_first(push):
            return ""
        await self.contacts.acted(push.sender, push.at.timestamp())
        if push.event in GREETED:
            return self._welcome
        return self.settings.menu.get(push.key, self._welcome) if push.event in ASKED else ""

    @property
    def _welcome(self) -> str:
        return self.settings.welcome or WELCOME

    async def _is_first(self, push: Push) -> bool:
        return await self.shelf.swap(f"event:{push.id[:64]}", None, "seen", ONCE)

    async def _delivered(self, push: Push) -> None:
        """The platform says late whether the citizen got a template message."""
        if push.fields.get("Status", "success") != "success":
            await self.troubles.count("template")
