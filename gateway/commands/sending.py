"""Sends the sample day in through the real doors, as citizens and partners would."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field

from aiohttp import ClientSession, FormData
from rich.progress import Progress

from channels.signature import signature
from gateway.commands.plainly import CommandFailed, say
from gateway.commands.sample_day import Sample

AT_A_TIME = 8


@dataclass(frozen=True, slots=True)
class Sender:
    """`key` is the secret of the sample partner."""

    http: ClientSession
    address: str
    partner: str
    key: str = field(repr=False)

    async def send(self, sample: Sample) -> str:
        """The receipt number. Raises CommandFailed."""
        if sample.door == "webform":
            return await self._fill_in(sample)
        return await self._push(sample)

    async def _fill_in(self, sample: Sample) -> str:
        form = FormData(
            {
                "ticket": sample.id,
                "text": sample.text,
                "district": sample.district,
                "address": sample.place,
                "name": sample.name,
                "phone": sample.phone,
            }
        )
        url = f"{self.address}/report"
        async with self.http.post(url, data=form, allow_redirects=False) as response:
            if response.status != 303:
                raise CommandFailed(f"/report: HTTP {response.status}")
            return response.headers["Location"].split("/")[2]

    async def _push(self, sample: Sample) -> str:
        path = "/channels/partner/v1/reports"
        body = json.dumps(_as_json(sample), ensure_ascii=False).encode()
        stamp = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": sample.id,
            "X-Duokou-Key": self.partner,
            "X-Duokou-Timestamp": str(stamp),
            "X-Duokou-Signature": signature(self.key, stamp, "POST", path, sample.id, body),
        }
        async with self.http.post(self.address + path, data=body, headers=headers) as response:
            if response.status not in (200, 201):
                raise CommandFailed(f"{path}: HTTP {response.status}")
            number: str = (await response.json())["number"]
            return number


async def send_all(sender: Sender, samples: list[Sample]) -> dict[str, str]:
    """Receipt numbers by sample id, with a progress bar. Raises CommandFailed."""
    numbers: dict[str, str] = {}
    lanes = asyncio.Semaphore(AT_A_TIME)

    async def one(sample: Sample) -> None:
        async with lanes:
            numbers[sample.id] = await sender.send(sample)
        bars.advance(bar)

    with Progress(console=say) as bars:
        bar = bars.add_task("样例诉求 sample reports", total=len(samples))
        await asyncio.gather(*(one(sample) for sample in samples))
    return numbers


def _as_json(sample: Sample) -> dict[str, object]:
    return {
        "text": sample.text,
        "location": {"address": sample.place},
        "reporter": {"name": sample.name, "phone": sample.phone},
    }
