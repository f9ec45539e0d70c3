"""What a model in use says of the units reaches the proposal, until a person says otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.app import Gateway
from gateway.settings import PACKAGED_CITY, Settings
from gateway.stages.confirming import Correction
from gateway.stages.routing import route_of
from gateway.store import journal, reports
from gateway.town import Town
from nlp.learning.shelf import Shelf
from tests.house import kept_open, standing_still
from tests.test_models_in_use import BUS, model_at
from tests.values import NOON, Clock, a_user
from tests.web.desk_scenes import filed, now_of, said_of


@pytest.fixture
async def taught(settings: Settings, clock: Clock, tmp_path: Path) -> AsyncIterator[Gateway]:
    """The service with a model of units that calls everything about buses labour's."""
    shelf = Shelf(settings.models)
    shelf.use(str(model_at(tmp_path / "units", ("SW", "CG", "RS"), target="unit")))
    town = Town(PACKAGED_CITY, shelf)
    async with kept_open(standing_still(settings, town, clock)) as opened:
        yield opened


async def test_the_duty_it_is_sure_of_leads_and_the_categorys_own_stands_by(
    taught: Gateway,
) -> None:
    ticket = await filed(taught, f"城西区五四大街，{BUS}")

    assert ticket.lead == "630104-rs"
    assert ticket.proposal is not None
    assert "xn-gj" in ticket.proposal.alternatives
    assert "「人力资源和社会保障」主办，把握" in await said_of(taught, ticket)


async def test_a_category_that_a_person_chose_is_not_argued_with(taught: Gateway) -> None:
    ticket = await filed(taught, f"城西区五四大街，{BUS}")
    corrected = Correction(category="0712")
    await taught.desk.correct(ticket.id, ticket.version, a_user(), corrected)
    after = await now_of(taught, ticket)
    database, city = taught.parts.database, taught.parts.town.city
    opener = (await database.read(journal.openers, [ticket.id]))[ticket.id]
    said = (await database.read(reports.suggestions, [ticket.id]))[ticket.id]

    assert route_of(ticket, opener, said, city, NOON).lead == "630104-rs"
    assert route_of(after, opener, said, city, NOON).lead == "630104-cg"
