"""A report as a partner system sends it."""

from __future__ import annotations

import base64
import json
import time
from datetime import datetime

from channels.message import Attachment, InboundMessage, Location, Person
from channels.signature import signature
from channels.signed import LARGEST
from tests.channels.specimen import Request, Sent, Specimen

SECRET = "a-secret-shared-with-the-river-app"
PATH = "/v1/reports"
PHOTO = b"\x89PNG\r\n\x1a\n not much of a picture"
PAPER = b"%PDF-1.4 not much of a paper"

REPORT = {
    "text": "河堤护栏断了两处，孩子放学从这里走很危险。",
    "title": "河堤护栏断裂",
    "kind": "help",
    "category": "roads.railings",
    "sent_at": "2026-03-05T20:31:07+08:00",
    "occurred_at": "2026-03-05T12:30:00Z",
    "location": {"latitude": 36.62, "longitude": 101.78, "address": "滨河路桥东侧"},
    "reporter": {
        "ref": "user-17",
        "name": "马先生",
        "phone": "13900000000",
        "confidential": True,
    },
    "attachments": [
        {"name": "护栏.png", "content": base64.b64encode(PHOTO).decode()},
        {"kind": "file", "name": "说明.pdf", "content": base64.b64encode(PAPER).decode()},
    ],
    "refers_to": "ZZ260301000001A",
    "language": "en",
}

EXPECTED = InboundMessage(
    channel="partner",
    account="river-app",
    external_id="order-1",
    sender="user-17",
    text="河堤护栏断了两处，孩子放学从这里走很危险。",
    sent_at=datetime.fromisoformat("2026-03-05T20:31:07+08:00"),
    title="河堤护栏断裂",
    attachments=(
        Attachment("image", "护栏.png", "护栏.png", PHOTO),
        Attachment("file", "说明.pdf", "说明.pdf", PAPER),
    ),
    location=Location(36.62, 101.78, "滨河路桥东侧"),
    person=Person(name="马先生", phone="13900000000", confidential=True),
    occurred_at=datetime.fromisoformat("2026-03-05T12:30:00Z"),
    kind="help",
    category="roads.railings",
    refers_to="ZZ260301000001A",
    language="en",
)


def signed(
    body: bytes,
    *,
    key: str = "order-1",
    partner: str = "river-app",
    secret: str = SECRET,
    late: int = 0,
) -> Sent:
    """A request signed as the partner does it, `late` seconds ago."""
    timestamp = int(time.time()) - late
    path = f"/channels/partner{PATH}"
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        "X-Duokou-Key": partner,
        "X-Duokou-Timestamp": str(timestamp),
        "X-Duokou-Signature": signature(secret, timestamp, "POST", path, key, body),
    }
    return Sent(PATH, body, headers)


def genuine() -> Sent:
    return signed(json.dumps(REPORT).encode())


SPECIMEN = Specimen(
    settings={"partners": {"river-app": {"name": "River App", "secret": SECRET}}},
    arrives=Request(
        genuine=genuine,
        garbled=lambda: signed(b'{"text": "cut in the midd'),
        wrapped=signed,
        largest=LARGEST,
        stale=lambda: signed(json.dumps(REPORT).encode(), late=24 * 60 * 60),
        forged=lambda: signed(json.dumps(REPORT).encode(), secret="somebody-elses-secret"),
    ),
    expected=EXPECTED,
    downloads={"护栏.png": PHOTO, "说明.pdf": PAPER},
    secrets=(SECRET,),
)
