"""What a conversation shows, and what it keeps covered."""

from __future__ import annotations

from datetime import timedelta

from gateway.app import Gateway
from gateway.people import Role
from gateway.reports import MessageStatus
from tests.chatting import BIN, CALL, PHONE, Arrive, Bot, Citizen, later
from tests.values import Clock, a_photo, a_picture
from tests.web.browsing import Reader
from tests.web.chats.reading import chat, part, say, take
from tests.web.conftest import Enter
from tests.web.desk_scenes import GAS, filed


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
