"""Signatures between us and an outside backend: the same in both directions."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

FRESH = timedelta(minutes=5)
KEY, TIMESTAMP, SIGNATURE = "Idempotency-Key", "X-Duokou-Timestamp", "X-Duokou-Signature"


def signature(secret: bytes, timestamp: str, key: str, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256 over time stamp, key and body, a line each."""
    signed = f"{timestamp}\n{key}\n".encode("utf-8", "surrogateescape") + body
    return "v1=" + hmac.new(secret, signed, hashlib.sha256).hexdigest()


def genuine(secret: bytes, timestamp: str, key: str, body: bytes, claimed: str) -> bool:
    expected = signature(secret, timestamp, key, body)
    return hmac.compare_digest(expected.encode(), claimed.encode("utf-8", "surrogateescape"))


def fresh(timestamp: str, now: datetime) -> bool:
    """Whether a time stamp (seconds since 1970) is at most five minutes off."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= FRESH.total_seconds()
