"""The desk's live chat: who waits is seen, taken, answered and let go, and nobody twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from gateway.app import Gateway
from gateway.conversation.talk import State
from gateway.people import Role
from gateway.reports import MessageStatus
from gateway.settings import Settings
from gateway.store import tickets
from tests.channels.far_side import FakeProvider
from tests.chatting import BIN, CALL, PHONE, Citizen, later, telegram
from tests.conftest import CELLARS
from tests.house import walk_on
from tests.values import Clock, a_photo, a_picture, a_user
from tests.web.browsing import Page, Reader
from tests.web.conftest import Enter
from tests.web.desk_scenes import GAS, filed

on_both = pytest.mark.parametrize("cellar", CELLARS, indirect=True)
Bot = tuple[FakeProvider, dict[str, Any]]
Arrive = Callable[[], Citizen]


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with telegram() as opened:
        yield opened


@pytest.fixture
def settings(settings: Settings, bot: Bot) -> Settings:
    channels = {**settings.channels, "telegram": bot[1]}
    return settings.model_copy(update={"channels": channels})


@pytest.fixture
def arrive(still: Gateway, bot: Bot) -> Arrive:
    return lambda: Citizen(still, bot[0])


@pytest.fixture
async def citizen(arrive: Arrive) -> Citizen:
    """Somebody who has asked for a person."""
    waiting = arrive()
    await waiting.says(CALL)
    return waiting


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


async def test_only_who_talks_with_him_sees_his_numbers(
    enter: Enter, citizen: Citizen, still: Gateway
) -> None:
    me, colleague = await enter("xiaoma", Role.OPERATOR), await enter("xiaoli", Role.OPERATOR)
    await citizen.says(f"我电话{PHONE}")
    before = await me.get(chat(citizen))
    await take(me, citizen)
    await say(me, citizen, f"给您回电话就打{PHONE}，对吗？")

    mine, theirs = await me.get(chat(citizen)), await colleague.get(chat(citizen))

    assert PHONE not in before.text
    assert mine.text.count(PHONE) == 2
    assert PHONE not in theirs.text


async def test_shows_no_secret_of_the_citizen(
    operator: Reader, arrive: Arrive, still: Gateway
) -> None:
    talker = arrive()
    await talker.says(BIN)
    await talker.says("换个渠道")
    code = talker.heard()[-1].partition("「继续 ")[2][:8]
    await take(operator, talker)

    page = await operator.get(chat(talker))

    report = next(one for one in await talker.messages() if one.report_id)
    assert "/r/" in "\n".join(talker.heard())
    assert still.parts.secrecy.link(report.number).rpartition("/")[2] not in page.text
    assert "〔您的专用链接〕" in page.words
    assert len(code) == 8
    assert code not in page.text


async def test_shows_pictures_buttons_and_what_became_of_each_line(
    operator: Reader, arrive: Arrive, bot: Bot, still: Gateway
) -> None:
    talker = arrive()
    await talker.says(BIN, attachments=(a_photo(a_picture()),))
    await talker.says("撤回")
    await take(operator, talker)
    bot[0].failing = 403
    page = await say(operator, talker, "还在吗？")
    page = await operator.get(chat(talker))

    assert 'src="/desk/files/' in page.text
    assert 'class="chip">确定' in page.text or "给他选的" in page.text
    assert "已登记" in page.words
    assert "没有送到" in page.words
    assert "已送达" in page.words


async def test_shows_what_time_outs_did(operator: Reader, citizen: Citizen, clock: Clock) -> None:
    await later(citizen.gateway, clock, timedelta(minutes=5))
    nobody = await operator.get(chat(citizen))
    await take(operator, citizen)
    await citizen.says("有人吗")
    await later(citizen.gateway, clock, timedelta(minutes=15))
    silent = await operator.get(chat(citizen))

    assert "时限已到，没有人接手" in nobody.words
    assert "工作人员没有回话，交回系统" in silent.words
    assert "系统在接待" in silent.words


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


async def test_several_matters_stand_once_with_a_report_each(
    operator: Reader, arrive: Arrive
) -> None:
    talker = arrive()
    text = "八一路的路灯三天没亮了。另外，朝阳小区楼下的烧烤摊天天半夜吵闹。"
    await talker.says(text)
    await talker.says("分开登记")

    page = await operator.get(chat(talker))

    log = part(page, "chat-log", "chat-say")
    opened = [one for one in await talker.messages() if one.status is MessageStatus.OPENED]
    assert len(opened) == 2
    assert log.count('class="said citizen"') == 2
    assert all(f"#r-{one.number}" in log for one in opened)
    assert "分成几件登记" in log


async def test_the_ticket_leads_to_the_talk_and_says_that_somebody_waits(
    operator: Reader, arrive: Arrive, still: Gateway
) -> None:
    talker = arrive()
    await talker.says(BIN)
    await talker.says(CALL)
    plain = await filed(still)
    report = next(one for one in await talker.messages() if one.report_id)

    found = await operator.get(f"/desk/find?number={report.number}")
    other = await operator.get(f"/desk/tickets/{plain.number}")

    assert chat(talker) in found.text
    assert "市民在等人工，可以接手" in found.words
    assert "对话记录" not in other.words


async def test_danger_during_a_talk_with_a_person_alarms_on_its_page(
    operator: Reader, citizen: Citizen
) -> None:
    await take(operator, citizen)
    await citizen.says(GAS)

    page = await operator.get(chat(citizen))

    assert 'id="alarms"' in page.text
    assert "您正在接待" in page.words
    assert "通知 · 危险提示" in page.words


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
