"""A gateway in a process of its own, and a partner who posts until he is answered."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout

from channels.signature import signature
from tests.servers.ports import free_port

HOUSE = Path(__file__).parent.parent.parent
SECRET = "a secret between two"
START = 120.0  # seconds until a test says that it waited in vain; it takes a few
PATH = "/channels/partner/v1/reports"


@dataclass(slots=True)
class Served:
    """`duokou serve` with its settings file in `folder`; it can be killed and started again.

    `doors` are the tables of further doors.
    """

    folder: Path
    database: str
    stream: str
    port: int = 0
    process: asyncio.subprocess.Process | None = None
    starts: int = 0
    doors: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _settle(self) -> Path:
        self.port = self.port or free_port()
        path = self.folder / "settings.toml"
        path.write_text(
            f'port = {self.port}\nfolder = "{self.folder}/var"\nsecret = "{SECRET}"\n'
            f'database = "{self.database}"\nstream = "{self.stream}"\n'
            f'[channels.partner.partners.app]\nname = "街道"\nsecret = "{SECRET}"\n'
            f"{self.doors}"
        )
        return path

    async def start(self) -> None:
        """Returns when it answers."""
        settings = self._settle()
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "gateway",
                "serve",
                "-s",
                settings,
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(HOUSE)},
                stdout=log,
                stderr=log,
            )
        self.starts += 1
        async with asyncio.timeout(START), ClientSession() as http:
            while not await self._well(http):
                assert self.process.returncode is None, self.log()
                await asyncio.sleep(0.05)

    async def _well(self, http: ClientSession) -> bool:
        try:
            async with http.get(f"{self.address}/health") as response:
                return response.status == 200
        except ClientError:
            return False

    async def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is closed."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; gives the exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> int:
        if self.process is None or self.process.returncode is not None:
            return -1
        self.process.send_signal(how)
        return await asyncio.wait_for(self.process.wait(), START)

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")[-4000:]


@dataclass(slots=True)
class Partner:
    """Posts each report under one idempotency key, again and again, until it is acknowledged.

    `receipts`: the numbers it was given for each key, in the order of the answers.
    """

    http: ClientSession
    address: str
    receipts: dict[str, list[str]] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)

    async def post(self, key: str, report: dict[str, object]) -> None:
        body = json.dumps(report, ensure_ascii=False).encode()
        while True:
            try:
                status, answer = await self._once(key, body)
            except (ClientError, TimeoutError):
                await asyncio.sleep(0.1)
                continue
            if status in {200, 201}:
                self.receipts.setdefault(key, []).append(str(answer["number"]))
                return
            self.refused.append(status)
            await asyncio.sleep(0.1)

    async def _once(self, key: str, body: bytes) -> tuple[int, dict[str, object]]:
        now = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "X-Duokou-Key": "app",
            "X-Duokou-Timestamp": str(now),
            "X-Duokou-Signature": signature(SECRET, now, "POST", PATH, key, body),
            "Idempotency-Key": key,
        }
        async with self.http.post(
            f"{self.address}{PATH}", data=body, headers=headers, timeout=ClientTimeout(total=10)
        ) as response:
            return response.status, await response.json(content_type=None)
