"""What the documents show of a door's settings is accepted as it stands there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from channels import CHANNELS

DOORS = ("open311", "pull")  # whose secrets have no shape of their own
DOCS = Path(__file__).parents[1] / "docs"
LONG_ENOUGH = "something-secret-from-the-environment"


def examples() -> list[tuple[str, dict[str, Any]]]:
    """Tables of the documents by the name of their door, with their secrets put in."""
    found: list[tuple[str, dict[str, Any]]] = []
    for path in sorted(DOCS.glob("*.md")):
        for block in re.findall(r"```toml\n(.*?)```", path.read_text("utf-8"), re.DOTALL):
            tables = tomllib.loads(re.sub(r'"\$[A-Z0-9_]+"', f'"{LONG_ENOUGH}"', block))
            found += tables.get("channels", {}).items()
    return [(name, table) for name, table in found if name.partition("-")[0] in DOORS]


@pytest.mark.parametrize(("door", "table"), examples(), ids=[name for name, _ in examples()])
def test_a_written_example_is_accepted(door: str, table: dict[str, Any]) -> None:
    CHANNELS[door.partition("-")[0]].Settings.model_validate(table)


def test_there_is_an_example_of_each_of_these_doors() -> None:
    assert {name.partition("-")[0] for name, _ in examples()} == set(DOORS)
