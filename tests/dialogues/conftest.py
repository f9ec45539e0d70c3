"""What the dialogues share: each is played once, before the first test that asks for one."""

from __future__ import annotations

import asyncio
import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from gateway.settings import PACKAGED_CITY
from gateway.store import knowledge
from routing_rules import load_city
from tests.articles import CARD, HEATING, version
from tests.dialogues.judging import Judge
from tests.dialogues.mouths import MOUTHS
from tests.dialogues.performance import Performance
from tests.dialogues.playing import Key, played
from tests.dialogues.script import Script, all_scripts
from tests.dialogues.wording import Wording


@pytest.fixture(scope="session")
def judge() -> Judge:
    city = load_city(PACKAGED_CITY)
    return Judge(city, Wording(city.templates))


@pytest.fixture(scope="session")
def performances(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, _migrated: Path
) -> Mapping[Key, Performance]:
    """Those that the tests of this run ask for; all of them, where one asks for totals."""
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for item in request.session.items:
        for name, door in _asked_for(item):
            if door not in wanted[name]:
                wanted[name].append(door)
    known = {script.name: script for script in all_scripts()}
    chosen = {name: (known[name], doors) for name, doors in wanted.items()}
    folder = tmp_path_factory.mktemp("dialogues")
    return asyncio.run(played(chosen, folder, _knowing(_migrated, folder)))


def _knowing(migrated: Path, folder: Path) -> Path:
    """A migrated database with a few answers for citizens' questions in it."""
    path = folder / "knowing.db"
    shutil.copy(migrated, path)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        for article in (version("card", CARD), version("heating", HEATING)):
            knowledge.add(connection, article)
    engine.dispose()
    return path


def _asked_for(item: pytest.Item) -> list[Key]:
    if "performances" not in getattr(item, "fixturenames", ()):
        return []
    values = getattr(item, "callspec", None)
    if values is None:
        return [(script.name, door) for script in all_scripts() for door in MOUTHS]
    script: Script = values.params["script"]
    return [(script.name, values.params["door"])]
