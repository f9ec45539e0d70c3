"""A gateway whose tickets go to a dispatch backend, and that backend."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from gateway.app import Gateway
from gateway.settings import Settings
from tests.handoff.backend import SECRET, Backend, Caller, running_backend

TRIES = 4


@pytest.fixture
async def backend() -> AsyncIterator[Backend]:
    async with running_backend() as opened:
        yield opened


@pytest.fixture
def patience(request: pytest.FixtureRequest) -> float:
    """Seconds the gateway waits for an answer: `@impatient` is for a backend that gives none."""
    seconds: float = getattr(request, "param", 10.0)
    return seconds


impatient = pytest.mark.parametrize("patience", [0.5], indirect=True)


@pytest.fixture
def settings(cellar: dict[str, str], tmp_path: Path, backend: Backend, patience: float) -> Settings:
    return Settings.model_validate(
        {
            "folder": tmp_path / "var",
            "secret": "a secret of the tests alone",
            "webhook": {"url": backend.url, "secret": SECRET, "timeout": patience, "tries": TRIES},
            **cellar,
        }
    )


@pytest.fixture
async def caller(gateway: Gateway) -> AsyncIterator[Caller]:
    """The backend calling back over real HTTP."""
    async with TestServer(gateway.site) as server, ClientSession() as http:
        yield Caller(http, str(server.make_url("/handoff/webhook")))
