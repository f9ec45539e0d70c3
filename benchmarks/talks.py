"""`make bench`, its third part: conversations, and how long a citizen waits for each reply.

Doors and work are two processes, the providers behind the doors another, the citizens a fourth.
The time counts from the acknowledgement of what he said, or, where nothing tells that he is done,
from the end of the pause in which more might have come. What a reply costs both processes in CPU
time, their start included, says more than that when the machine has other things to do. Beside it
stands a bot that only says again what it hears, with the same citizens and the same provider.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import tomli_w
from rich.console import Console
from rich.table import Table

from benchmarks.__main__ import Ground, await_open, cpu_seconds, free_port, grounds, process
from benchmarks.doors import figures, serving
from benchmarks.talk_load import SECONDS, TALKS, THINK
from gateway.settings import PACKAGED_CITY
from routing_rules.loading import load_city
from tests.channels.specimen import addressed
from tests.channels.specimens import SPECIMENS

DOORS = ("telegram", "webchat", "wechat")
WANTED = os.environ.get("BENCH_GROUNDS", "SQLite,PostgreSQL").split(",")

show = Console(highlight=False, width=max(120, Console().width))


def main() -> None:
    table = Table(
        "", "p50 ms", "p99 ms", "最慢 worst", "回复 replies", "丢失 lost", "乱序 order", "CPU ms"
    )
    pause = load_city(PACKAGED_CITY).conversation.pause.total_seconds()
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        far_side = f"http://127.0.0.1:{running.enter_context(opened('far_side'))}"
        with opened("echo", far_side) as port:
            add_echo(table, talked(["telegram"], port, far_side, 0))
        for ground in grounds(folder):
            if ground.name.split()[0] in WANTED:
                settings = written(ground, folder / ground.name.split()[0], far_side)
                with serving(settings, "doors") as port, serving(settings, "work") as work:
                    told = talked(DOORS, port, far_side, pause)
                    add(table, ground.name, told, [cpu_seconds(port), cpu_seconds(work)])
    show.print(
        f"同时 {TALKS} 段对话，{SECONDS:.0f} 秒，市民每句想 {THINK:.0f} 秒 / "
        f"{TALKS} conversations at once, {SECONDS:.0f} s, {THINK:.0f} s to think"
    )
    show.print(table)


def written(ground: Ground, folder: Path, far_side: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    channels = {door: addressed(SPECIMENS[door].settings, far_side) for door in DOORS}
    settings = folder / "settings.toml"
    kept = {"folder": str(folder), "database": ground.database, "stream": ground.stream}
    settings.write_text(tomli_w.dumps({**kept, "proxy": True, "channels": channels}), "utf-8")
    return settings


def talked(doors: list[str] | tuple[str, ...], port: int, far_side: str, pause: float) -> Any:
    words = [",".join(doors), str(port), far_side, str(pause)]
    command = [sys.executable, "-m", "benchmarks.talk_load", *words]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def add_echo(table: Table, told: Mapping[str, Any]) -> None:
    spent = sorted(told["at_once"]["telegram"] + told["paused"]["telegram"])
    faults = (str(told["lost"]), str(told["out_of_order"]))
    table.add_row("回声机器人 echo bot", *figures(spent), str(len(spent)), *faults)


def add(table: Table, ground: str, told: Mapping[str, Any], cost: Sequence[float]) -> None:
    for kind, name in (("at_once", "说完就答 at once"), ("paused", "停顿之后 after the pause")):
        for door, spent in sorted(told[kind].items()):
            table.add_row(f"{ground}: {door} {name}", *figures(sorted(spent)), str(len(spent)))
    spent = sorted(
        second for kind in ("at_once", "paused") for each in told[kind].values() for second in each
    )
    faults = (str(told["lost"]), str(told["out_of_order"]))
    each = " + ".join(f"{seconds / len(spent) * 1000:.1f}" for seconds in cost)
    table.add_row(f"{ground}: 合计 all", *figures(spent), str(len(spent)), *faults, each)
    acknowledged = sorted(told["acknowledged"])
    name = f"{ground}: 收到确认 acknowledged"
    table.add_row(name, *figures(acknowledged), str(len(acknowledged)), end_section=True)
    for what, times in Counter(told["otherwise"]).items():
        show.print(f"{ground}: {what} × {times}")


@contextmanager
def opened(module: str, *words: str) -> Iterator[int]:
    port = free_port()
    with process(f"benchmarks.{module}", str(port), *words):
        await_open(port)
        yield port


if __name__ == "__main__":
    main()
