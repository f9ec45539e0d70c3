"""Requests signed as a caller of a signed door signs them."""

from __future__ import annotations

import time

from channels.signature import signature
from tests.channels.specimen import Sent


def signed(
    door: str, path: str, body: bytes, *, key: str, caller: str, secret: str, late: int = 0
) -> Sent:
    """Signed `late` seconds ago."""
    timestamp = int(time.time()) - late
    whole = f"/channels/{door}{path}"
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        "X-Duokou-Key": caller,
        "X-Duokou-Timestamp": str(timestamp),
        "X-Duokou-Signature": signature(secret, timestamp, "POST", whole, key, body),
    }
    return Sent(path, body, headers)
