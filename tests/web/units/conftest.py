"""Three units at their desks: one leads, one assists, one has nothing to do with it."""

from __future__ import annotations

import pytest

from gateway.app import Gateway
from gateway.people import Role
from gateway.tickets import Ticket
from tests.handoff.tickets import ASSIST, LEAD, OTHER
from tests.values import a_message
from tests.web.browsing import Reader
from tests.web.conftest import Enter
from tests.web.units.scenes import with_its_unit


@pytest.fixture
async def lead(enter: Enter) -> Reader:
    return await enter("wang", Role.UNIT, unit=LEAD)


@pytest.fixture
async def assist(enter: Enter) -> Reader:
    return await enter("li", Role.UNIT, unit=ASSIST)


@pytest.fixture
async def other(enter: Enter) -> Reader:
    return await enter("zhao", Role.UNIT, unit=OTHER)


@pytest.fixture
async def ticket(still: Gateway) -> Ticket:
    """With LEAD in the lead and ASSIST beside it."""
    return await with_its_unit(still, a_message(phone="13997123456", address="五四大街12号"))
