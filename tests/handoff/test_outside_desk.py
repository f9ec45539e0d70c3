"""A ticket that another system has in hand can be looked at on our own desk, and no more."""

from __future__ import annotations

from aiohttp.test_utils import TestClient, TestServer

from gateway.app import Gateway
from gateway.passwords import hashed
from gateway.people import Role, User
from gateway.store import people
from gateway.tickets import TicketStatus
from tests.handoff.tickets import LEAD, confirmed_still, now
from tests.house import walk_on
from tests.values import LAMP, NOON
from tests.web.browsing import Reader

PASSWORD = "only for these tests"


async def test_lets_a_unit_only_look_at_what_another_system_has_in_hand(still: Gateway) -> None:
    ticket = await confirmed_still(still)
    await walk_on(still)
    ticket = await now(still, ticket.id)
    user = User("wang", hashed(PASSWORD), frozenset({Role.UNIT}), LEAD)
    await still.parts.database.write(people.add, user, NOON)

    async with TestClient(TestServer(still.site)) as client:
        reader = Reader(client)
        await reader.log_in("wang", PASSWORD)
        page = await reader.get(f"/units/tickets/{ticket.number}")
        csrf = page.form("/logout").fields["csrf"][0]
        signed = await reader.post(
            f"/units/tickets/{ticket.number}/sign",
            {"csrf": csrf, "version": str(ticket.version)},
        )

    assert LAMP in page.words
    assert "由外部派单系统办理" in page.words
    assert "/sign" not in page.text
    assert signed.status == 403
    assert (await now(still, ticket.id)).status is TicketStatus.DISPATCHED
