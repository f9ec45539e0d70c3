"""`make bench`, its second part: every door at once, the far sides slow and one of them down.

Every call to a provider takes two seconds, and nothing listens where the SMS provider should be.
Beside the acknowledgements stands what was kept: as much as was acknowledged, door by door.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import tomli_w
from aiohttp import web
from rich.console import Console
from rich.table import Table

from benchmarks.__main__ import await_open, free_port, process
from tests.channels.specimen import addressed
from tests.channels.specimens import SPECIMENS

RATE = int(os.environ.get("BENCH_RATE", "200"))  # messages a second, all doors together
SECONDS = int(os.environ.get("BENCH_SECONDS", "20"))
SLOW = 2.0  # seconds a far side takes
DOWN = "sms"  # nobody listens where its provider should be
DOORS = (
    "hotline",
    "kefu",
    "media",
    "open311",
    "partner",
    "pull",
    "sms",
    "telegram",
    "webchat",
    "wechat",
    "wecom",
)

show = Console(highlight=False)


def main() -> None:
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        slow = running.enter_context(slow_provider())
        settings = folder / "settings.toml"
        settings.write_text(tomli_w.dumps(settings_of(folder, slow, free_port())), "utf-8")
        ports = [running.enter_context(serving(settings, share)) for share in ("doors", "work")]
        command = [sys.executable, "-m", "benchmarks.door_load"]
        load = [*command, str(ports[0]), str(RATE), str(RATE * SECONDS)]
        done = subprocess.run(load, check=True, stdout=subprocess.PIPE, text=True)
        spent: dict[str, list[float]] = json.loads(done.stdout)
        show_table(spent, kept(ports[0]))


def settings_of(folder: Path, slow: int, down: int) -> dict[str, object]:
    """Every door as in its specimen, with its provider at one of these ports."""
    at = {door: f"http://127.0.0.1:{down if door == DOWN else slow}" for door in DOORS}
    channels = {door: addressed(SPECIMENS[door].settings, at[door]) for door in DOORS}
    return {
        "folder": str(folder),
        "proxy": True,  # citizens come from many addresses
        "channels": channels,
    }


def show_table(spent: Mapping[str, list[float]], kept: Mapping[str, int]) -> None:
    table = Table("", "p50 ms", "p99 ms", "最慢 worst ms", "已答 acknowledged", "已存 kept")
    for door, times in sorted(spent.items()):
        name = f"{door} (平台不通 provider down)" if door == DOWN else door
        table.add_row(name, *figures(times), str(len(times)), str(kept.get(door, 0)))
    everything = sorted(time for times in spent.values() for time in times)
    total = sum(kept.get(door, 0) for door in spent)
    table.add_row("合计 all", *figures(everything), str(len(everything)), str(total))
    show.print(
        f"全部渠道，每秒 {RATE} 件，平台每次 {SLOW:.0f} 秒 / "
        f"all doors, {RATE}/s, providers take {SLOW:.0f} s"
    )
    show.print(table)


def figures(times: list[float]) -> tuple[str, str, str]:
    p99 = times[min(len(times) - 1, len(times) * 99 // 100)]
    p50, p99_, worst = (f"{time * 1000:.1f}" for time in (times[len(times) // 2], p99, times[-1]))
    return p50, p99_, worst


def kept(port: int) -> dict[str, int]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        found = re.findall(r'duokou_kept_total\{channel="(\w+)"\} (\S+)', answer.read().decode())
    return {door: int(float(count)) for door, count in found}


@contextmanager
def serving(settings: Path, share: str) -> Iterator[int]:
    port = free_port()
    words = ["serve", "--settings", str(settings), "--only", share, "--port", str(port)]
    with process("gateway", *words):
        await_open(port)
        yield port


@contextmanager
def slow_provider() -> Iterator[int]:
    """A provider for all doors that thinks for two seconds, in a thread of its own."""
    port, loop, ready = free_port(), asyncio.new_event_loop(), threading.Event()

    async def answer(_request: web.Request) -> web.Response:
        await asyncio.sleep(SLOW)
        said = {
            "errcode": 0,
            "access_token": "a-token",
            "expires_in": 7200,
            "ok": True,
            "result": {},
            "has_more": 0,
            "next_cursor": "c",
            "msg_list": [],
            "items": [],
        }
        return web.json_response(said)

    async def serve() -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        ready.set()

    loop.create_task(serve())
    threading.Thread(target=loop.run_forever, daemon=True).start()
    ready.wait(10)
    yield port
    loop.call_soon_threadsafe(loop.stop)


if __name__ == "__main__":
    main()
