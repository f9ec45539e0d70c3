"""Hands tickets to an outside dispatch backend over signed HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import TypeAdapter

from channels.base import Refused, TryAgain
from gateway.clock import Clock
from gateway.handoff.base import Order
from gateway.handoff.signing import signature

ORDER = TypeAdapter(Order)
ASKS_TO_WAIT = frozenset({408, 425, 429})  # 4xx answers that do not mean "never"


@dataclass(frozen=True, slots=True)
class Webhook:
    """POSTs the order as JSON; 2xx means the far side keeps it, 409 that it already did."""

    url: str
    secret: bytes = field(repr=False)
    http: ClientSession
    clock: Clock
    timeout: float  # seconds
    name: str = "webhook"

    async def hand_over(self, order: Order, key: str) -> None:
        body = ORDER.dump_json(order)
        timestamp = str(int(self.clock().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": key,
            "X-Duokou-Timestamp": timestamp,
            "X-Duokou-Signature": signature(self.secret, timestamp, key, body),
        }
        try:
            async with self.http.post(
                self.url,
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=ClientTimeout(total=self.timeout),
            ) as response:
                status = response.status
        except (ClientError, TimeoutError) as error:
            raise TryAgain(type(error).__name__) from error
        _judge(status)


def _judge(status: int) -> None:
    if 200 <= status < 300 or status == 409:
        return
    if status >= 500 or status in ASKS_TO_WAIT:
        raise TryAgain(f"HTTP {status}")
    raise Refused(f"HTTP {status}")
