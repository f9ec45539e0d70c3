"""A batch as a newspaper's editorial system gives it, and what its mapping makes of an item."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from channels.message import Attachment, InboundMessage, Location, Person, Reply, Source
from tests.channels.specimen import PROVIDER, Sending, Specimen, Waiting

TOKEN = "Bearer a-token-of-the-evening-paper"
PHOTO = b"\xff\xd8\xff\xe0 not much of a pit"

ITEM: dict[str, Any] = {
    "clue_id": 40711,
    "headline": "人行道塌陷",
    "body": {"plain": "夏都大街人行道塌了一个坑，只摆了一把椅子。"},
    "type": "投诉",
    "place": {"text": "夏都大街 21 号", "gps": [36.6205, 101.781]},
    "caller": {"name": "祁女士", "tel": "13900000000", "secret": True},
    "seen": "2026-03-05 07:40",
    "updated": "2026-03-05T20:31:07+08:00",
    "web": "https://paper.example.cn/clues/40711",
    "photos": [{"url": f"{PROVIDER}/photos/pit.jpg"}],
}

SETTINGS: dict[str, Any] = {
    "url": f"{PROVIDER}/clues",
    "headers": {"Authorization": TOKEN},
    "items": "data.list",
    "paging": {"parameter": "cursor", "next": "data.next"},
    "watermark": {"field": "updated", "parameter": "since"},
    "media": [f"{PROVIDER}/photos/"],
    "status": {"url": f"{PROVIDER}/clues/{{id}}/progress", "id": "clue", "text": "words"},
    "fields": {
        "id": "clue_id",
        "text": "body.plain",
        "title": "headline",
        "sent_at": "updated",
        "occurred_at": "seen",
        "address": "place.text",
        "latitude": "place.gps.0",
        "longitude": "place.gps.1",
        "name": "caller.name",
        "phone": "caller.tel",
        "confidential": "caller.secret",
        "kind": {"path": "type", "values": {"投诉": "complaint", "咨询": "consult"}},
        "medium": {"otherwise": "示范晚报"},
        "link": "web",
        "attachments": "photos.*.url",
    },
}


def page(*items: object, following: str = "") -> dict[str, Any]:
    return {"code": 0, "data": {"list": list(items), "next": following}}


SPECIMEN = Specimen(
    settings=SETTINGS,
    account="evening",
    arrives=Waiting(
        path="/clues",
        genuine=page(ITEM),
        garbled=page({"headline": "没有编号"}, ITEM),
        empty=page(),
        confirms=lambda asked: "since" in asked.query,
    ),
    expected=InboundMessage(
        channel="pull",
        account="evening",
        external_id="40711",
        sender="40711",
        text="夏都大街人行道塌了一个坑，只摆了一把椅子。",
        sent_at=datetime.fromisoformat("2026-03-05T20:31:07+08:00"),
        title="人行道塌陷",
        attachments=(Attachment("image", f"{PROVIDER}/photos/pit.jpg", "pit.jpg"),),
        location=Location(36.6205, 101.781, "夏都大街 21 号"),
        person=Person(name="祁女士", phone="13900000000", confidential=True),
        occurred_at=datetime.fromisoformat("2026-03-05T07:40:00+08:00"),
        kind="complaint",
        thread="40711",
        source=Source("示范晚报", "https://paper.example.cn/clues/40711"),
    ),
    answers={"/photos/pit.jpg": PHOTO, "/clues/40711/progress": {"code": 0}},
    sending=Sending("40711", Reply("您反映的人行道塌陷已派单。")),
    downloads={f"{PROVIDER}/photos/pit.jpg": PHOTO},
    secrets=(TOKEN,),
)
