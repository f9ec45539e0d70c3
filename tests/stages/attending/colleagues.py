"""Who sits at the desk, and what became of what a citizen said."""

from __future__ import annotations

from gateway.reports import MessageStatus
from tests.chatting import Citizen
from tests.house import walk_on
from tests.values import a_user

ME, COLLEAGUE = a_user("xiaoma"), a_user("xiaoli")


async def taken(citizen: Citizen) -> None:
    await citizen.gateway.attend.take(citizen.talk_id, ME)
    await walk_on(citizen.gateway)


async def filed(citizen: Citizen) -> list[str]:
    """The texts of his messages that opened a report."""
    opened = [one for one in await citizen.messages() if one.status is MessageStatus.OPENED]
    return [one.message.text for one in opened]
