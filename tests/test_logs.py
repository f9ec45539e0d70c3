"""The log: enough to find a fault by, and nothing that a citizen said."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from gateway.logs import set_up_logs

SAID = "我家住在五四大街12号"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("machine", [True, False])
def test_says_where_it_broke_and_not_what_the_citizen_said(
    machine: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(machine=machine)

    try:
        try:
            raise KeyError(SAID)
        except KeyError as error:
            raise ValueError(f"cannot read {SAID}") from error
    except ValueError as error:
        logging.getLogger("gateway.test").error("message %s set aside", "m1", exc_info=error)

    written = capsys.readouterr().err
    assert SAID not in written
    assert "message m1 set aside" in written
    assert "test_logs.py" in written
    assert "KeyError" in written
    assert "ValueError" in written


def test_writes_one_json_object_a_line_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(machine=True)

    logging.getLogger("gateway.test").info("ticket %s opened", "t1")

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"], line["logger"]) == (
        "ticket t1 opened",
        "info",
        "gateway.test",
    )
