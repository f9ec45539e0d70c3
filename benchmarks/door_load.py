"""Messages for every door that acknowledges: `python -m benchmarks.door_load PORT RATE COUNT`.

The doors take turns; a message is sent when it is due, whether or not earlier ones were answered,
and its time counts from then. Prints one JSON object: by door, the sorted seconds.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import cycle

import uvloop
from aiohttp import ClientSession, ClientWebSocketResponse, TCPConnector

from tests.channels.specimen import Sent
from tests.channels.specimens import (
    hotline,
    media,
    open311,
    partner,
    sms,
    telegram,
    webchat,
    wechat,
    wecom,
)

CHATS = 100  # citizens with an open chat
MARK = time.time_ns() // 1_000_000  # tells one run from another
WORDS = "城东区示范街{}号门前的路灯坏了，晚上走路看不清，请派人来修。"


def number(i: int) -> int:
    """A provider's message number that no other run uses."""
    return MARK * 100_000 + i


def _hotline(i: int) -> Sent:
    call = {**hotline.CALL, "summary": WORDS.format(i), "category": ""}
    return hotline.signed(json.dumps(call).encode(), key=f"call-{number(i)}")


def _media(i: int) -> Sent:
    clipping = {**media.CLIPPING, "text": WORDS.format(i), "category": "", "attachments": []}
    return media.signed(json.dumps(clipping).encode(), key=f"article-{number(i)}")


def _partner(i: int) -> Sent:
    report = {"text": WORDS.format(i), "reporter": {"ref": f"user-{i}"}}
    return partner.signed(json.dumps(report).encode(), key=f"order-{number(i)}")


def _open311(i: int) -> Sent:
    wanted = ("service_code", "lat", "long", "first_name", "last_name", "phone")
    fields = {name: open311.FIELDS[name] for name in wanted}
    return open311.in_json({**fields, "description": WORDS.format(i), "account_id": f"user-{i}"})


def _sms(i: int) -> Sent:
    content = {
        **sms.UPSTREAM,
        "phone_number": f"139{i:08}",
        "content": WORDS.format(i),
        "sequence_id": str(number(i)),
    }
    return sms.pushed([content])


def _telegram(i: int) -> Sent:
    citizen = 6_000_000 + i
    update = telegram.update(
        number=number(i),
        sender=telegram.person(citizen),
        chat=telegram.private(citizen),
        message_id=1 + i,
        text=WORDS.format(i),
    )
    return telegram.told(update)


def _wechat(i: int) -> Sent:
    return wechat.sealed(
        wechat.xml(wechat.said("text", number(i), f"o{i}", Content=WORDS.format(i)))
    )


def _wecom(i: int) -> Sent:
    return wecom.sealed(
        wecom.push("text", Content=WORDS.format(i), MsgId=str(number(i)), FromUserName=f"u{i}")
    )


HTTP: Mapping[str, tuple[str, Callable[[int], Sent]]] = {
    "hotline": ("/channels/hotline", _hotline),
    "media": ("/channels/media", _media),
    "open311": ("/open311/v2", _open311),
    "partner": ("/channels/partner", _partner),
    "sms": ("/channels/sms", _sms),
    "telegram": ("/channels/telegram", _telegram),
    "wechat": ("/channels/wechat", _wechat),
    "wecom": ("/channels/wecom", _wecom),
}
DOORS = (*HTTP, "webchat")


@dataclass(slots=True)
class Chats:
    """Citizens who keep a line open and wait for each of their messages to be acknowledged."""

    lines: list[tuple[ClientWebSocketResponse, dict[str, asyncio.Event]]]

    async def say(self, i: int) -> None:
        line, kept = self.lines[i % len(self.lines)]
        id_ = f"m-{number(i)}"
        kept[id_] = asyncio.Event()
        said = {**webchat.TEXT, "id": id_, "thread": f"t-{number(i)}", "text": WORDS.format(i)}
        await line.send_str(json.dumps(said))
        await kept[id_].wait()


async def open_chats(session: ClientSession, base: str) -> Chats:
    chats = Chats([])
    for i in range(CHATS):
        headers = {"Origin": webchat.SITE, "X-Forwarded-For": f"10.1.{i // 250}.{i % 250 + 1}"}
        line = await session.ws_connect(f"{base}/channels/webchat/socket", headers=headers)
        token = webchat.TOKEN[:-4] + f"{i:04}"
        await line.send_str(webchat.hello(token))
        kept: dict[str, asyncio.Event] = {}
        chats.lines.append((line, kept))
        asyncio.get_running_loop().create_task(_hear(line, kept))
    return chats


async def _hear(line: ClientWebSocketResponse, kept: dict[str, asyncio.Event]) -> None:
    async for frame in line:
        heard = json.loads(frame.data)
        if heard["type"] == "kept":
            kept.pop(heard["id"]).set()
        elif heard["type"] in ("refused", "wait"):
            raise SystemExit(f"webchat answered {heard}")


async def post(session: ClientSession, base: str, door: str, i: int) -> None:
    mount, make = HTTP[door]
    sent = make(i)
    sent = replace(sent, headers={**sent.headers, "X-Forwarded-For": f"10.2.{i % 250}.1"})
    async with session.post(base + mount + sent.path, data=sent.body, headers=sent.headers) as got:
        said = await got.text()
        if got.status >= 400:
            raise SystemExit(f"{door} answered {got.status}: {said[:300]}")


async def run(port: int, rate: int, count: int) -> dict[str, list[float]]:
    base = f"http://127.0.0.1:{port}"
    spent: dict[str, list[float]] = defaultdict(list)
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        chats = await open_chats(session, base)

        async def one(door: str, i: int, due: float) -> None:
            await (chats.say(i) if door == "webchat" else post(session, base, door, i))
            spent[door].append(time.perf_counter() - due)

        started = time.perf_counter()
        sent = []
        for i, door in zip(range(count), cycle(DOORS), strict=False):
            due = started + i / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sent.append(asyncio.create_task(one(door, i, due)))
        await asyncio.gather(*sent)
    return {door: sorted(times) for door, times in spent.items()}


if __name__ == "__main__":
    print(json.dumps(uvloop.run(run(*map(int, sys.argv[1:])))))  # noqa: T201 - its one output
