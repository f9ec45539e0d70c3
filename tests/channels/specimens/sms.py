"""A push of text messages as Aliyun makes it ("SmsUp"), and its answers to SendSms."""

from __future__ import annotations

import json
from datetime import datetime

from channels.message import InboundMessage, Person, Reply
from channels.sms import LARGEST
from tests.channels.specimen import PROVIDER, Request, Sending, Sent, Specimen

TOKEN = "a-token-in-the-address-of-the-push"
SECRET = "nobodys-access-key-secret"
PHONE = "13900000000"

UPSTREAM = {
    "phone_number": PHONE,
    "content": "小区北门的井盖丢了，晚上走路很危险",
    "send_time": "2026-03-05 20:31:07",
    "dest_code": "1065",
    "sequence_id": "1234567890",
}
SETTINGS = {
    "token": TOKEN,
    "aliyun": {
        "key": "nobodys-access-key-id",
        "secret": SECRET,
        "sign": "示范市12345",
        "template": "SMS_100000001",
        "wording": "${words}回复本短信可补充情况。",
        "longest": 60,
        "api": PROVIDER,
    },
}
ACCEPTED = {"Code": "OK", "Message": "OK", "BizId": "900619746936498440^0", "RequestId": "F655"}


def pushed(content: object, path: str = "/upstream", token: str = TOKEN) -> Sent:
    return wrapped(json.dumps(content, ensure_ascii=False).encode(), path, token)


def wrapped(body: bytes, path: str = "/upstream", token: str = TOKEN) -> Sent:
    return Sent(f"{path}?token={token}", body, {"Content-Type": "application/json;charset=UTF-8"})


SPECIMEN = Specimen(
    settings=SETTINGS,
    arrives=Request(
        genuine=lambda: pushed([UPSTREAM]),
        garbled=lambda: pushed({"not": "a list"}),
        wrapped=wrapped,
        largest=LARGEST,
        forged=lambda: pushed([UPSTREAM], token="a-guess-at-the-token"),
    ),
    expected=InboundMessage(
        channel="sms",
        account="",
        external_id="1234567890",
        sender=PHONE,
        text="小区北门的井盖丢了，晚上走路很危险",
        sent_at=datetime.fromisoformat("2026-03-05T20:31:07+08:00"),
        person=Person(phone=PHONE),
    ),
    answers={"/": ACCEPTED},
    sending=Sending(
        PHONE, Reply("您好，编号 SF 123 456 7890 的事有结果了。", choices=("解决了", "没有"))
    ),
    picks=lambda place, _: pushed([{**UPSTREAM, "content": str(place), "sequence_id": str(place)}]),
    secrets=(TOKEN, SECRET),
)
