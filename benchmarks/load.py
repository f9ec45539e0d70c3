"""The load, from a process of its own: `python -m benchmarks.load TARGET PORT RATE COUNT`.

At a steady RATE a request is sent when it is due, whether or not earlier ones came back, and
its time counts from then: a server that stalls cannot hide it. RATE 0 sends as fast as 32
connections can. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import Iterator
from itertools import count

import uvloop
from aiohttp import ClientSession, TCPConnector

from channels.signature import signature

PARTNER, SECRET = "bench", "a-secret-for-the-benchmark-only"
PATH = "/channels/partner/v1/reports"
CONNECTIONS = 32
PLACES = ("五四大街", "七一路", "南大街", "建国路", "祁连路", "海湖路", "昆仑中路", "朝阳东路")
MATTERS = (
    "路灯不亮好几天了，晚上走路看不清，希望尽快修好。",
    "水管漏水，路面结了冰，老人差点滑倒，请派人来看看。",
    "垃圾没有人清运，味道很大，影响附近居民生活。",
    "夜里施工噪声很大，孩子睡不着，多次反映没有解决。",
    "井盖松动，车一过就响，担心出事。",
    "暖气不热，家里只有十五度，麻烦催一下供热公司。",
    "请问居住证在哪里办理，需要带什么材料？",
    "小区门口乱停车，消防通道被堵住了。",
)


def bodies(seed: int) -> Iterator[bytes]:
    """Reports that differ from one another as those of many citizens do."""
    chance = random.Random(seed)
    for citizen in count(seed % 10**8):  # no two alike: a second report of one may be a chase
        place = chance.choice(PLACES)
        said = f"{place}{chance.randint(1, 300)}号附近{chance.choice(MATTERS)}"
        phone = f"138{citizen % 10**8:08}"
        report = {
            "text": said,
            "location": {"address": f"{place}{chance.randint(1, 300)}号"},
            "reporter": {"name": "市民", "phone": phone},
        }
        yield json.dumps(report, ensure_ascii=False).encode()


def signed(body: bytes, key: str) -> dict[str, str]:
    stamp = int(time.time())
    return {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        "X-Duokou-Key": PARTNER,
        "X-Duokou-Timestamp": str(stamp),
        "X-Duokou-Signature": signature(SECRET, stamp, "POST", PATH, key, body),
    }


async def one(
    session: ClientSession, url: str, headers: dict[str, str], body: bytes, due: float
) -> float:
    async with session.post(url, data=body, headers=headers) as response:
        await response.read()
        if response.status != 201:
            raise SystemExit(f"{url} answered {response.status}")
    return time.perf_counter() - due


async def run(target: str, port: int, rate: int, count: int) -> list[float]:
    """Seconds from when each request was due to its answer."""
    path = PATH if target == "duokou" else "/"
    url = f"http://127.0.0.1:{port}{path}"
    mark = f"{time.time_ns():x}"
    pairs = [
        (f"{mark}-{i}", body) for i, body in zip(range(count), bodies(time.time_ns()), strict=False)
    ]
    async with ClientSession(connector=TCPConnector(limit=0 if rate else CONNECTIONS)) as session:
        started = time.perf_counter()
        sent = []
        for i, (key, body) in enumerate(pairs):
            due = started + i / rate if rate else time.perf_counter()
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            headers = signed(body, key) if target == "duokou" else {}
            sent.append(asyncio.create_task(one(session, url, headers, body, due)))
        return list(await asyncio.gather(*sent))


def main(target: str, port: int, rate: int, count: int) -> None:
    started = time.time()
    spent = sorted(uvloop.run(run(target, port, rate, count)))
    answer = {
        "started": started,
        "p50": spent[len(spent) // 2],
        "p99": spent[min(len(spent) - 1, len(spent) * 99 // 100)],
        "worst": spent[-1],
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
