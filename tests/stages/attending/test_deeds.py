"""A person takes a conversation over, talks, and gives it back."""

from __future__ import annotations

import asyncio

import pytest

from gateway.app import Gateway
from gateway.conversation.talk import State
from gateway.reports import MessageStatus
from gateway.stages.attending import LONGEST, NoSuchTalk
from gateway.stages.confirming import Invalid
from tests.chatting import BIN, Arrive, Citizen
from tests.conftest import CELLARS
from tests.house import walk_on
from tests.stages.attending.colleagues import COLLEAGUE, ME, filed, taken
from tests.values import a_supervisor

on_both = pytest.mark.parametrize("cellar", CELLARS, indirect=True)


async def test_who_takes_a_talk_has_it_and_the_citizen_is_told(
    citizen: Citizen, still: Gateway
) -> None:
    await still.attend.take(citizen.talk_id, ME)
    await walk_on(still)

    talk = await citizen.talk()
    assert (talk.state, talk.staff) == (State.STAFFED, "xiaoma")
    assert "工作人员来了" in citizen.heard()[-1]
    assert (await citizen.lines())[-1].by == "user:xiaoma"


async def test_a_talk_can_be_taken_though_nobody_called(arrive: Arrive, still: Gateway) -> None:
    asked = arrive()
    await asked.says("你好")

    await taken(asked)

    assert (await asked.talk()).state is State.STAFFED


async def test_what_a_person_says_arrives_and_the_machine_is_silent(citizen: Citizen) -> None:
    await taken(citizen)
    before = len(citizen.heard())

    await citizen.gateway.attend.say(citizen.talk_id, "请问是哪个小区？", ME)
    await citizen.rest(citizen.gateway)
    await citizen.says("查进度")
    await citizen.says("黄河路18号小区")

    assert citizen.heard()[before:] == ["请问是哪个小区？"]
    assert {one.status for one in (await citizen.messages())[1:]} == {MessageStatus.DRAFTED}


@on_both
async def test_of_two_who_take_a_talk_at_once_one_has_it(
    citizen: Citizen, still: Gateway, other: Gateway
) -> None:
    tries = (still.attend.take(citizen.talk_id, ME), other.attend.take(citizen.talk_id, COLLEAGUE))

    done = await asyncio.gather(*tries, return_exceptions=True)
    await walk_on(still)

    staff = (await citizen.talk()).staff
    late = [error for error in done if error is not None]
    assert len(late) == 1
    assert isinstance(late[0], Invalid)
    assert late[0].zh == f"{staff} 已经接手。"
    assert sum("工作人员来了" in heard for heard in citizen.heard()) == 1


async def test_taking_twice_is_taking_once(citizen: Citizen) -> None:
    await taken(citizen)
    told = citizen.heard()

    await taken(citizen)

    assert citizen.heard() == told


async def test_a_line_sent_twice_is_said_once_but_may_be_said_again(
    citizen: Citizen, still: Gateway
) -> None:
    await taken(citizen)
    seen = (await citizen.lines())[-1].id

    for _ in range(2):
        await still.attend.say(citizen.talk_id, "好的", ME, seen)
    await still.attend.say(citizen.talk_id, "好的", ME, (await citizen.lines())[-1].id)
    await walk_on(still)

    assert citizen.heard().count("好的") == 2


@pytest.mark.parametrize("said", ["", "  \n ", "长" * (LONGEST + 1)])
async def test_refuses_to_say_nothing_or_too_much(citizen: Citizen, said: str) -> None:
    await taken(citizen)

    with pytest.raises(Invalid) as refused:
        await citizen.gateway.attend.say(citizen.talk_id, said, ME)

    assert refused.value.field == "words"


async def test_only_who_has_the_talk_and_a_supervisor_speak_in_it(
    citizen: Citizen, still: Gateway
) -> None:
    await taken(citizen)

    with pytest.raises(Invalid, match="xiaoma"):
        await still.attend.say(citizen.talk_id, "我来说", COLLEAGUE)
    await still.attend.say(citizen.talk_id, "我是值班长。", a_supervisor())
    await walk_on(still)

    assert citizen.heard()[-1] == "我是值班长。"


async def test_nobody_speaks_or_ends_before_he_has_taken_it(
    citizen: Citizen, still: Gateway
) -> None:
    for deed in (
        still.attend.say(citizen.talk_id, "在吗", ME),
        still.attend.end(citizen.talk_id, ME, file=True),
    ):
        with pytest.raises(Invalid, match="请先接手"):
            await deed


async def test_no_talk_is_taken_that_does_not_exist(still: Gateway) -> None:
    with pytest.raises(NoSuchTalk):
        await still.attend.take("0" * 32, ME)


@pytest.mark.parametrize(("file", "texts"), [(True, [BIN]), (False, [])])
async def test_what_was_said_is_filed_at_the_end_or_not_as_the_person_decides(
    citizen: Citizen, still: Gateway, file: bool, texts: list[str]
) -> None:
    await taken(citizen)
    await citizen.says(BIN)

    await still.attend.end(citizen.talk_id, ME, file=file)
    await walk_on(still)

    talk = await citizen.talk()
    assert (talk.state, talk.staff, talk.draft.messages) == (State.OPEN, "", ())
    assert await filed(citizen) == texts
    assert "工作人员先说到这里" in citizen.heard()[-2 if file else -1]


async def test_the_end_comes_once_and_who_is_late_is_told_who_ended_it(
    citizen: Citizen, still: Gateway
) -> None:
    await taken(citizen)
    await still.attend.end(citizen.talk_id, ME, file=False)
    await walk_on(still)
    told = citizen.heard()

    await still.attend.end(citizen.talk_id, ME, file=False)
    with pytest.raises(Invalid, match="xiaoma 已经结束"):
        await still.attend.end(citizen.talk_id, COLLEAGUE, file=True)
    with pytest.raises(Invalid, match="xiaoma 已经结束"):
        await still.attend.say(citizen.talk_id, "还在吗", ME)
    await walk_on(still)

    assert citizen.heard() == told


async def test_the_machine_answers_again_after_the_end(citizen: Citizen, still: Gateway) -> None:
    await taken(citizen)
    await still.attend.end(citizen.talk_id, ME, file=False)
    await walk_on(still)

    await citizen.says(BIN)

    assert await filed(citizen) == [BIN]
    assert "登记好了" in citizen.heard()[-1]
