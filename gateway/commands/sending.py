"""Sends the sample day in through the real doors, as citizens, partners, call centre, press."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import ClientSession, FormData
from rich.progress import Progress

from channels.signature import signature
from gateway.commands.plainly import CommandFailed, say
from gateway.commands.sample_day import Sample

AT_A_TIME = 8


@dataclass(frozen=True, slots=True)
class Sender:
    """`caller` and `key` are what every signed door knows the sample systems by."""

    http: ClientSession
    address: str
    caller: str
    key: str = field(repr=False)

    async def send(self, sample: Sample) -> str:
        """The receipt number. Raises CommandFailed."""
        if sample.door == "webform":
            return await self._fill_in(sample)
        path, body = _PUSHED[sample.door]
        return await self._push(sample.id, path, body(sample))

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
                raise _not_taken("/report", response.status)
            return response.headers["Location"].split("/")[2]

    async def _push(self, key: str, path: str, payload: Mapping[str, object]) -> str:
        body = json.dumps(payload, ensure_ascii=False).encode()
        stamp = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "X-Duokou-Key": self.caller,
            "X-Duokou-Timestamp": str(stamp),
            "X-Duokou-Signature": signature(self.key, stamp, "POST", path, key, body),
        }
        async with self.http.post(self.address + path, data=body, headers=headers) as response:
            if response.status not in (200, 201):
                raise _not_taken(path, response.status)
            number: str = (await response.json())["number"]
            return number


def _not_taken(path: str, status: int) -> CommandFailed:
    return CommandFailed(
        f"{path}: HTTP {status}：样例没有收下，请看上面服务的日志 / "
        "the sample was not taken: see the log of the service above"
    )


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


def _report(sample: Sample) -> dict[str, object]:
    return {
        "text": sample.text,
        "location": {"address": sample.place},
        "reporter": {"name": sample.name, "phone": sample.phone},
    }


def _call(sample: Sample) -> dict[str, object]:
    return {
        "summary": sample.text,
        "line_id": sample.line,
        "caller": sample.phone,
        "name": sample.name,
        "transcript": sample.transcript,
        "recording": f"rec-{sample.id[:8]}",
        "agent_id": "1024",
        "callback": sample.callback,
        "location": {"address": sample.place},
    }


def _clipping(sample: Sample) -> dict[str, object]:
    return {
        "text": sample.text,
        "title": sample.title,
        "publication": sample.publication,
        "link": sample.link,
        "location": {"address": sample.place},
    }


_PUSHED: Mapping[str, tuple[str, Callable[[Sample], Mapping[str, object]]]] = {
    "partner": ("/channels/partner/v1/reports", _report),
    "hotline": ("/channels/hotline/v1/calls", _call),
    "media": ("/channels/media/v1/clippings", _clipping),
}
