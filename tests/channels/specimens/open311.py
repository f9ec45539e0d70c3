"""A request as a partner's Open311 client sends it: as a form or as JSON, the key beside it.

The suite cuts JSON short, as nobody can see that a form was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

from channels.message import Attachment, InboundMessage, Location, Person
from channels.open311 import LARGEST
from tests.channels.specimen import PROVIDER, Besides, Request, Sent, Specimen

KEY = "key-of-the-citizens-app"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PHOTO = b"\x89PNG\r\n\x1a\n not much of a lamp"

FIELDS = {
    "service_code": "0607",
    "lat": "36.6231",
    "long": "101.7782",
    "address_string": "南川东路 8 号院门口",
    "description": "连着两盏路灯都不亮，晚上下班看不清台阶。",
    "first_name": "小雨",
    "last_name": "马",
    "phone": "13900000000",
    "email": "rain@example.org",
    "account_id": "user-88",
    "media_url": f"{PROVIDER}/photos/lamp.png",
    "attribute[灯杆编号]": "NC-0117",
}
SETTINGS = {
    "jurisdiction": "sample.example.org",
    "contact": "12345",
    "partners": {
        "citizens-app": {
            "name": "示范通",
            "keys": [KEY, "key-that-comes-next-year"],
            "media": [f"{PROVIDER}/photos/"],
        },
        "city-watch": {"name": "城市运管", "keys": ["key-of-the-city-watch"]},
    },
}


def submitted(fields: Mapping[str, str], key: str = KEY, ending: str = "xml") -> Sent:
    path = f"/requests.{ending}?api_key={key}"
    return Sent(path, urlencode(fields, safe="/:").encode(), FORM)


def in_json(fields: Mapping[str, object], key: str = KEY) -> Sent:
    return wrapped(json.dumps(fields, ensure_ascii=False).encode(), key)


def wrapped(body: bytes, key: str = KEY) -> Sent:
    return Sent(f"/requests.json?api_key={key}", body, {"Content-Type": "application/json"})


EXPECTED = InboundMessage(
    channel="open311",
    account="citizens-app",
    external_id="made up by the door",
    sender="user-88",
    text="连着两盏路灯都不亮，晚上下班看不清台阶。\n灯杆编号：NC-0117",
    sent_at=datetime(2026, 3, 6, tzinfo=UTC),
    attachments=(Attachment("image", f"{PROVIDER}/photos/lamp.png", "lamp.png"),),
    location=Location(36.6231, 101.7782, "南川东路 8 号院门口"),
    person=Person(name="马小雨", phone="13900000000"),
    category="0607",
)

SPECIMEN = Specimen(
    settings=SETTINGS,
    arrives=Request(
        genuine=lambda: in_json(FIELDS),
        garbled=lambda: submitted({"description": "没有服务，也没有地点"}),
        wrapped=wrapped,
        largest=LARGEST,
        forged=lambda: in_json(FIELDS, key="key-of-nobody-at-all"),
    ),
    expected=EXPECTED,
    besides=(Besides(lambda: submitted(FIELDS), EXPECTED),),
    timed_here=True,
    numbered_here=True,
    answers={"/photos/lamp.png": PHOTO},
    downloads={f"{PROVIDER}/photos/lamp.png": PHOTO},
    secrets=(KEY, "key-that-comes-next-year", "key-of-the-city-watch"),
)
