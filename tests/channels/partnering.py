"""A partner's requests, altered, and what the partner door answers them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.channels.doors import Door
from tests.channels.specimen import Sent

SMALL = json.dumps({"text": "井盖松动，车一压就响。"}).encode()


def with_headers(sent: Sent, **changes: str | None) -> Sent:
    """`X_Name="value"` sets a header, None takes it away."""
    names = {name.replace("_", "-"): value for name, value in changes.items()}
    headers = {name: value for name, value in sent.headers.items() if name not in names}
    return replace(sent, headers=headers | {n: v for n, v in names.items() if v is not None})


async def answer(door: Door, sent: Sent) -> tuple[int, dict[str, Any]]:
    response = await door.post(sent)
    return response.status, await response.json(content_type=None)


def codes(document: Mapping[str, Any]) -> list[str]:
    return [error["code"] for error in document["errors"]]
