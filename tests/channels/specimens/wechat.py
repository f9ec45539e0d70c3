"""What the platform pushes to an official account in secure mode, and its interfaces' answers."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from secrets import randbelow
from urllib.parse import urlencode

from pydantic import SecretStr

from channels.message import Attachment, InboundMessage, Location, Reply
from channels.positions import wgs84
from channels.wechat.callback import LARGEST
from channels.wechat.parse import HEARD
from channels.weixin.crypto import Seal, signature
from channels.weixin.xml import fields_of, written
from tests.channels.specimen import PROVIDER, Besides, Request, Sending, Sent, Specimen

APP_ID = "wx0a1b2c3d4e5f6789"
APP_SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
TOKEN = "token-of-the-console"
AES_KEY = base64.b64encode(bytes(range(7, 39))).decode().rstrip("=")
ACCESS_TOKEN = "83_an-access-token-of-two-hours"
ACCOUNT = "gh_2f3a4b5c6d7e"
CITIZEN = "oWx5s6AbCdEfGhIjKlMnOpQrStUv"
SENT_AT = 1_772_712_000
SEAL = Seal.of(SecretStr(TOKEN), SecretStr(AES_KEY), APP_ID)
PHOTO, VOICE, VIDEO = b"\xff\xd8\xff\xe0 a lamp", b"#!AMR\n a voice", b"\x00\x00\x00\x18ftypmp42"

PLAIN_SETTINGS: Mapping[str, object] = {
    "app_id": APP_ID,
    "app_secret": APP_SECRET,
    "token": TOKEN,
    "original_id": ACCOUNT,
    "api": PROVIDER,
}


def said(
    kind: str, number: int, sender: str = CITIZEN, **fields: str | int
) -> dict[str, str | int]:
    """The fields of one message, as the platform orders them."""
    envelope: dict[str, str | int] = {
        "ToUserName": ACCOUNT,
        "FromUserName": sender,
        "CreateTime": SENT_AT,
        "MsgType": kind,
    }
    return {**envelope, **fields, "MsgId": number}


def happened(event: str, sender: str = CITIZEN, **fields: str | int) -> dict[str, str | int]:
    """The fields of one event, which happens now."""
    envelope = said("event", 0, sender) | {"CreateTime": int(time.time()), "Event": event}
    del envelope["MsgId"]
    return envelope | fields


TEXT = said("text", 24617389052317101, Content="东大街 14 号楼前的井盖碎了，天黑看不见。")


def query(late: int = 0, encrypted: str | None = None, token: str = TOKEN) -> str:
    timestamp, nonce = str(int(time.time()) - late), str(randbelow(10**10))
    values = {
        "signature": signature(token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": CITIZEN,
    }
    if encrypted is not None:
        signed = signature(token, timestamp, nonce, encrypted)
        values |= {"encrypt_type": "aes", "msg_signature": signed}
    return "?" + urlencode(values)


def plain(body: bytes, late: int = 0, token: str = TOKEN) -> Sent:
    """Pushed in plain mode."""
    return Sent(query(late, token=token), body, {"Content-Type": "text/xml"})


def sealed(body: bytes, late: int = 0, token: str = TOKEN, besides: str = "") -> Sent:
    """Pushed in secure mode; `besides` are the plain fields of the compatible one."""
    encrypted = SEAL.sealed(body, time.time())["Encrypt"]
    envelope = written({"ToUserName": ACCOUNT, "Encrypt": encrypted})
    whole = envelope.replace("</xml>", f"{besides}</xml>")
    return Sent(query(late, encrypted, token), whole.encode(), {"Content-Type": "text/xml"})


def sealed_json(fields: Mapping[str, str | int]) -> Sent:
    encrypted = SEAL.sealed(json.dumps(fields).encode(), time.time())["Encrypt"]
    body = json.dumps({"ToUserName": ACCOUNT, "Encrypt": encrypted})
    return Sent(query(0, encrypted), body.encode(), {"Content-Type": "application/json"})


def xml(fields: Mapping[str, str | int]) -> bytes:
    return written(fields).encode()


def opened(answer: str) -> str:
    """The words of a passive reply; an answer without any as it is."""
    if answer in ("", "success") or not answer.startswith(("<", "{")):
        return answer
    fields = fields_of(answer.encode())
    if "Encrypt" in fields:
        names = {"msg_signature": "MsgSignature", "timestamp": "TimeStamp", "nonce": "Nonce"}
        asked = {name: fields[field] for name, field in names.items()}
        fields = fields_of(SEAL.opened(asked, fields["Encrypt"], time.time()))
    assert fields["ToUserName"]
    assert fields["MsgType"]
    assert fields["Content"]  # else the platform tells him that the account is out of order
    return fields["Content"]


def expected(number: int, sender: str, **fields: object) -> InboundMessage:
    known: dict[str, object] = {
        "channel": "wechat",
        "account": "",
        "external_id": str(number),
        "sender": sender,
        "text": "",
        "sent_at": datetime.fromtimestamp(SENT_AT, UTC),
        "thread": str(number),
    }
    return InboundMessage(**(known | fields))  # type: ignore[arg-type]


def picture() -> Sent:
    link = "http://mmbiz.qpic.cn/mmbiz_jpg/abc/0"
    return sealed_json(said("image", 102, "oA-2", PicUrl=link, MediaId="media-picture"))


def voice() -> Sent:
    heard = "我家楼下的路灯不亮了。"
    fields = said("voice", 103, "oA-3", MediaId="media-voice", Format="amr", Recognition=heard)
    return sealed(xml(fields))


def video() -> Sent:
    fields = said("video", 104, "oA-4", MediaId="media-video", ThumbMediaId="thumb")
    return sealed(xml(fields))


def place() -> Sent:
    label = "城中区南关街 8 号"
    where: dict[str, str | int] = {
        "Location_X": "36.617000",
        "Location_Y": "101.778000",
        "Scale": 16,
        "Label": label,
    }
    return sealed(xml(said("location", 105, "oA-5", **where)))


def clicked(place: int, words: str) -> Sent:
    """On an answer of a menu ("发送客服消息", 菜单消息): its words, and its id besides."""
    return sealed(xml(said("text", 200 + place, Content=words, bizmsgmenuid=place)))


SPECIMEN = Specimen(
    settings={**PLAIN_SETTINGS, "aes_key": AES_KEY},
    arrives=Request(
        genuine=lambda: sealed(xml(TEXT)),
        garbled=lambda: sealed(xml({name: TEXT[name] for name in ("ToUserName", "Content")})),
        forged=lambda: sealed(xml(TEXT), token="somebody-elses-token"),
        stale=lambda: sealed(xml(TEXT), late=24 * 3600),
        wrapped=sealed,
        largest=LARGEST,
    ),
    expected=expected(24617389052317101, CITIZEN, text="东大街 14 号楼前的井盖碎了，天黑看不见。"),
    besides=(
        Besides(
            picture,
            expected(102, "oA-2", attachments=(Attachment("image", "media-picture", "102.jpg"),)),
        ),
        Besides(
            voice,
            expected(
                103,
                "oA-3",
                text="我家楼下的路灯不亮了。",
                attachments=(Attachment("voice", "media-voice", "103.amr"),),
                remarks=(HEARD,),
            ),
        ),
        Besides(
            video,
            expected(104, "oA-4", attachments=(Attachment("video", "media-video", "104.mp4"),)),
        ),
        Besides(
            place,
            expected(
                105,
                "oA-5",
                text="[位置] 城中区南关街 8 号",
                location=Location(*wgs84(36.617, 101.778), "城中区南关街 8 号"),
            ),
        ),
    ),
    answers={
        "/cgi-bin/stable_token": {"access_token": ACCESS_TOKEN, "expires_in": 7200},
        "/cgi-bin/message/custom/send": {"errcode": 0, "errmsg": "ok"},
        "/cgi-bin/media/get": PHOTO,
        "/cgi-bin/openapi/quota/get": {
            "errcode": 0,
            "quota": {"daily_limit": 500000, "used": 12, "remain": 499988},
        },
    },
    sending=Sending(CITIZEN, Reply("您反映的井盖已经换好，您满意吗？", choices=("满意", "不满意"))),
    opens=opened,
    picks=clicked,
    downloads={"media-picture": PHOTO, "media-voice": PHOTO, "media-video": PHOTO},
    secrets=(APP_SECRET, TOKEN, AES_KEY, ACCESS_TOKEN),
)
