"""What waits at WeChat customer service, in the shape of document 94670, and how it rings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from channels.kefu.parse import NOT_HEARD
from channels.message import Attachment, InboundMessage, Location, Reply
from channels.positions import wgs84
from channels.weixin.xml import written
from tests.channels.specimen import PROVIDER, Besides, Sending, Sent, Specimen, Waiting
from tests.channels.specimens.wecom import AES_KEY, CORP, SECRET, TOKEN, sealed

KFID, OTHER_KFID = "wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw", "wkAJ2GCAAA_the_enterprise_line"
CITIZEN = "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw"
SENT_AT = datetime.fromisoformat("2026-03-05T20:31:07+08:00")
FILE = b"\x00\x01 what a citizen attached"


def item(kind: str, content: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """One message of a citizen."""
    return {
        "msgid": "from_msgid_4622416642169452483",
        "open_kfid": KFID,
        "external_userid": CITIZEN,
        "send_time": int(SENT_AT.timestamp()),
        "origin": 3,
        "msgtype": kind,
        kind: dict(content),
        **fields,
    }


def page(*items: object, cursor: str = "4gw7MepFLfgF2VC5npN", more: int = 0) -> dict[str, object]:
    return {
        "errcode": 0,
        "errmsg": "ok",
        "next_cursor": cursor,
        "has_more": more,
        "msg_list": list(items),
    }


def doorbell(
    open_kfid: str = KFID, token: str = "ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR"
) -> Sent:
    ring: Mapping[str, str | int] = {
        "ToUserName": CORP,
        "CreateTime": int(SENT_AT.timestamp()),
        "MsgType": "event",
        "Event": "kf_msg_or_event",
        "Token": token,
        "OpenKfId": open_kfid,
    }
    return sealed(written(ring).encode())


TEXT = item("text", {"content": "小区东门的井盖松了，车一过就响，老人差点绊倒。"})
EXPECTED = InboundMessage(
    channel="kefu",
    account="",
    external_id="from_msgid_4622416642169452483",
    sender=f"{KFID}/{CITIZEN}",
    text="小区东门的井盖松了，车一过就响，老人差点绊倒。",
    sent_at=SENT_AT,
)
BARE = replace(EXPECTED, text="")
PLACE = {"latitude": 36.6232, "longitude": 101.7782, "name": "东门", "address": "城中区人民街"}


def attached(kind: Any, name: str = "") -> Besides:
    arrives = page(item(kind, {"media_id": f"media-{kind}"}))
    return Besides(arrives, replace(BARE, attachments=(Attachment(kind, f"media-{kind}", name),)))


def clicked(place: int, words: str) -> dict[str, object]:
    """On an answer of a menu (document 94670, `text.menu_id`)."""
    return page(item("text", {"content": words, "menu_id": str(place)}, msgid=f"clicked_{place}"))


SPECIMEN = Specimen(
    settings={
        "corpid": CORP,
        "secret": SECRET,
        "token": TOKEN,
        "aes_key": AES_KEY,
        "api": PROVIDER,
        "accounts": [KFID],
    },
    arrives=Waiting(
        path="/cgi-bin/kf/sync_msg",
        genuine=page(TEXT),
        garbled=page({"msgid": "m0", "msgtype": "text"}, TEXT),
        empty=page(),
        confirms=lambda _asked: False,  # each ring is one fetch; cursors: see test_kefu_fetching
        rings=doorbell,
    ),
    expected=EXPECTED,
    besides=(
        attached("image"),
        replace(
            attached("voice", "voice.amr"),
            expected=replace(
                BARE,
                attachments=(Attachment("voice", "media-voice", "voice.amr"),),
                remarks=(NOT_HEARD,),
            ),
        ),
        attached("video"),
        attached("file"),
        Besides(
            page(item("location", PLACE)),
            replace(
                BARE,
                text="城中区人民街 东门",
                location=Location(*wgs84(36.6232, 101.7782), "城中区人民街 东门"),
            ),
        ),
    ),
    answers={
        "/cgi-bin/gettoken": {"errcode": 0, "access_token": "a-t0ken", "expires_in": 7200},
        "/cgi-bin/kf/send_msg": {"errcode": 0, "errmsg": "ok", "msgid": "m1"},
        "/cgi-bin/media/get": FILE,
    },
    sending=Sending(
        f"{KFID}/{CITIZEN}",
        Reply("已登记，编号 42", choices=("查询进度", "补充")),
        named=(KFID, CITIZEN),
    ),
    picks=clicked,
    downloads={f"media-{kind}": FILE for kind in ("image", "voice", "video", "file")},
    secrets=(SECRET, TOKEN, AES_KEY),
)
