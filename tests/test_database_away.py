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
from tests.values import LAMP, a_message

LONG_ENOUGH = 4.0  # seconds: every part of the service has asked the database by then


@pytest.fixture
def settings(settings: Settings, postgres_url: str) -> Settings:
    return settings.model_copy(update={"database": postgres_url})


async def test_the_service_outlives_its_database(
    gateway: Gateway, postgres: Postgres, postgres_url: str
) -> None:
    before = await gateway.intake.deliver(a_message())

    with postgres.away(postgres_url):
        with pytest.raises(Unavailable):
            await gateway.intake.deliver(a_message(external_id="while-away"))
        await asyncio.sleep(LONG_ENOUGH)
    after = await gateway.intake.deliver(a_message(LAMP, external_id="afterwards"))

    async def both_are_filed() -> bool:
        asked = (before.number, after.number)
        found = [await gateway.parts.database.read(reports.of_number, each) for each in asked]
        return all(report and report.status is ReportStatus.FILED for report in found)

    await until(both_are_filed)
