"""`duokou serve` and `demo` from start to end, as processes."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands.running import duokou, surroundings
from tests.servers.ports import free_port

PATIENCE = 120.0  # seconds


@contextmanager
def started(*words: str, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """A command that goes on; killed at the end if it still does."""
    with (cwd / "out").open("w") as out, (cwd / "err").open("w") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "gateway", *words],
            cwd=cwd,
            stdout=out,
            stderr=err,
            text=True,
            env=surroundings(),
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_for(url: str, process: subprocess.Popen[str]) -> bytes:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                body: bytes = answer.read()
                return body
        except OSError:
            time.sleep(0.1)  # it is still starting; there is nothing to wait on
    raise AssertionError(f"{url} did not answer, exit code {process.poll()}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serves_until_told_to_stop_and_ends_cleanly(tmp_path: Path, number: int) -> None:
    port = free_port()
    (tmp_path / "duokou.toml").write_text(f"port = {port}\n")

    with started("serve", "-s", "duokou.toml", cwd=tmp_path) as process:
        health = json.loads(wait_for(f"http://127.0.0.1:{port}/health", process))
        process.send_signal(number)
        code = process.wait(PATIENCE)

    assert health == {"database": "ok", "stream": "ok"}
    assert code == 0
    assert "Traceback" not in (tmp_path / "err").read_text()


def test_a_taken_port_is_one_plain_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        (tmp_path / "duokou.toml").write_text(f"port = {taken.getsockname()[1]}\n")

        done = duokou("serve", "-s", "duokou.toml", cwd=tmp_path)

    assert done.code == 1
    assert "Traceback" not in done.err
    assert "已被占用" in done.err
    assert "set another port" in done.err


def test_the_demo_fills_a_city_once_and_goes_on_from_there(tmp_path: Path) -> None:
    first = demo_run(tmp_path)
    second = demo_run(tmp_path)

    assert first["kept"] > 100
    assert first["dispatched"] >= 1
    assert first["merged"] >= 5
    assert second == first


def demo_run(folder: Path) -> dict[str, int]:
    """What stands in the demo's city after a run that Ctrl-C ended."""
    port = free_port()
    with started("demo", "--port", str(port), cwd=folder) as process:
        wait_for(f"http://127.0.0.1:{port}/health", process)
        await_words(folder / "out", "duokou-demo", process)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert "Traceback" not in (folder / "err").read_text()
    return stands(folder / "var" / "duokou.db")


def await_words(path: Path, words: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE
    while words not in path.read_text():
        assert time.monotonic() < end, path.read_text()
        assert process.poll() is None
        time.sleep(0.1)  # another process writes; there is nothing to wait on


def stands(path: Path) -> dict[str, int]:

    with sqlite3.connect(path) as connection:
        rows = dict(connection.execute("select status, count(*) from tickets group by status"))
        rows["kept"] = connection.execute("select count(*) from messages").fetchone()[0]
    connection.close()
    return rows


def test_doors_and_work_can_be_two_processes(tmp_path: Path) -> None:
    doors, work = free_port(), free_port()
    rows = "编号,内容\n1,城东区大众街的路灯坏了三天。\n"
    (tmp_path / "reports.csv").write_text(rows, "utf-8")

    with (
        started("serve", "--only", "doors", "--port", str(doors), cwd=tmp_path) as first,
    ):
        wait_for(f"http://127.0.0.1:{doors}/report", first)
        with started("serve", "--only", "work", "--port", str(work), cwd=tmp_path) as second:
            wait_for(f"http://127.0.0.1:{work}/health", second)
            taken = duokou("import", "reports.csv", "--channel", "旧系统", cwd=tmp_path)
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"http://127.0.0.1:{work}/report", timeout=5)

    assert taken.code == 0, taken.err
    assert stands(tmp_path / "var" / "duokou.db")["proposed"] == 1
