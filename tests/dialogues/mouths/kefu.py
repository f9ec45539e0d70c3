"""A citizen in WeChat customer service: the provider rings, the gateway fetches what he said."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from gateway.store import shelves
from tests.channels.specimens.kefu import KFID, doorbell, item
from tests.dialogues.mouths.base import Heard, Mouth, one_more_message, with_numbered
from tests.house import until

RING = "a-doorbell-of-the-dialogues"


@dataclass(slots=True)
class KefuMouth(Mouth):
    door: ClassVar[str] = "kefu"
    can: ClassVar[frozenset[str]] = frozenset({"picture", "album", "voice", "location"})

    @property
    def name(self) -> str:
        return f"wmDialogue{self.person}"

    @property
    def sender(self) -> str:
        return f"{KFID}/{self.name}"

    async def open(self) -> None:
        self.hall.far.qyapi.bells.add(RING)

    async def say(self, text: str) -> None:
        await self._arrive("text", {"content": text})

    async def picture(self) -> None:
        await self._arrive("image", {"media_id": "media"})

    async def voice(self) -> None:
        await self._arrive("voice", {"media_id": "media"})

    async def location(self, latitude: float, longitude: float, label: str) -> None:
        where = {"latitude": latitude, "longitude": longitude, "name": label, "address": ""}
        await self._arrive("location", where)

    async def sticker(self) -> None:
        await self.say("[微笑]")

    async def press(self, offered: Heard, place: int) -> None:
        chosen = {"content": offered.choices[place - 1], "menu_id": str(place)}
        await self._arrive("text", chosen)

    async def album(self, count: int) -> None:
        for _ in range(count):
            self._wait("image", {"media_id": "media"})
        await self._ring()

    async def _arrive(self, kind: str, content: Mapping[str, Any]) -> None:
        self._wait(kind, content)
        await self._ring()

    def _wait(self, kind: str, content: Mapping[str, Any]) -> None:
        """At the provider, until it is fetched."""
        fields = {
            "msgid": f"m{one_more_message()}",
            "external_userid": self.name,
            "send_time": int(time.time()),
        }
        self.hall.far.qyapi.arrives(KFID, item(kind, content, **fields))

    async def _ring(self) -> None:
        """Returns when all was fetched, as the doorbell is answered before that."""
        place = len(self.hall.far.qyapi.waiting[KFID])
        sent = doorbell(token=RING)
        url = f"{self.hall.address}/channels/kefu{sent.path}"
        async with self.hall.http.post(url, data=sent.body) as response:
            assert response.status == 200, await response.text()
        await until(lambda: self._fetched(place))

    async def _fetched(self, place: int) -> bool:
        parts = self.hall.gateway.parts
        cursor = await parts.database.read(shelves.get, "kefu", f"cursor:{KFID}", self.hall.clock())
        return cursor is not None and int(cursor[1:].split("-")[0]) >= place

    def heard(self) -> list[Heard]:
        for body in self.hall.far.posts["kefu"].of(self.name):
            if body["msgtype"] == "msgmenu":
                menu = body["msgmenu"]
                choices = tuple(each["click"]["content"] for each in menu["list"])
                self.note([Heard(menu["head_content"], choices)])
            else:
                self.note([with_numbered(body["text"]["content"])])
        return self.replies
