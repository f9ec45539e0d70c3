"""Things that tests of every floor ask for: servers, databases, and the whole gateway."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from aiohttp.test_utils import TestClient, TestServer

from gateway.app import Gateway, running
from gateway.database import Database, open_database
from gateway.database.migrate import migrate
from gateway.settings import PACKAGED_CITY, Settings
from gateway.town import Town
from tests.house import PATIENCE, kept_open, standing_still
from tests.once import made_once
from tests.servers import Postgres, Valkey, running_postgres, running_valkey
from tests.side_by_side import SideBySide
from tests.values import Clock
from tests.web.citizens import Life

DATABASES = ("sqlite", "postgresql")
CELLARS = ("sqlite", "postgresql+redis")
PARTNER_SECRET = "tests only, nobody's secret"

hypothesis.settings.register_profile("unhurried", deadline=None)  # a busy machine is no fault
hypothesis.settings.load_profile("unhurried")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SideBySide:
    return SideBySide(config, log)


@pytest.fixture(scope="session", autouse=True)
def _once() -> Iterator[None]:
    with made_once():
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def _valkey() -> Iterator[Valkey]:
    with running_valkey() as server:
        yield server


@pytest.fixture
def valkey(_valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> Valkey:
    """A server with nothing in it; on a busy machine it may take its time to answer."""
    monkeypatch.setattr("gateway.stream.opening.SILENT_AFTER", PATIENCE)
    monkeypatch.setattr("gateway.stream.redis.REMIND_WITHIN", PATIENCE)
    _valkey.forget()
    return _valkey


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "duokou.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(_migrated: Path, tmp_path: Path) -> str:
    """A migrated SQLite file of one's own."""
    path = tmp_path / "var" / "duokou.db"
    path.parent.mkdir(exist_ok=True)
    shutil.copy(_migrated, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A migrated PostgreSQL database of one's own."""
    with postgres.fresh() as url:
        yield url


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with open_database(database_url) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def town() -> Town:
    return Town(PACKAGED_CITY)


@pytest.fixture
def cellar(request: pytest.FixtureRequest) -> dict[str, str]:
    """Where the service keeps things: SQLite, unless a test asks for `on_both` ."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return {"database": request.getfixturevalue("sqlite_url"), "stream": "database"}
    valkey: Valkey = request.getfixturevalue("valkey")
    return {"database": request.getfixturevalue("postgres_url"), "stream": valkey.url}


@pytest.fixture
def settings(cellar: dict[str, str], tmp_path: Path) -> Settings:
    """Override this fixture in a folder of tests that needs other settings."""
    return Settings.model_validate(
        {
            "folder": tmp_path / "var",
            "secret": "a secret of the tests alone",
            "channels": {"webform": {}, "partner": _partners()},
            **cellar,
        }
    )


def _partners() -> dict[str, Any]:
    return {"partners": {"street-app": {"name": "街道小程序", "secret": PARTNER_SECRET}}}


@pytest.fixture
async def gateway(settings: Settings) -> AsyncIterator[Gateway]:
    """The service at work, on the real clock."""
    async with kept_open(running(settings)) as opened:
        yield opened


@pytest.fixture
async def client(gateway: Gateway) -> AsyncIterator[TestClient[Any, Any]]:
    """A browser's view of `gateway`, with cookies of its own, over real HTTP."""
    async with TestClient(TestServer(gateway.site)) as opened:
        yield opened


@pytest.fixture
async def still(settings: Settings, town: Town, clock: Clock) -> AsyncIterator[Gateway]:
    """The service wired but with nobody at work: `walk_on(still)` takes the steps."""
    async with kept_open(standing_still(settings, town, clock)) as opened:
        yield opened


@pytest.fixture
def life(still: Gateway) -> Life:
    return Life(still)
