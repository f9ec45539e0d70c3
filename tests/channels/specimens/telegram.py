"""Updates as Telegram sends them (Bot API, "Update" and "Message"), by webhook and by polling."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from channels.message import Attachment, InboundMessage, Location, Person, Reply
from channels.telegram import LARGEST
from tests.channels.far_side import Asked
from tests.channels.specimen import (
    PROVIDER,
    Besides,
    Request,
    Sending,
    Sent,
    Specimen,
    Waiting,
)

TOKEN = "7654321:AAtest-token_of-nobody-0123456789"
SECRET = "a-secret-only-telegram-knows"
DATE = 1772712067  # 2026-03-05 20:01:07 in Xining
SENT_AT = datetime.fromtimestamp(DATE, UTC)
BOT = f"/bot{TOKEN}"
FILE = f"/file{BOT}"

PHOTO = b"\xff\xd8\xff\xe0 not much of a picture"


def person(number: int = 5550001, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "is_bot": False,
        "first_name": "小燕",
        "last_name": "王",
        "language_code": "zh-hans",
        **more,
    }


def private(number: int = 5550001) -> dict[str, object]:
    return {"id": number, "type": "private", "first_name": "小燕", "last_name": "王"}


def update(
    kind: str = "message",
    number: int = 900100,
    sender: Mapping[str, object] | None = None,
    **message: object,
) -> dict[str, Any]:
    """An update with a message of a citizen in her own chat, unless `message` says otherwise."""
    who = sender or person()
    whole = {"message_id": 41, "from": who, "chat": private(), "date": DATE, **message}
    return {"update_id": number, kind: whole}


def told(content: object, secret: str = SECRET) -> Sent:
    return wrapped(json.dumps(content).encode(), secret)


def wrapped(body: bytes, secret: str = SECRET) -> Sent:
    headers = {
        "Content-Type": "application/json",
        "X-Telegram-Bot-Api-Secret-Token": secret,
    }
    return Sent("/updates", body, headers)


def file_answer(reference: str, content: bytes) -> dict[str, object]:
    return {
        "ok": True,
        "result": {
            "file_id": reference,
            "file_unique_id": f"u-{reference}",
            "file_size": len(content),
            "file_path": f"all/{reference}",
        },
    }


def ok(result: object) -> dict[str, object]:
    return {"ok": True, "result": result}


BURST = "楼前的自来水管爆了，水已经漫到单元门口。"
ANSWERS: Mapping[str, object] = {
    f"{BOT}/sendMessage": ok({"message_id": 42, "date": DATE, "chat": private()}),
    f"{BOT}/setWebhook": ok(True),
    f"{BOT}/deleteWebhook": ok(True),
    f"{BOT}/getWebhookInfo": ok(
        {"url": "", "has_custom_certificate": False, "pending_update_count": 3}
    ),
    f"{BOT}/getFile": file_answer("photo-big", PHOTO),
    f"{FILE}/all/photo-big": PHOTO,
}


def expected(number: int = 5550001, **said: Any) -> InboundMessage:
    values: dict[str, Any] = {
        "channel": "telegram",
        "account": "",
        "external_id": f"{number}/41",
        "sender": str(number),
        "text": BURST,
        "sent_at": SENT_AT,
        "person": Person(name="小燕 王"),
        "thread": f"{number}/41",
    }
    return InboundMessage(**{**values, **said})


PHOTOGRAPHED = update(
    caption=BURST,
    photo=[
        {"file_id": "photo-small", "file_unique_id": "s", "width": 90, "height": 60},
        {"file_id": "photo-big", "file_unique_id": "b", "width": 1280, "height": 853},
    ],
)
WITH_PHOTO = expected(attachments=(Attachment("image", "photo-big"),))


def from_another(number: int, **message: Any) -> Sent:
    return told(update(sender=person(number), chat=private(number), **message))


BESIDES = (
    Besides(
        lambda: from_another(
            5550002,
            voice={
                "file_id": "photo-big",
                "file_unique_id": "v",
                "duration": 4,
                "mime_type": "audio/ogg",
            },
        ),
        expected(5550002, text="", attachments=(Attachment("voice", "photo-big"),)),
    ),
    Besides(
        lambda: from_another(
            5550003,
            caption="半夜还在施工",
            video={
                "file_id": "photo-big",
                "file_unique_id": "v",
                "duration": 9,
                "width": 720,
                "height": 1280,
            },
        ),
        expected(5550003, text="半夜还在施工", attachments=(Attachment("video", "photo-big"),)),
    ),
    Besides(
        lambda: from_another(
            5550004,
            caption="这是物业的收费通知",
            document={
                "file_id": "photo-big",
                "file_unique_id": "d",
                "file_name": "通知.pdf",
                "mime_type": "application/pdf",
            },
        ),
        expected(
            5550004,
            text="这是物业的收费通知",
            attachments=(Attachment("file", "photo-big", "通知.pdf"),),
        ),
    ),
    Besides(
        lambda: from_another(5550005, location={"latitude": 36.62, "longitude": 101.78}),
        expected(5550005, text="〔位置〕", location=Location(36.62, 101.78)),
    ),
)
SENDING = Sending("5550001", Reply("您的诉求已办结，是否满意？", choices=("满意", "不满意")))

SPECIMEN = Specimen(
    settings={
        "token": TOKEN,
        "api": PROVIDER,
        "webhook": "https://12345.example/channels/telegram/updates",
        "webhook_secret": SECRET,
    },
    arrives=Request(
        genuine=lambda: told(PHOTOGRAPHED),
        garbled=lambda: wrapped(b'{"update_id": 900100, "message": {"text": "cut sh'),
        wrapped=wrapped,
        largest=LARGEST,
        forged=lambda: told(PHOTOGRAPHED, secret="a-guess-of-somebody-else"),
    ),
    expected=WITH_PHOTO,
    besides=BESIDES,
    answers=ANSWERS,
    sending=SENDING,
    picks=lambda place, words: told(update(message_id=50 + place, text=words)),
    downloads={"photo-big": PHOTO},
    secrets=(TOKEN, SECRET),
)


def confirms(asked: Asked) -> bool:
    return asked.path == f"{BOT}/getUpdates" and b'"offset": 900101' in asked.body


POLLED = Specimen(
    settings={"token": TOKEN, "api": PROVIDER},
    arrives=Waiting(
        path=f"{BOT}/getUpdates",
        genuine=ok([PHOTOGRAPHED]),
        garbled=ok([{"update_id": 900099, "message": {"text": "无头无尾"}}, PHOTOGRAPHED]),
        empty=ok([]),
        confirms=confirms,
    ),
    expected=WITH_PHOTO,
    answers=ANSWERS,
    sending=SENDING,
    picks=lambda place, words: ok([update(message_id=50 + place, text=words)]),
    downloads={"photo-big": PHOTO},
    secrets=(TOKEN,),
)
