"""A call as a call-centre system pushes it."""

from __future__ import annotations

import json
from datetime import datetime

from channels.hotline import HotlineChannel
from channels.message import RECORDING, InboundMessage, Location, Person, Remark, Source
from tests.channels.specimen import Request, Sent, Specimen
from tests.channels.specimens import signing

SECRET = "a-secret-shared-with-the-call-centre"
PATH = "/v1/calls"

CALL = {
    "summary": "市民反映河东巷14号院门口下水道堵了两天，污水漫到路上。",
    "line_id": "12319",
    "caller": "13900000000",
    "name": "马女士",
    "transcript": "我住河东巷十四号院，门口下水道堵了两天了，污水到处都是，家里老人出不了门。",
    "recording": "rec-0417",
    "agent_id": "1024",
    "started_at": "2026-03-05T20:31:07+08:00",
    "ended_at": "2026-03-05T20:34:50+08:00",
    "occurred_at": "2026-03-03T08:00:00+08:00",
    "location": {"latitude": 36.62, "longitude": 101.78, "address": "河东巷14号院"},
    "callback": "18:00 以后",
    "kind": "help",
    "category": "roads.sewers",
    "confidential": True,
    "refers_to": "ZZ260301000001A",
    "language": "en",
}

EXPECTED = InboundMessage(
    channel="hotline",
    account="call-centre",
    external_id="call-1",
    sender="",
    text="市民反映河东巷14号院门口下水道堵了两天，污水漫到路上。",
    sent_at=datetime.fromisoformat("2026-03-05T20:31:07+08:00"),
    location=Location(36.62, 101.78, "河东巷14号院"),
    person=Person(name="马女士", phone="13900000000", confidential=True),
    occurred_at=datetime.fromisoformat("2026-03-03T08:00:00+08:00"),
    kind="help",
    category="roads.sewers",
    refers_to="ZZ260301000001A",
    language="en",
    line="12319 城建热线",
    aside="我住河东巷十四号院，门口下水道堵了两天了，污水到处都是，家里老人出不了门。",
    remarks=(
        Remark("希望回电时间：18:00 以后", "Wants to be called back: 18:00 以后"),
        Remark(
            "坐席 1024 2026-03-05 20:31:07 – 20:34:50", "Agent 1024 2026-03-05 20:31:07 – 20:34:50"
        ),
        Remark(
            "录音提到“老人、孩子、孕妇、病人”，摘要没有写。",
            "frail people: in the recording, not in the summary.",
        ),
    ),
    source=Source(RECORDING, "rec-0417"),
)


def signed(
    body: bytes,
    *,
    key: str = "call-1",
    caller: str = "call-centre",
    secret: str = SECRET,
    late: int = 0,
) -> Sent:
    return signing.signed("hotline", PATH, body, key=key, caller=caller, secret=secret, late=late)


def called(**changes: object) -> Sent:
    """The call, with some fields told otherwise."""
    return signed(json.dumps({**CALL, **changes}).encode())


SPECIMEN = Specimen(
    settings={
        "systems": {"call-centre": {"name": "话务平台", "secret": SECRET}},
        "lines": {"12345": "12345 热线", "12319": "12319 城建热线"},
    },
    arrives=Request(
        genuine=called,
        garbled=lambda: signed(b'{"summary": "cut in the midd'),
        wrapped=signed,
        largest=HotlineChannel.largest,
        stale=lambda: signed(json.dumps(CALL).encode(), late=24 * 60 * 60),
        forged=lambda: signed(json.dumps(CALL).encode(), secret="somebody-elses-secret"),
    ),
    expected=EXPECTED,
    secrets=(SECRET,),
)
