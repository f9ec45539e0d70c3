"""Proves that a request comes from a known caller, is whole, and was made just now.

What the signed push doors share: partners, call centres, media.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from channels.base import Problem
from channels.http import Rejected

FRESH = 300  # seconds a time stamp may be off, either way

KEY, TIMESTAMP, SIGNATURE = "X-Duokou-Key", "X-Duokou-Timestamp", "X-Duokou-Signature"
IDEMPOTENCY = "Idempotency-Key"

FORGED = Problem(
    SIGNATURE,
    "bad-signature",
    "签名不符：调用方编号、密钥或签名的内容不对。",
    "The signature does not match: wrong caller id, secret, or signed content.",
)
NO_ID = Problem(
    IDEMPOTENCY,
    "bad-idempotency-key",
    "请求头 Idempotency-Key 必填：1 至 120 个可见的 ASCII 字符。",
    "The header Idempotency-Key is required: 1 to 120 visible ASCII characters.",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the headers say, not yet proven. `key` is the idempotency key."""

    caller: str
    timestamp: int  # seconds since 1970
    key: str
    signature: str

    @property
    def made_at(self) -> datetime:
        return datetime.fromtimestamp(self.timestamp, UTC)


def claimed(headers: Mapping[str, str], now: float) -> Claim:
    """Raises Rejected (401) when a header is missing or the time stamp is stale at `now`."""
    timestamp = headers.get(TIMESTAMP, "")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs(now - int(timestamp)) > FRESH:
        raise _stale(now)
    return Claim(
        caller=headers.get(KEY, ""),
        timestamp=int(timestamp),
        key=headers.get(IDEMPOTENCY, ""),
        signature=headers.get(SIGNATURE, ""),
    )


def signature(secret: str, timestamp: int, method: str, path: str, key: str, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256 over time stamp, method, path and key, a line each, and the body.

    `path` is the one the client asked for, without host and query.
    """
    head = f"{timestamp}\n{method}\n{path}\n{key}\n".encode("utf-8", "surrogateescape")
    return "v1=" + hmac.new(secret.encode(), head + body, hashlib.sha256).hexdigest()


def prove(claim: Claim, secret: str, method: str, path: str, body: bytes) -> None:
    """Raises Rejected: 401 when the claim is forged, 400 when it names no usable key."""
    expected = signature(secret, claim.timestamp, method, path, claim.key, body)
    given = claim.signature.encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(expected.encode(), given):
        raise Rejected(401, FORGED)
    if not re.fullmatch(r"[\x21-\x7e]{1,120}", claim.key):
        raise Rejected(400, NO_ID)


def _stale(now: float) -> Rejected:
    return Rejected(
        401,
        Problem(
            TIMESTAMP,
            "stale-timestamp",
            f"时间戳缺失，或与服务器时间相差超过 {FRESH} 秒；服务器时间为 {int(now)}。",
            f"The time stamp is missing or more than {FRESH} seconds off; "
            f"the server's time is {int(now)}.",
        ),
        server_time=int(now),
    )
