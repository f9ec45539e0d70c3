"""Somebody in a private chat with the bot; Telegram calls our webhook."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any, ClassVar

from tests.channels.specimens.telegram import person, private, told, update
from tests.dialogues.mouths.base import Heard, Mouth, one_more_message

FIRST = 6_600_000_000  # ids of the citizens count from here
STICKER = {
    "file_id": "sticker",
    "file_unique_id": "s",
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
}


@dataclass(slots=True)
class TelegramMouth(Mouth):
    door: ClassVar[str] = "telegram"
    can: ClassVar[frozenset[str]] = frozenset({"picture", "album", "voice", "location"})

    said: int = field(default=0)

    @property
    def number(self) -> int:
        return FIRST + self.person

    @property
    def sender(self) -> str:
        return str(self.number)

    async def say(self, text: str) -> None:
        await self._send(text=text)

    async def picture(self) -> None:
        await self._send(photo=_photo())

    async def album(self, count: int) -> None:
        group = str(one_more_message())
        for _ in range(count):
            await self._send(photo=_photo(), media_group_id=group)

    async def voice(self) -> None:
        voice = {"file_id": "photo", "file_unique_id": "v", "duration": 4, "mime_type": "audio/ogg"}
        await self._send(voice=voice)

    async def location(self, latitude: float, longitude: float, label: str) -> None:
        where = {"latitude": latitude, "longitude": longitude}
        await self._send(
            location=where, venue={"location": where, "title": label, "address": label}
        )

    async def sticker(self) -> None:
        await self._send(sticker=STICKER)

    async def _send(self, **content: Any) -> None:
        self.said += 1
        sent = told(
            update(
                number=one_more_message(),
                sender=person(self.number, language_code=self._code),
                chat=private(self.number),
                message_id=self.said,
                date=int(time.time()),
                **content,
            )
        )
        url = f"{self.hall.address}/channels/telegram{sent.path}"
        async with self.hall.http.post(url, data=sent.body, headers=sent.headers) as response:
            assert response.status == 200, await response.text()
            hint = await response.text()
        self.heard()
        if hint:
            self.note([Heard(json.loads(hint)["text"])])

    @property
    def _code(self) -> str:
        return "en" if self.language == "en" else "zh-hans"

    def heard(self) -> list[Heard]:
        for body in self.hall.far.posts["telegram"].of(self.sender):
            rows = (body.get("reply_markup") or {}).get("keyboard", ())
            choices = tuple(button["text"] for row in rows for button in row)
            self.note([Heard(body["text"], choices)])
        return self.replies


def _photo() -> list[dict[str, object]]:
    return [{"file_id": "photo", "file_unique_id": "b", "width": 9, "height": 9}]
