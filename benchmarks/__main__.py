"""`make bench`: how long an acknowledgement takes, and how many reports a second come through.

Each figure stands beside the same load on a bare handler that does one durable insert, in the
same run on the same machine. The load comes from a process of its own. What a report costs each
process in CPU time says more than the rate when the machine has other things to do.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.load import PARTNER, SECRET
from tests.servers import running_postgres, running_valkey

RATE = int(os.environ.get("BENCH_RATE", "200"))  # reports a second, steady
SECONDS = int(os.environ.get("BENCH_SECONDS", "20"))
BURST = int(os.environ.get("BENCH_BURST", "3000"))  # reports, as fast as they are taken
PATIENCE = 180  # seconds for the burst to come through

show = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where everything is kept in one run."""

    name: str
    database: str
    stream: str


def main() -> None:
    table = Table("", "p50 ms", "p99 ms", "最慢 worst ms", "到待确认 through /s", "CPU ms/件")
    with tempfile.TemporaryDirectory() as folder:
        for ground in grounds(Path(folder)):
            show.print(f"{ground.name} …")
            for row in measured(ground, Path(folder) / ground.name.split()[0]):
                table.add_row(*row)
    show.print(
        f"稳定每秒 {RATE} 件，{SECONDS} 秒；突发 {BURST} 件 / steady {RATE}/s, burst {BURST}"
    )
    show.print(table)


def grounds(folder: Path) -> Iterator[Ground]:
    yield Ground("SQLite", f"sqlite:///{folder}/lite/duokou.db", "database")
    with (
        running_postgres(durable=True) as postgres,
        postgres.fresh() as url,
        running_valkey() as valkey,
    ):
        yield Ground("PostgreSQL + Redis", url, valkey.url)


def measured(ground: Ground, folder: Path) -> Iterator[tuple[str, ...]]:
    with bare(ground) as port:
        steady = load("bare", port, RATE, RATE * SECONDS)
        started = time.time()
        load("bare", port, 0, BURST)
        rate = BURST / (time.time() - started)
    yield (f"{ground.name}: 裸处理器 bare handler", *times(steady), f"{rate:.0f}", "")
    for name, shares in (
        ("一个进程 one process", ["all"]),
        ("开门与办事分开 doors, work", ["doors", "work"]),
    ):
        with serving(ground, folder, shares) as ports:
            yield (f"{ground.name}: {name}", *through(ports))


def through(ports: list[int]) -> tuple[str, ...]:
    """Acknowledgement at the steady rate; of the burst, reports a second from the door to a
    person, and what each of them cost every process.
    """
    door, work = ports[0], ports[-1]
    before = proposed(work)
    steady = load("duokou", door, RATE, RATE * SECONDS)
    await_proposed(work, before + RATE * SECONDS)
    started, spent = time.time(), [cpu_seconds(port) for port in ports]
    load("duokou", door, 0, BURST)
    await_proposed(work, before + RATE * SECONDS + BURST)
    rate = BURST / (time.time() - started)
    costs = [cpu_seconds(port) - was for port, was in zip(ports, spent, strict=True)]
    each = " + ".join(f"{cost / BURST * 1000:.2f}" for cost in costs)
    return *times(steady), f"{rate:.0f}", each


def times(measured: dict[str, float]) -> tuple[str, str, str]:
    p50, p99, worst = (f"{measured[name] * 1000:.1f}" for name in ("p50", "p99", "worst"))
    return p50, p99, worst


def load(target: str, port: int, rate: int, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.load", target, str(port), str(rate), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


@contextmanager
def bare(ground: Ground) -> Iterator[int]:
    port = free_port()
    with process("benchmarks.bare", ground.database.replace("duokou.db", "bare.db"), str(port)):
        await_open(port)
        yield port


@contextmanager
def serving(ground: Ground, folder: Path, shares: list[str]) -> Iterator[list[int]]:
    """A process for each share; gives their ports."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "settings.toml"
    settings.write_text(
        f'folder = "{folder}"\ndatabase = "{ground.database}"\nstream = "{ground.stream}"\n'
        f'[channels.partner.partners.{PARTNER}]\nname = "bench"\nsecret = "{SECRET}"\n'
    )
    with ExitStack() as running:
        ports = [free_port() for _ in shares]
        for share, port in zip(shares, ports, strict=True):
            words = ["serve", "--settings", str(settings), "--only", share, "--port", str(port)]
            running.enter_context(process("gateway", *words))
            await_open(port)
        yield ports


@contextmanager
def process(module: str, *words: str) -> Iterator[None]:
    with tempfile.TemporaryFile() as errors:
        running = subprocess.Popen([sys.executable, "-m", module, *words], stderr=errors)
        try:
            yield
        finally:
            running.terminate()
            running.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def await_open(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)  # another process starts; there is nothing to wait on
    raise SystemExit(f"nothing listens on {port}")


def await_proposed(port: int, count: int) -> None:
    """Until so many tickets wait for a person."""
    end = time.time() + PATIENCE
    while (seen := proposed(port)) < count:
        if time.time() > end:
            raise SystemExit(f"only {seen} of {count} reports came through in {PATIENCE} s")
        time.sleep(0.2)


def proposed(port: int) -> int:
    return int(metric(port, r'duokou_steps_total\{event="proposed"\}'))


def cpu_seconds(port: int) -> float:
    return metric(port, "duokou_cpu_seconds")


def metric(port: int, name: str) -> float:
    """0 for what the process did not count yet."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        found = re.search(rf"^{name} (\S+)", answer.read().decode(), re.MULTILINE)
    return float(found[1]) if found else 0.0


if __name__ == "__main__":
    main()
