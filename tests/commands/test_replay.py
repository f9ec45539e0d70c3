"""`duokou replay` says what it did, and what it cannot do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.running import duokou, duokou_here


def test_says_how_many_were_read(tmp_path: Path) -> None:
    done = duokou("replay", "--channel", "webform", "--since", "2026-11-01", cwd=tmp_path)

    assert done.code == 0, done.err
    assert "此前已收 known before" in done.out


@pytest.mark.parametrize(
    ("channel", "since", "says"),
    [
        ("pigeon", "2026-11-01", "设置里没有"),
        ("webform", "when I was young", "时间看不懂"),
    ],
)
def test_says_what_is_wrong(tmp_path: Path, channel: str, since: str, says: str) -> None:
    done = duokou_here("replay", "--channel", channel, "--since", since, cwd=tmp_path)

    assert done.code == 2
    assert says in done.err
