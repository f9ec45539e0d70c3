"""Pushes of a WeCom application, in the shape of documents 90239 and 90930, sealed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pydantic import SecretStr

from channels.message import Attachment, InboundMessage, Location, Reply
from channels.positions import wgs84
from channels.wecom.parse import NOT_HEARD
from channels.weixin.corp import LARGEST
from channels.weixin.crypto import Seal
from channels.weixin.xml import fields_of, written
from tests.channels.specimen import PROVIDER, Besides, Request, Sending, Sent, Specimen

CORP, AGENT = "ww0123456789abcdef", 1000007
SECRET, TOKEN = "an-application-secret-of-43-characters-here", "callback-t0ken"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SEAL = Seal.of(SecretStr(TOKEN), SecretStr(AES_KEY), CORP)
SENT_AT = datetime.fromisoformat("2026-03-05T20:31:07+08:00")
HEAD: Mapping[str, str | int] = {
    "ToUserName": CORP,
    "FromUserName": "ZhangSan",
    "CreateTime": int(SENT_AT.timestamp()),
}
TAIL: Mapping[str, str | int] = {"MsgId": "7290123456789012345", "AgentID": AGENT}


def push(kind: str, **fields: str | int) -> bytes:
    """What is inside the seal."""
    return written({**HEAD, "MsgType": kind, **TAIL, **fields}).encode()


def sealed(plain: bytes, *, seal: Seal = SEAL, late: float = 0) -> Sent:
    """A push as it comes, `late` seconds ago."""
    found = seal.sealed(plain, time.time() - late)
    query = f"msg_signature={found['MsgSignature']}&timestamp={found['TimeStamp']}"
    envelope: Mapping[str, str | int] = {
        "ToUserName": CORP,
        "Encrypt": found["Encrypt"],
        "AgentID": AGENT,
    }
    path = f"?{query}&nonce={found['Nonce']}"
    return Sent(path, written(envelope).encode(), {"Content-Type": "text/xml"})


def opened(answer: str) -> str:
    """What stands in a sealed answer."""
    if not answer.startswith("<xml>"):
        return answer
    found = fields_of(answer.encode())
    query = {
        "msg_signature": found["MsgSignature"],
        "timestamp": found["TimeStamp"],
        "nonce": found["Nonce"],
    }
    plain = SEAL.opened(query, found["Encrypt"], time.time())
    assert fields_of(plain)["Content"]  # an empty message would be shown as one
    return plain.decode()


TEXT = push("text", Content="人民路口的红绿灯从早上起一直不亮。")
EXPECTED = InboundMessage(
    channel="wecom",
    account="",
    external_id="7290123456789012345",
    sender="ZhangSan",
    text="人民路口的红绿灯从早上起一直不亮。",
    sent_at=SENT_AT,
)
BARE = replace(EXPECTED, text="")

PICTURE = push("image", PicUrl="http://p.example/1", MediaId="media-picture")
VOICE = push("voice", MediaId="media-voice", Format="amr")
VIDEO = push("video", MediaId="media-video", ThumbMediaId="media-thumb")
PLACE = push(
    "location", Location_X="36.6232", Location_Y="101.7782", Scale=15, Label="城中区人民路口"
)
LINK = push(
    "link",
    Title="路口照片",
    Description="今早拍的",
    Url="https://p.example/junction",
    PicUrl="https://p.example/1.jpg",
)
FILE = b"\x00\x01 what a citizen attached"

SPECIMEN = Specimen(
    settings={
        "corpid": CORP,
        "agentid": AGENT,
        "secret": SECRET,
        "token": TOKEN,
        "aes_key": AES_KEY,
        "api": PROVIDER,
    },
    arrives=Request(
        genuine=lambda: sealed(TEXT),
        garbled=lambda: sealed(push("", Content="不知道是什么")),
        wrapped=sealed,
        largest=LARGEST,
        forged=lambda: sealed(TEXT, seal=replace(SEAL, token=SecretStr("a-guess"))),
        stale=lambda: sealed(TEXT, late=86_400),
    ),
    expected=EXPECTED,
    besides=(
        Besides(
            lambda: sealed(PICTURE),
            replace(BARE, attachments=(Attachment("image", "media-picture"),)),
        ),
        Besides(
            lambda: sealed(VOICE),
            replace(
                BARE,
                attachments=(Attachment("voice", "media-voice", "voice.amr"),),
                remarks=(NOT_HEARD,),
            ),
        ),
        Besides(
            lambda: sealed(VIDEO),
            replace(BARE, attachments=(Attachment("video", "media-video"),)),
        ),
        Besides(
            lambda: sealed(PLACE),
            replace(
                BARE,
                text="城中区人民路口",
                location=Location(*wgs84(36.6232, 101.7782), "城中区人民路口"),
            ),
        ),
        Besides(
            lambda: sealed(LINK),
            replace(BARE, text="路口照片\n今早拍的\nhttps://p.example/junction"),
        ),
    ),
    answers={
        "/cgi-bin/gettoken": {"errcode": 0, "access_token": "a-t0ken", "expires_in": 7200},
        "/cgi-bin/message/send": {"errcode": 0, "errmsg": "ok", "msgid": "m1"},
        "/cgi-bin/media/get": FILE,
    },
    sending=Sending("ZhangSan", Reply("已登记，编号 42", choices=("查询进度", "补充"))),
    opens=opened,
    picks=lambda place, _: sealed(push("text", Content=str(place))),
    downloads={"media-picture": FILE, "media-voice": FILE, "media-video": FILE},
    secrets=(SECRET, TOKEN, AES_KEY),
)
