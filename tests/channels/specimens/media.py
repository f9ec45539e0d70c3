"""A clipping as a newspaper's own system pushes it."""

from __future__ import annotations

import base64
import json
from datetime import datetime

from channels.media import MediaChannel
from channels.message import Attachment, InboundMessage, Location, Source
from tests.channels.specimen import Request, Sent, Specimen
from tests.channels.specimens import signing

SECRET = "a-secret-shared-with-the-newsroom"
PATH = "/v1/clippings"
PHOTO = b"\x89PNG\r\n\x1a\n not much of a picture"
PAGE = b"%PDF-1.4 not much of a page"

CLIPPING = {
    "text": "连日来多位居民反映，滨河路步道的栏杆锈断，孩子玩耍时很不安全。",
    "publication": "河畔日报",
    "title": "栏杆锈断谁来修",
    "link": "https://news.example.com/2026/03/05/17.html?from=app",
    "published_on": "2026-03-05",
    "location": {"latitude": 36.62, "longitude": 101.78, "address": "滨河路"},
    "category": "roads.railings",
    "attachments": [
        {"name": "栏杆.png", "content": base64.b64encode(PHOTO).decode()},
        {"kind": "file", "name": "版面.pdf", "content": base64.b64encode(PAGE).decode()},
    ],
    "language": "en",
}

EXPECTED = InboundMessage(
    channel="media",
    account="newsroom",
    external_id="article-17",
    sender="",
    text="连日来多位居民反映，滨河路步道的栏杆锈断，孩子玩耍时很不安全。",
    sent_at=datetime.fromisoformat("2026-03-05T12:00:00+08:00"),
    title="栏杆锈断谁来修",
    attachments=(
        Attachment("image", "栏杆.png", "栏杆.png", PHOTO),
        Attachment("file", "版面.pdf", "版面.pdf", PAGE),
    ),
    location=Location(36.62, 101.78, "滨河路"),
    category="roads.railings",
    language="en",
    source=Source("河畔日报", "https://news.example.com/2026/03/05/17.html?from=app"),
)


def signed(
    body: bytes,
    *,
    key: str = "article-17",
    caller: str = "newsroom",
    secret: str = SECRET,
    late: int = 0,
) -> Sent:
    return signing.signed("media", PATH, body, key=key, caller=caller, secret=secret, late=late)


def published(**changes: object) -> Sent:
    """The clipping, with some fields told otherwise."""
    return signed(json.dumps({**CLIPPING, **changes}).encode())


SPECIMEN = Specimen(
    settings={
        "systems": {"newsroom": {"name": "河畔日报采编", "secret": SECRET}},
        "publications": ["河畔日报", "城市广播"],
    },
    arrives=Request(
        genuine=published,
        garbled=lambda: signed(b'{"text": "cut in the midd'),
        wrapped=signed,
        largest=MediaChannel.largest,
        stale=lambda: signed(json.dumps(CLIPPING).encode(), late=24 * 60 * 60),
        forged=lambda: signed(json.dumps(CLIPPING).encode(), secret="somebody-elses-secret"),
    ),
    expected=EXPECTED,
    downloads={"栏杆.png": PHOTO, "版面.pdf": PAGE},
    secrets=(SECRET,),
)
