"""Somebody with a phone; the provider pushes what he texts. No pictures, no buttons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from channels.sms.aliyun import ZONE
from tests.channels.specimens.sms import pushed
from tests.dialogues.mouths.base import Heard, Mouth, one_more_message, with_numbered


@dataclass(slots=True)
class SmsMouth(Mouth):
    door: ClassVar[str] = "sms"
    can: ClassVar[frozenset[str]] = frozenset()

    @property
    def sender(self) -> str:
        return f"139{self.person:08d}"

    async def say(self, text: str) -> None:
        sent = pushed(
            [
                {
                    "phone_number": self.sender,
                    "content": text,
                    "send_time": f"{datetime.now(ZONE):%Y-%m-%d %H:%M:%S}",
                    "dest_code": "1065",
                    "sequence_id": str(one_more_message()),
                }
            ]
        )
        url = f"{self.hall.address}/channels/sms{sent.path}"
        async with self.hall.http.post(url, data=sent.body, headers=sent.headers) as response:
            assert response.status == 200, await response.text()

    async def sticker(self) -> None:
        await self.say("😀😀")

    async def press(self, offered: Heard, place: int) -> None:
        await self.say(str(place))

    def heard(self) -> list[Heard]:
        bodies = self.hall.far.posts["sms"].of(self.sender)
        self.note(with_numbered(body["words"]) for body in bodies)
        return self.replies
