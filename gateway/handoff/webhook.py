"""Hands tickets to an outside dispatch backend over signed HTTP."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import TypeAdapter

from channels.base import Refused, TryAgain
from channels.calling import PASSING
from gateway.clock import Clock
from gateway.handoff.base import AskedToWait, Order
from gateway.handoff.signing import KEY, SIGNATURE, TIMESTAMP, signature

WEBHOOK = "webhook"
ORDER = TypeAdapter(Order)
LARGEST_ANSWER = 64 * 1024  # bytes; we only look for the key in it


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    retry_after: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Webhook:
    """POSTs the order as JSON; the far side keeps it when it answers 2xx and repeats the key.

    A 2xx without the key is some other page between us and the backend, so it counts for
    nothing; 409 means that the order was there already.
    """

    url: str
    secret: bytes = field(repr=False)
    http: ClientSession
    clock: Clock
    timeout: float  # seconds
    name: str = WEBHOOK

    @property
    def patience(self) -> timedelta:
        return timedelta(seconds=2 * self.timeout + 1)

    async def hand_over(self, order: Order, key: str) -> None:
        body = ORDER.dump_json(order)
        timestamp = str(int(self.clock().timestamp()))
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Content-Type": "application/json; charset=utf-8",
            KEY: key,
            TIMESTAMP: timestamp,
            SIGNATURE: signature(self.secret, timestamp, key, body),
        }
        try:
            answer = await self._post(body, headers)
        except (ClientError, TimeoutError) as error:
            raise TryAgain(type(error).__name__) from error
        _judge(answer, key, self.clock())

    async def _post(self, body: bytes, headers: dict[str, str]) -> _Answer:
        async with self.http.post(
            self.url,
            data=body,
            headers=headers,
            allow_redirects=False,
            timeout=ClientTimeout(total=self.timeout),
        ) as response:
            body = b""
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    break
            return _Answer(response.status, response.headers.get("Retry-After", ""), body)


def _judge(answer: _Answer, key: str, now: datetime) -> None:
    status = answer.status
    if status == 409:
        return
    if 200 <= status < 300:
        if not _repeats(answer.body, key):
            raise TryAgain(f"HTTP {status}, but the answer does not repeat the key")
        return
    if status >= 500 or status in PASSING:
        wait = _wait(answer.retry_after, now)
        raise AskedToWait(f"HTTP {status}", wait) if wait else TryAgain(f"HTTP {status}")
    raise Refused(f"HTTP {status}")


def _repeats(body: bytes, key: str) -> bool:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("key") == key


def _wait(retry_after: str, now: datetime) -> timedelta | None:
    """What Retry-After asks for, in seconds or as a date (RFC 9110, section 10.2.3)."""
    if re.fullmatch(r"[0-9]{1,9}", retry_after):
        return timedelta(seconds=int(retry_after))
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return timedelta(seconds=max(0, math.ceil((aware - now).total_seconds())))
