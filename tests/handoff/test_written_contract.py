"""docs/webhook.md says what is true: its examples are signed, read, sent and answered here."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from gateway.app import Gateway
from gateway.handoff.base import Order, OrderReport
from gateway.handoff.signing import genuine
from gateway.handoff.webhook import ORDER
from gateway.tickets import TicketStatus
from gateway.web.api.callback import Callback
from tests.handoff.backend import SECRET, Caller
from tests.handoff.tickets import dispatched, now

WRITTEN = (Path(__file__).parents[2] / "docs" / "webhook.md").read_text("utf-8")
NUMBER = "GD1234567894"


@dataclass(frozen=True, slots=True)
class Example:
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> tuple[str, str, bytes]:
        return self.headers["X-Duokou-Timestamp"], self.headers["Idempotency-Key"], self.body


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", WRITTEN, re.DOTALL)


def examples() -> tuple[Example, Example]:
    """The order and the callback."""
    order, callback = (_example(block) for block in blocks("http"))
    return order, callback


def _example(block: str) -> Example:
    head, body = block.split("\n\n", 1)
    headers = dict(line.split(": ", 1) for line in head.splitlines()[1:])
    return Example(headers, body.removesuffix("\n").encode())


def written_signature() -> Callable[[bytes, str, str, bytes], str]:
    """The function that a reader of the page would copy."""
    [code] = blocks("python")
    space: dict[str, Any] = {}
    exec(code, space)  # what is tested is that these very lines work
    found: Callable[[bytes, str, str, bytes], str] = space["signature"]
    return found


def test_signs_its_examples_as_it_says() -> None:
    for example in examples():
        claimed = example.headers["X-Duokou-Signature"]

        assert written_signature()(SECRET.encode(), *example.said) == claimed
        assert genuine(SECRET.encode(), *example.said, claimed)


def test_shows_an_order_exactly_as_it_is_sent() -> None:
    order, _ = examples()

    read = ORDER.validate_json(order.body)

    assert ORDER.dump_json(read) == order.body
    said = json.loads(order.body)
    assert set(said) == {field.name for field in fields(Order)}
    assert set(said["reports"][0]) == {field.name for field in fields(OrderReport)}


def test_shows_a_callback_that_can_be_read_and_names_every_field() -> None:
    _, callback = examples()

    Callback.model_validate_json(callback.body)

    table = WRITTEN.split("| 字段 field")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == set(Callback.model_fields)


async def test_gives_shell_lines_that_work(gateway: Gateway, caller: Caller) -> None:
    for tool in ("bash", "curl", "openssl"):
        assert shutil.which(tool), f"this test needs {tool}"
    ticket = await dispatched(gateway)
    [lines] = blocks("sh")
    script = lines.replace(NUMBER, ticket.number).replace("2026-11-22T", "2026-11-18T")
    address = caller.address.removesuffix("/handoff/webhook")

    shell = await asyncio.create_subprocess_exec(
        "bash", "-c", f"GATEWAY={address}\n{script}", stdout=asyncio.subprocess.PIPE
    )
    said, _ = await shell.communicate()

    [answer] = blocks("json")
    assert json.loads(said) == json.loads(answer)
    assert (await now(gateway, ticket.id)).status in (
        TicketStatus.ANSWERED,
        TicketStatus.SURVEYING,
    )
