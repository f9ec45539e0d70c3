"""What the widget says on its line: a greeting, then a message with a picture."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from channels.message import Attachment, InboundMessage, Person, Reply
from channels.webchat.frames import LARGEST_TEXT, sender_of
from tests.channels.specimen import Besides, Request, Sending, Specimen, Spoken

SITE = "https://www.example.gov.cn"
TOKEN = "Zm9ydHktdGhyZWUtbGV0dGVycy1hcmUtMjU2LWJpdHM"
SENDER = sender_of(TOKEN)
ID, SECOND_ID, THREAD = "m-Q2x8c1V5bW9uc3Rl", "m-cnM0MlEyeDhjMVY1", "t-bW9uc3RlcnM0MlEy"
PHOTO = b"\x89PNG\r\n\x1a\n not much\nof a picture\x00"

TEXT = {
    "type": "say",
    "id": ID,
    "thread": THREAD,
    "text": "小区东门的垃圾桶满了三天，\r\n味道很大。",
    "language": "zh",
    "phone": "13900000000",
}
PICTURE = {
    "type": "say",
    "id": SECOND_ID,
    "thread": THREAD,
    "language": "en",
    "phone": "13900000000",
    "picture": "桶.png",
}


def as_bytes(frame: object) -> bytes:
    return json.dumps(frame, ensure_ascii=False).encode()


def hello(token: str = TOKEN, since: int = 0) -> str:
    return json.dumps({"type": "hello", "version": 1, "token": token, "since": since})


def settles(frame: str) -> int | None:
    return {"kept": 200, "refused": 422, "wait": 429}.get(json.loads(frame)["type"])


def confirms(frame: str) -> str | None:
    """As the widget does once the reply is on the screen."""
    heard = json.loads(frame)
    if heard["type"] != "reply":
        return None
    return json.dumps({"type": "got", "seq": heard["seq"]})


def spoken(body: bytes, origin: str = SITE, *, binary: bool = False) -> Spoken:
    headers = {"Origin": origin}
    return Spoken("/socket", body, headers, settles, confirms, (hello(),), binary)


def pictured(head: object = PICTURE, picture: bytes = PHOTO) -> Spoken:
    return spoken(as_bytes(head) + b"\n" + picture, binary=True)


SAID = InboundMessage(
    channel="webchat",
    account="",
    external_id=ID,
    sender=SENDER,
    text="小区东门的垃圾桶满了三天，\n味道很大。",
    sent_at=datetime(2026, 3, 6, tzinfo=UTC),
    person=Person(phone="13900000000"),
    thread=THREAD,
)
SHOWN = InboundMessage(
    channel="webchat",
    account="",
    external_id=SECOND_ID,
    sender=SENDER,
    text="",
    sent_at=datetime(2026, 3, 6, tzinfo=UTC),
    attachments=(Attachment("image", "桶.png", "桶.png", PHOTO),),
    person=Person(phone="13900000000"),
    language="en",
    thread=THREAD,
)

SPECIMEN = Specimen(
    settings={"origins": [SITE]},
    arrives=Request(
        genuine=lambda: spoken(as_bytes(TEXT)),
        garbled=lambda: spoken(as_bytes({**TEXT, "id": 7})),
        wrapped=spoken,
        largest=LARGEST_TEXT,
        forged=lambda: spoken(as_bytes(TEXT), origin="https://www.example.com"),
    ),
    expected=SAID,
    timed_here=True,
    sending=Sending(SENDER, Reply("请问是几号楼？", choices=("1 号楼", "2 号楼"))),
    besides=(Besides(pictured, SHOWN),),
    picks=lambda place, words: spoken(as_bytes({**TEXT, "id": f"{ID}-{place}", "text": words})),
    downloads={"桶.png": PHOTO},
    secrets=(TOKEN,),
)
