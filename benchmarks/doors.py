"""`make bench`, its second part: every door at once, the far sides slow and one of them down.

Every call to a provider takes two seconds, and nothing listens where the SMS provider should be.
Beside the acknowledgements stands what was kept: as much as was acknowledged, door by door.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import tomli_w
from rich.console import Console
from rich.table import Table

from benchmarks.__main__ import Ground, await_open, bare, free_port, load, process, times
from benchmarks.slow import SLOW
from tests.channels.specimen import addressed
from tests.channels.specimens import SPECIMENS

RATE = int(os.environ.get("BENCH_RATE", "200"))  # messages a second, all doors together
SECONDS = int(os.environ.get("BENCH_SECONDS", "20"))
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
        messages = [*command, str(ports[0]), str(RATE), str(RATE * SECONDS)]
        done = subprocess.run(messages, check=True, stdout=subprocess.PIPE, text=True)
        spent: dict[str, list[float]] = json.loads(done.stdout)
        show_table(spent, kept(ports[0]), beside(folder))


def settings_of(folder: Path, slow: int, down: int) -> dict[str, object]:
    """Every door as in its specimen, with its provider at one of these ports."""
    at = {door: f"http://127.0.0.1:{down if door == DOWN else slow}" for door in DOORS}
    channels = {door: addressed(SPECIMENS[door].settings, at[door]) for door in DOORS}
    return {
        "folder": str(folder),
        "proxy": True,  # citizens come from many addresses
        "channels": channels,
    }


def beside(folder: Path) -> tuple[str, ...]:
    """A bare handler with one durable insert, at the same rate."""
    with bare(Ground("SQLite", f"sqlite:///{folder}/bare/duokou.db", "database")) as port:
        return times(load("bare", port, RATE, RATE * SECONDS))


def show_table(
    spent: Mapping[str, list[float]], kept: Mapping[str, int], bare_times: tuple[str, ...]
) -> None:
    table = Table("", "p50 ms", "p99 ms", "最慢 worst ms", "已答 acknowledged", "已存 kept")
    table.add_row("裸处理器 bare handler", *bare_times, str(RATE * SECONDS), "")
    for door, seconds in sorted(spent.items()):
        name = f"{door} (平台不通 provider down)" if door == DOWN else door
        table.add_row(name, *figures(seconds), str(len(seconds)), str(kept.get(door, 0)))
    everything = sorted(second for seconds in spent.values() for second in seconds)
    total = sum(kept.get(door, 0) for door in spent)
    table.add_row("合计 all", *figures(everything), str(len(everything)), str(total))
    show.print(
        f"全部渠道，每秒 {RATE} 件，平台每次 {SLOW:.0f} 秒 / "
        f"all doors, {RATE}/s, providers take {SLOW:.0f} s"
    )
    show.print(table)


def figures(spent: list[float]) -> tuple[str, ...]:
    """Of sorted seconds: the median, the 99th percentile and the worst, in milliseconds."""
    places = (len(spent) // 2, min(len(spent) - 1, len(spent) * 99 // 100), -1)
    return tuple(f"{spent[place] * 1000:.1f}" for place in places)


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
    port = free_port()
    with process("benchmarks.slow", str(port)):
        await_open(port)
        yield port


if __name__ == "__main__":
    main()
