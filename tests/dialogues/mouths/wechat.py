"""A follower of the official account; what he sends is pushed by the platform, sealed."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import ClassVar

from tests.channels.specimens.wechat import opened, said, sealed, xml
from tests.dialogues.hall import PATIENCE
from tests.dialogues.mouths.base import Heard, Mouth, one_more_message

AGAIN = 0.5  # seconds until the platform comes again, when it was not answered in time


@dataclass(slots=True)
class WechatMouth(Mouth):
    door: ClassVar[str] = "wechat"
    can: ClassVar[frozenset[str]] = frozenset({"picture", "album", "voice", "location"})

    @property
    def sender(self) -> str:
        return f"oDialogue{self.person:019d}"

    async def say(self, text: str) -> None:
        await self._push("text", Content=text)

    async def picture(self) -> None:
        number = one_more_message()
        link = f"http://mmbiz.qpic.cn/mmbiz_jpg/{number}/0"
        await self._push("image", PicUrl=link, MediaId=f"media-{number}")

    async def voice(self) -> None:
        """An account without the platform's speech recognition gets no words with it."""
        await self._push("voice", MediaId=f"media-{one_more_message()}", Format="amr")

    async def location(self, latitude: float, longitude: float, label: str) -> None:
        where = {"Location_X": f"{latitude:.6f}", "Location_Y": f"{longitude:.6f}"}
        await self._push("location", **where, Scale=16, Label=label)

    async def sticker(self) -> None:
        await self.say("[微笑][呲牙]")

    async def press(self, offered: Heard, place: int) -> None:
        await self._push("text", Content=offered.choices[place - 1], bizmsgmenuid=str(place))

    async def _push(self, kind: str, **fields: str | int) -> None:
        message = said(kind, one_more_message(), self.sender, **fields)
        body = xml(message | {"CreateTime": int(time.time())})
        status, answer = await self._brought(body)
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE  # it gives up after three tries, and he sends it once more
        while status >= 500 and loop.time() < end:
            await asyncio.sleep(AGAIN)
            status, answer = await self._brought(body)
        assert status == 200, answer
        words = opened(answer)
        self.heard()
        self.note([Heard(words)] if words not in ("", "success") else ())

    async def _brought(self, body: bytes) -> tuple[int, str]:
        sent = sealed(body)
        url = f"{self.hall.address}/channels/wechat{sent.path}"
        async with self.hall.http.post(url, data=sent.body, headers=sent.headers) as response:
            return response.status, await response.text()

    def heard(self) -> list[Heard]:
        for body in self.hall.far.posts["wechat"].of(self.sender):
            menu = body.get("msgmenu")
            if menu is None:
                self.note([Heard(body["text"]["content"])])
            else:
                choices = tuple(each["content"] for each in menu["list"])
                self.note([Heard(menu["head_content"], choices)])
        return self.replies
