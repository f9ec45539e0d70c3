"""The lists of conversations: who waits, who has a person, and the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.app import Gateway
from gateway.people import Role
from gateway.store import tickets
from tests.chatting import BIN, CALL, PHONE, Arrive
from tests.conftest import CELLARS
from tests.values import Clock, a_user
from tests.web.browsing import Reader
from tests.web.chats.reading import part, take
from tests.web.conftest import Enter
from tests.web.desk_scenes import GAS

on_both = pytest.mark.parametrize("cellar", CELLARS, indirect=True)


async def test_lists_who_waits_longest_first_and_for_how_long(
    operator: Reader, arrive: Arrive, clock: Clock
) -> None:
    first, second = arrive(), arrive()
    await first.says(CALL)
    clock.ahead(timedelta(minutes=2))
    await second.says(CALL)

    page = await operator.get("/desk/chats")

    waiting = part(page, "waiting-title", "staffed-title")
    assert waiting.index(first.talk_id) < waiting.index(second.talk_id)
    assert "等了 2 分钟" in waiting
    assert "前没人接手就交回系统" in waiting
    assert 'data-count="2"' in page.text


async def test_tells_ones_own_talks_from_those_of_colleagues(
    enter: Enter, arrive: Arrive, still: Gateway
) -> None:
    me, colleague = await enter("xiaoma", Role.OPERATOR), await enter("xiaoli", Role.OPERATOR)
    theirs, mine = arrive(), arrive()
    for one, who in ((theirs, colleague), (mine, me)):
        await one.says(CALL)
        await take(who, one)
    await mine.says("听得到吗")

    page = await me.get("/desk/chats")

    staffed = part(page, "staffed-title", "lately-title")
    assert staffed.index(mine.talk_id) < staffed.index(theirs.talk_id)
    assert "我在接待" in staffed
    assert "xiaoli 接待" in staffed
    assert staffed.count("等您回话") == 1


@on_both
async def test_lists_what_others_said_lately_with_their_ticket_and_danger(
    operator: Reader, arrive: Arrive, still: Gateway
) -> None:
    asker, endangered = arrive(), arrive()
    await asker.says(f"我的手机是{PHONE}，{BIN}")
    await endangered.says(GAS)

    page = await operator.get("/desk/chats")

    lately = part(page, "lately-title", "keys-title")
    assert PHONE not in page.text
    assert "●●●●●●●●●●●" in lately
    assert lately.count("GD") == 2
    assert lately.count("危险·未看") == 1
    assert lately.index(endangered.talk_id) < lately.index(asker.talk_id)


async def test_of_several_dangers_the_one_that_nobody_saw_stands_in_the_list(
    operator: Reader, arrive: Arrive, still: Gateway
) -> None:
    endangered = arrive()
    for text in ("七一路12号楼里有人跳楼，快来！", GAS):
        await endangered.says(text)
    dangers = await still.parts.database.read(tickets.unseen_alarms)
    await still.desk.see_alarm(dangers[-1].id, a_user())

    page = await operator.get("/desk/chats")

    assert len(dangers) == 2
    assert page.text.count("危险·未看") == 1
