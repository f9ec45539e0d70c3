"""The form as a browser sends it, multipart and all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from channels.message import Attachment, InboundMessage, Location, Person
from channels.webform.parse import ZONE
from channels.webform.reading import LARGEST
from tests.channels.specimen import Request, Sent, Specimen

BOUNDARY = "----WebKitFormBoundaryA1b2C3d4E5f6G7h8"
URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}
TICKET = "Q2x8c1V5bW9uc3RlcnM0Mg"
PHOTO = b"\xff\xd8\xff\xe0 not much of a \r\n--picture\x00"

FIELDS = {
    "ticket": TICKET,
    "website": "",
    "text": "楼下烧烤摊每晚营业到两点，\r\n油烟和吵闹声让人睡不着。",
    "title": "夜间烧烤扰民",
    "kind": "complaint",
    "district": "east",
    "address": "某某巷口",
    "latitude": "36.62",
    "longitude": "101.78",
    "occurred_at": "2026-03-05T23:30",
    "name": "",
    "phone": "13900000000",
    "confidential": "yes",
    "refers_to": "",
}


def multipart(
    fields: Mapping[str, str], photos: Iterable[tuple[str, bytes]] = (), query: str = ""
) -> Sent:
    """What a browser makes of the filled form."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in fields.items()
    ] + [
        f'Content-Disposition: form-data; name="photos"; filename="{name}"\r\n'
        "Content-Type: image/jpeg\r\n\r\n".encode()
        + content
        for name, content in photos
    ]
    body = b"".join(b"--" + BOUNDARY.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    return Sent(query, body + b"--" + BOUNDARY.encode() + b"--\r\n", headers)


SPECIMEN = Specimen(
    settings={
        "name_zh": "示范市",
        "name_en": "Sample City",
        "districts": [{"code": "east", "zh": "城东区", "en": "East District"}],
    },
    arrives=Request(
        genuine=lambda: multipart(FIELDS, [("IMG_0001.jpg", PHOTO), ("", b"")]),
        garbled=lambda: Sent("", b"--nothing", {"Content-Type": "multipart/form-data"}),
        wrapped=lambda body: replace(multipart(FIELDS), body=body),
        largest=LARGEST,
    ),
    expected=InboundMessage(
        channel="webform",
        account="",
        external_id=TICKET,
        sender="",
        text="楼下烧烤摊每晚营业到两点，\n油烟和吵闹声让人睡不着。",
        sent_at=datetime(2026, 3, 6, tzinfo=UTC),
        title="夜间烧烤扰民",
        attachments=(Attachment("image", "IMG_0001.jpg", "IMG_0001.jpg", PHOTO),),
        location=Location(36.62, 101.78, "城东区某某巷口"),
        person=Person(phone="13900000000", confidential=True),
        occurred_at=datetime(2026, 3, 5, 23, 30, tzinfo=ZONE),
        kind="complaint",
    ),
    timed_here=True,
    downloads={"IMG_0001.jpg": PHOTO},
)
