"""While PostgreSQL is away nothing is taken, and nothing dies: then everything goes on."""

from __future__ import annotations

import asyncio

import pytest

from channels.base import Unavailable
from gateway.app import Gateway
from gateway.reports import ReportStatus
from gateway.settings import Settings
from gateway.store import reports
from tests.house import until
from tests.servers.postgres import Postgres
from tests.values import a_message

LONG_ENOUGH = 4.0  # seconds: every part of the service has asked the database by then


@pytest.fixture
def settings(settings: Settings, postgres_url: str) -> Settings:
    return settings.model_copy(update={"database": postgres_url})


async def test_the_service_outlives_its_database(
    gateway: Gateway, postgres: Postgres, postgres_url: str
) -> None:
    with postgres.away(postgres_url):
        with pytest.raises(Unavailable):
            await gateway.intake.deliver(a_message())
        await asyncio.sleep(LONG_ENOUGH)
    receipt = await gateway.intake.deliver(a_message())

    async def is_filed() -> bool:
        report = await gateway.parts.database.read(reports.of_number, receipt.number)
        return report is not None and report.status is ReportStatus.FILED

    await until(is_filed)
