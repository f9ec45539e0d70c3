"""Where a conversation stands at the desk, and the deeds of whoever works there."""

from __future__ import annotations

from tests.chatting import Citizen
from tests.house import walk_on
from tests.web.browsing import Page, Reader


def chat(citizen: Citizen) -> str:
    return f"/desk/chats/{citizen.talk_id}"


def part(page: Page, start: str, end: str) -> str:
    """The page between two ids."""
    return page.text.partition(f'id="{start}"')[2].partition(f'id="{end}"')[0]


async def take(reader: Reader, citizen: Citizen) -> Page:
    page = await reader.send(await reader.get(chat(citizen)), "/take")
    await walk_on(citizen.gateway)
    return page


async def say(reader: Reader, citizen: Citizen, words: str) -> Page:
    page = await reader.send(await reader.get(chat(citizen)), "/say", words=words)
    await walk_on(citizen.gateway)
    return page
