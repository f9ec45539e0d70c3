"""The time and the names of new things, as functions, so that tests need no time machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import uuid_utils

Clock = Callable[[], datetime]
NewId = Callable[[], str]


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """32 hexadecimal characters that sort by the time they were made (UUID 7, RFC 9562)."""
    return uuid_utils.uuid7().hex
