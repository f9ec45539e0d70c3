"""A member of the enterprise; what he sends is pushed, sealed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import ClassVar

from channels.weixin.xml import fields_of
from tests.channels.specimens.wecom import opened, push, sealed
from tests.dialogues.mouths.base import Heard, Mouth, one_more_message, with_numbered


@dataclass(slots=True)
class WecomMouth(Mouth):
    door: ClassVar[str] = "wecom"
    can: ClassVar[frozenset[str]] = frozenset({"picture", "album", "voice", "location"})

    @property
    def sender(self) -> str:
        return f"Member{self.person}"

    async def open(self) -> None:
        self.hall.far.qyapi.members.add(self.sender)

    async def say(self, text: str) -> None:
        await self._push("text", Content=text)

    async def picture(self) -> None:
        await self._push("image", PicUrl="http://p.example/1", MediaId="media")

    async def voice(self) -> None:
        await self._push("voice", MediaId="media", Format="amr")

    async def location(self, latitude: float, longitude: float, label: str) -> None:
        where = {"Location_X": str(latitude), "Location_Y": str(longitude)}
        await self._push("location", **where, Scale=15, Label=label)

    async def sticker(self) -> None:
        await self.say("[微笑]")

    async def press(self, offered: Heard, place: int) -> None:
        await self.say(str(place))  # no buttons here: he types the number

    async def _push(self, kind: str, **fields: str | int) -> None:
        head: dict[str, str | int] = {
            "FromUserName": self.sender,
            "CreateTime": int(time.time()),
            "MsgId": str(one_more_message()),
        }
        sent = sealed(push(kind, **head, **fields))
        url = f"{self.hall.address}/channels/wecom{sent.path}"
        async with self.hall.http.post(url, data=sent.body) as response:
            assert response.status == 200, await response.text()
            answer = await response.text()
        self.heard()
        if answer:
            self.note([with_numbered(fields_of(opened(answer).encode())["Content"])])

    def heard(self) -> list[Heard]:
        bodies = self.hall.far.posts["wecom"].of(self.sender)
        self.note(with_numbered(body["text"]["content"]) for body in bodies)
        return self.replies
