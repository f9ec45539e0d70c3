"""Who waits is taken, answered and let go, and nobody twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.app import Gateway
from gateway.conversation.talk import State
from gateway.people import Role
from gateway.reports import MessageStatus
from tests.chatting import BIN, Citizen, later
from tests.conftest import CELLARS
from tests.house import walk_on
from tests.values import Clock
from tests.web.browsing import Reader
from tests.web.chats.reading import chat, say, take
from tests.web.conftest import Enter

on_both = pytest.mark.parametrize("cellar", CELLARS, indirect=True)


@on_both
async def test_takes_says_and_ends_with_a_report(
    operator: Reader, citizen: Citizen, still: Gateway
) -> None:
    taken = await take(operator, citizen)
    await say(operator, citizen, "请问是什么事？")
    await citizen.says(BIN)
    answered = await operator.get(chat(citizen))
    ended = await operator.send(answered, "/end", file="yes")

    assert taken.path.startswith(chat(citizen))
    assert "您正在接待" in taken.words
    assert citizen.heard()[-1] == "请问是什么事？"
    assert BIN in answered.words
    assert "草稿，还没有登记" in answered.words
    assert "有 1 条话还没有登记" in answered.words
    (report,) = [one for one in await citizen.messages() if one.status is MessageStatus.OPENED]
    assert f"#r-{report.number}" in ended.text
    assert "xiaoma 结束人工接待" in ended.words


async def test_ends_without_a_report(operator: Reader, citizen: Citizen) -> None:
    await take(operator, citizen)
    await citizen.says(BIN)

    page = await operator.get(chat(citizen))
    ended = await operator.send(page, "/end", file="no")

    assert {one.status for one in await citizen.messages()} == {MessageStatus.TALKED}
    assert "对话，不需登记" in ended.words
    assert "还没有登记诉求" in ended.words


async def test_tells_who_was_first_and_keeps_what_the_other_typed(
    enter: Enter, citizen: Citizen, still: Gateway
) -> None:
    me, colleague = await enter("xiaoma", Role.OPERATOR), await enter("xiaoli", Role.OPERATOR)
    seen = await colleague.get(chat(citizen))
    await take(me, citizen)

    late = await colleague.send(seen, "/take")
    spoken = await colleague.post(
        f"{chat(citizen)}/say", {**seen.form("/take").fields, "words": "我来答"}
    )

    assert late.status == spoken.status == 422
    assert "xiaoma 已经接手" in late.words
    assert "xiaoma 正在接待" in late.words
    assert "我来答" in spoken.words
    assert "我来答" not in citizen.heard()
    assert "/say" not in late.text


async def test_a_deed_sent_twice_is_done_once(operator: Reader, citizen: Citizen) -> None:
    seen = await operator.get(chat(citizen))
    for _ in range(2):
        await operator.send(seen, "/take")
    open_ = await operator.get(chat(citizen))
    for _ in range(2):
        await operator.send(open_, "/say", words="请讲。")
    ends = [await operator.send(open_, "/end", file="yes") for _ in range(2)]
    await walk_on(citizen.gateway)

    assert [page.status for page in ends] == [200, 200]
    assert citizen.heard().count("请讲。") == 1
    assert sum("工作人员来了" in heard for heard in citizen.heard()) == 1
    assert sum("工作人员先说到这里" in heard for heard in citizen.heard()) == 1


async def test_shows_in_place_what_is_wrong_with_the_words(
    operator: Reader, citizen: Citizen
) -> None:
    await take(operator, citizen)

    page = await say(operator, citizen, "   ")
    english = await operator.send(await operator.get(f"{chat(citizen)}?lang=en"), "/say", words=" ")

    assert page.status == english.status == 422
    assert "请写上要说的话" in page.words
    assert 'aria-describedby="wrong-words"' in page.text
    assert "Write what you want to say" in english.words


async def test_a_supervisor_takes_part_in_a_colleagues_talk(
    enter: Enter, citizen: Citizen, still: Gateway
) -> None:
    me, boss = await enter("xiaoma", Role.OPERATOR), await enter("laozhao", Role.SUPERVISOR)
    await take(me, citizen)

    await say(boss, citizen, "我是值班长，我来说明一下。")
    page = await me.get(chat(citizen))

    assert citizen.heard()[-1] == "我是值班长，我来说明一下。"
    assert "laozhao" in page.words
    assert (await citizen.talk()).staff == "xiaoma"


async def test_words_that_came_too_late_are_not_lost(
    operator: Reader, citizen: Citizen, clock: Clock
) -> None:
    await take(operator, citizen)
    await citizen.says("有人吗")
    open_ = await operator.get(chat(citizen))
    await later(citizen.gateway, clock, timedelta(minutes=15))

    page = await operator.send(open_, "/say", words="我查了一下，明天修好。")

    assert page.status == 422
    assert "时限已到" in page.words
    assert "我查了一下，明天修好。" in page.words


async def test_units_strangers_and_forgers_stay_out(
    enter: Enter, stranger: Reader, operator: Reader, citizen: Citizen
) -> None:
    of_a_unit = await enter("xiaoliu", Role.UNIT, unit="xn-cg")
    page = await operator.get(chat(citizen))

    unit = await of_a_unit.get(chat(citizen))
    nobody = await stranger.get(chat(citizen), follow=False)
    forged = await operator.send(page, "/take", csrf="guessed")

    assert (unit.status, nobody.status, forged.status) == (403, 303, 403)
    assert (await citizen.talk()).state is State.CALLING


@pytest.mark.parametrize("talk", ["0" * 32, "nonsense", "0" * 31])
async def test_says_so_where_there_is_no_such_talk(operator: Reader, talk: str) -> None:
    page = await operator.get(f"/desk/chats/{talk}")

    assert page.status == 404


async def test_refuses_what_no_page_of_ours_sends(operator: Reader, citizen: Citizen) -> None:
    page = await take(operator, citizen)

    for ending, fields in (("/say", {"after": "<>"}), ("/end", {"file": "perhaps"})):
        answer = await operator.send(page, ending, **fields)

        assert answer.status == 400
