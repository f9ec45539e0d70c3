"""Tells a citizen something later: by customer-service message, else by template, else not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from channels.base import Refused, Shelf, TryAgain
from channels.choices import numbered
from channels.message import Reply
from channels.wechat.contacts import Contacts, Grant
from channels.wechat.settings import Notice
from channels.wechat.troubles import SEND, SUBSCRIPTION, TEMPLATE, ZONE, Troubles
from channels.weixin.calls import SPENT, Again, Api, Never
from channels.weixin.texts import link_in, shortened, split

SHUT = frozenset({45015, 45047})  # outside the window, its messages used up
SENT_HALF = timedelta(hours=1)  # so long the parts that arrived are remembered

# "订阅消息参数值内容限制说明": characters a field may hold, by the beginning of its name
FIELDS = {
    "thing": 20,
    "character_string": 32,
    "letter": 32,
    "number": 32,
    "symbol": 5,
    "phrase": 5,
    "const": 20,
    "name": 10,
    "phone_number": 17,
    "car_number": 8,
}
LONGEST_FIELD = 200  # of a template of the old kind, which names its fields first, keyword1 …


@dataclass(frozen=True, slots=True)
class Sending:
    """Sends for one account. Nothing is tried twice here, except with a fresh token."""

    api: Api
    shelf: Shelf
    contacts: Contacts
    troubles: Troubles
    notice: Notice | None

    async def send(self, openid: str, reply: Reply) -> None:
        """Raises TryAgain, Refused."""
        try:
            await self._send(openid, reply)
        except (TryAgain, Refused) as error:
            await self.troubles.note_error(error)
            raise

    async def _send(self, openid: str, reply: Reply) -> None:
        mark = f"half:{_digest(openid, reply)}"
        done = int(await self.shelf.get(mark) or 0)
        wanted = max(1, len(split(reply.text)) - done)
        grant = await self.contacts.take(openid, wanted)
        if not grant.count:
            await self._notify(openid, reply, None)
            return
        parts = shortened(reply.text, grant.count + done) if grant.known else split(reply.text)
        try:
            await self._messages(openid, _bodies(openid, parts, reply.choices)[done:], grant, mark)
        except Never as error:
            if error.errcode in SHUT:
                await self.contacts.close(openid)
            elif error.errcode != SPENT:
                raise
            await self._notify(openid, reply, error)
        if done:
            await self.shelf.drop(mark)

    async def _messages(
        self, openid: str, bodies: Sequence[object], grant: Grant, mark: str
    ) -> None:
        sent = 0
        before = int(await self.shelf.get(mark) or 0)
        try:
            for body in bodies:
                await self.api.call(SEND, body)
                sent += 1
        except (TryAgain, Refused) as error:
            if sent:
                await self.shelf.put(mark, str(before + sent), SENT_HALF)
            # after a time-out nobody knows whether the platform counted it
            lost = 0 if isinstance(error, Again | Never) else 1
            await self.contacts.give_back(openid, grant, grant.count - sent - lost)
            raise

    async def _notify(self, openid: str, reply: Reply, cause: Never | None) -> None:
        if self.notice is None:
            raise cause or Refused("the 48 hours are over, and no template is set")
        data = _filled(self.notice.fields, reply.text + numbered(reply.choices, between=" "))
        body: dict[str, object] = {"touser": openid, "template_id": self.notice.id, "data": data}
        if self.notice.kind == "subscription":
            await self.api.call(SUBSCRIPTION, body)
            return
        body["client_msg_id"] = _digest(openid, reply)[:32]  # the same twice within 10 min is one
        if link := link_in(reply.text):
            body["url"] = link
        await self.api.call(TEMPLATE, body)


def _bodies(openid: str, parts: Sequence[str], choices: Sequence[str]) -> list[object]:
    """What is posted for each part; the last one carries the answers to choose from."""
    bodies: list[object] = [
        {"touser": openid, "msgtype": "text", "text": {"content": part}} for part in parts
    ]
    if choices:
        answers = [{"id": str(n), "content": words} for n, words in enumerate(choices, 1)]
        menu = {"head_content": parts[-1] if parts else "", "list": answers, "tail_content": ""}
        bodies[-1:] = [{"touser": openid, "msgtype": "msgmenu", "msgmenu": menu}]
    return bodies


def _filled(fields: Mapping[str, str], text: str) -> dict[str, dict[str, str]]:
    link = link_in(text)
    words = text.replace(link, "").strip() if link else text
    now = f"{datetime.now(UTC).astimezone(ZONE):%Y-%m-%d %H:%M}"
    return {
        name: {
            "value": _fitting(
                name,
                form.replace("{text}", words).replace("{link}", link).replace("{time}", now),
            )
        }
        for name, form in fields.items()
    }


def _fitting(name: str, value: str) -> str:
    kind = name.rstrip("0123456789")
    longest = FIELDS.get(kind, LONGEST_FIELD)
    value = " ".join(value.split())
    return value if len(value) <= longest else value[: longest - 1] + "…"


def _digest(openid: str, reply: Reply) -> str:
    said = "\0".join((openid, reply.text, *reply.choices))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
