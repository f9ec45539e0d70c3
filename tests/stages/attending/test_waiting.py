"""Nobody who waits is forgotten, and whatever a person does, danger alarms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gateway.app import Gateway
from gateway.conversation.talk import State
from gateway.stages.confirming import Invalid
from gateway.store import reports, tickets
from tests.channels.far_side import FakeProvider
from tests.chatting import BIN, Arrive, Citizen, later
from tests.house import walk_on
from tests.stages.attending.colleagues import ME, filed, taken
from tests.values import Clock
from tests.web.desk_scenes import GAS

HANDOVER, ATTENDED = timedelta(minutes=5), timedelta(minutes=15)  # as the city has it
PATIENCE = timedelta(minutes=30)


async def test_danger_alarms_though_a_person_talks_and_he_keeps_the_talk(
    citizen: Citizen, still: Gateway
) -> None:
    await taken(citizen)

    await citizen.says(GAS)

    (alarmed,) = await still.parts.database.read(tickets.unseen_alarms)
    talk = await citizen.talk()
    assert alarmed.urgency == "U0"
    assert (talk.state, talk.staff) == (State.STAFFED, "xiaoma")
    assert "119" in citizen.heard()[-1]


async def test_who_asks_for_help_is_surely_in_danger_who_only_sounds_so_is_less_sure(
    citizen: Citizen, arrive: Arrive, still: Gateway
) -> None:
    await citizen.says("他捂着她的嘴，她一直踢，车门关上了")
    other = arrive()
    await other.says(BIN)
    await other.says("别问了")

    sensed, asked = await still.parts.database.read(tickets.unseen_alarms)

    assert sensed.title.startswith("他捂着")
    assert 0 < sensed.alarm_sure < 1
    assert asked.alarm_sure == 1.0


async def test_nobody_comes_and_the_citizen_is_told_and_what_he_said_is_filed(
    citizen: Citizen, still: Gateway, clock: Clock
) -> None:
    await citizen.says(BIN)
    before = await filed(citizen)

    await later(still, clock, HANDOVER)

    assert before == []
    assert await filed(citizen) == [BIN]
    told, filed_then = citizen.heard()[-2:]
    assert "现在没有人有空" in told
    assert "登记好了" in filed_then
    assert (await citizen.talk()).state is State.OPEN


async def test_saying_more_does_not_make_a_waiting_citizen_wait_longer(
    citizen: Citizen, still: Gateway, clock: Clock
) -> None:
    ends = (await citizen.talk()).wake_at

    await citizen.says("还有人吗")

    assert (await citizen.talk()).wake_at == ends


async def test_a_person_who_falls_silent_loses_the_talk(
    citizen: Citizen, still: Gateway, clock: Clock
) -> None:
    await taken(citizen)
    await citizen.says(BIN)

    await later(still, clock, ATTENDED)

    assert (await citizen.talk()).state is State.OPEN
    assert await filed(citizen) == [BIN]
    told, filed_then = citizen.heard()[-2:]
    assert "现在没有人有空" in told
    assert "登记好了" in filed_then
    with pytest.raises(Invalid, match="时限已到"):
        await still.attend.say(citizen.talk_id, "我回来了", ME)


async def test_a_citizen_who_falls_silent_is_let_go_with_what_he_said(
    citizen: Citizen, still: Gateway, clock: Clock
) -> None:
    await taken(citizen)
    await citizen.says(BIN)
    await still.attend.say(citizen.talk_id, "还有别的吗？", ME)
    await walk_on(still)

    await later(still, clock, ATTENDED)
    meanwhile = (await citizen.talk()).state
    await later(still, clock, PATIENCE)

    assert meanwhile is State.STAFFED
    assert (await citizen.talk()).state is State.OPEN
    assert await filed(citizen) == [BIN]
    assert "工作人员先说到这里" in citizen.heard()[-2]


async def test_a_person_who_answers_no_more_loses_the_talk(
    citizen: Citizen, still: Gateway, clock: Clock
) -> None:
    await taken(citizen)
    await still.attend.say(citizen.talk_id, "请讲。", ME)
    await citizen.says(BIN)

    await later(still, clock, ATTENDED)

    assert (await citizen.talk()).state is State.OPEN
    told, filed_then = citizen.heard()[-2:]
    assert "现在没有人有空" in told
    assert "登记好了" in filed_then


async def test_what_a_far_side_refuses_stands_as_failed_and_the_rest_is_said(
    citizen: Citizen, bot: tuple[FakeProvider, dict[str, Any]], still: Gateway
) -> None:
    await taken(citizen)
    bot[0].failing = 403
    await still.attend.say(citizen.talk_id, "听得到吗？", ME)
    await walk_on(still)
    bot[0].failing = None

    await still.attend.say(citizen.talk_id, "现在呢？", ME)
    await walk_on(still)

    assert [line.state for line in (await citizen.lines())[-2:]] == ["failed", "told"]
    assert citizen.heard()[-1] == "现在呢？"


async def test_the_report_of_a_talk_is_walked_to_the_desk(citizen: Citizen, still: Gateway) -> None:
    await taken(citizen)
    await citizen.says(BIN)
    await still.attend.end(citizen.talk_id, ME, file=True)
    await walk_on(still)

    report = await still.parts.database.read(reports.get, (await citizen.talk()).report_id)
    assert report is not None
    ticket = await still.parts.database.read(tickets.get, report.ticket_id)
    assert ticket.status == "proposed"
