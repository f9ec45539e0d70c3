"""The page of the doors: their health, their switches, and what could not be read."""

from __future__ import annotations

import json
import re
from typing import cast

import pytest

from channels.base import Channel, Problem
from gateway.app import Gateway
from gateway.rereading import Outcome
from gateway.store import payloads
from gateway.web.desk.parked import MOST, READ_AGAIN
from tests.values import NOON, a_message
from tests.web.browsing import Reader

NO_JSON = Problem("", "broken-json", "内容不是有效的 JSON。", "It is not valid JSON.")
REPORT = json.dumps({"text": "桥头路灯坏了，请派人来修。", "reporter": {"ref": "u1"}})


async def parked(gateway: Gateway, content: str, key: str = "k1") -> None:
    door = gateway.parts.doors.by_name["partner"]
    about = {"caller": "street-app", "key": key, "at": NOON.isoformat()}
    await door.ports.park(door.raw(content.encode(), **about), NO_JSON)


async def still_parked(gateway: Gateway) -> int:
    return len(await gateway.parts.database.read(payloads.parked, 10))


async def test_shows_each_door_with_its_backlog_and_its_last_error(
    operator: Reader, still: Gateway
) -> None:
    keeper = still.parts.keeper
    keeper.failed(still.parts.doors.by_name["partner"], "POST 401")
    await keeper.look()
    await still.intake.deliver(a_message())
    page = await operator.get("/desk/doors")

    assert "合作平台" in page.words
    assert "网页表单" in page.words
    assert "POST 401" in page.words
    assert "待处理 1" in page.words
    assert 'action="/desk/doors"' not in page.text  # an operator sees no switch


async def test_a_supervisor_shuts_a_door_and_opens_it_again(
    supervisor: Reader, still: Gateway
) -> None:
    page = await supervisor.get("/desk/doors")
    shut = await supervisor.send(page, "/doors", door="partner", open="no")
    while_shut = await supervisor.get("/desk/doors")
    away = await supervisor.get("/channels/partner/openapi.json")
    await supervisor.send(shut, "/doors", door="partner", open="yes")
    back = await supervisor.get("/channels/partner/openapi.json")

    assert "已关闭" in while_shut.words
    assert (away.status, back.status) == (503, 200)


async def test_an_operator_may_not_shut_a_door(operator: Reader, still: Gateway) -> None:
    page = await operator.get("/desk/doors")
    csrf = page.form("/logout").fields["csrf"]
    answer = await operator.post("/desk/doors", {"csrf": csrf, "door": "partner", "open": "no"})

    assert answer.status == 403
    assert still.parts.keeper.is_open(still.parts.doors.by_name["partner"])


async def test_what_could_not_be_read_is_read_again(operator: Reader, still: Gateway) -> None:
    await parked(still, REPORT)
    page = await operator.get("/desk/doors")
    after = await operator.send(page, "/doors/parked", deed="again")

    assert "内容不是有效的 JSON" in page.words
    assert "已收为新诉求" in after.words
    assert await still_parked(still) == 0
    assert "message:" in (await still.parts.stream.take(1))[0].item


async def test_what_still_cannot_be_read_stays_until_somebody_says_it_is_done(
    operator: Reader, still: Gateway
) -> None:
    await parked(still, "<not json>")
    page = await operator.get("/desk/doors")
    page = await operator.send(page, "/doors/parked", deed="again")
    before = await still_parked(still)
    after = await operator.send(page, "/doors/parked", deed="release")

    assert "又读了一次，还是读不懂" in page.words
    assert "又读了一次" not in after.words
    assert "&lt;not json&gt;" in page.text  # as it came, and harmless
    assert before == 1
    assert await still_parked(still) == 0


async def test_what_a_door_brought_that_is_gone_is_not_read_again_and_that_is_said(
    operator: Reader, still: Gateway
) -> None:
    await parked(still, REPORT)
    page = await operator.get("/desk/doors?lang=en")
    del cast(dict[str, Channel], still.parts.doors.by_name)["partner"]
    answer = await operator.send(page, "/doors/parked", deed="again")

    assert answer.status == 422
    assert "This door is not in the settings any more" in answer.words
    assert await still_parked(still) == 1


async def test_what_is_parked_is_listed_to_its_end_a_page_at_a_time(
    operator: Reader, still: Gateway
) -> None:
    for number in range(MOST + 2):
        await parked(still, REPORT, f"k{number}")
    first = await operator.get("/desk/doors")
    (older,) = re.findall(r'href="(/desk/doors\?before=[^"#]+)#parked"', first.text)
    last = await operator.get(older)
    after = await operator.send(last, "/doors/parked", deed="release")

    assert [page.text.count('value="again"') for page in (first, last, after)] == [MOST, 2, 1]
    assert 'rel="next"' not in last.text


@pytest.mark.parametrize("outcome", Outcome)
async def test_says_what_came_of_reading_again_in_both_languages(
    operator: Reader, outcome: Outcome
) -> None:
    zh, en = READ_AGAIN[outcome]
    chinese = await operator.get(f"/desk/doors?found={outcome}&lang=zh")
    english = await operator.get(f"/desk/doors?found={outcome}&lang=en")

    assert zh in chinese.words
    assert en in english.words


async def test_what_came_as_escaped_json_is_shown_in_characters(
    operator: Reader, still: Gateway
) -> None:
    await parked(still, json.dumps({"text": "半个表情\ud83d，路灯坏了"}))
    page = await operator.get("/desk/doors")

    assert "半个表情?，路灯坏了" in page.words
    assert "\\u" not in page.text


async def test_what_is_nested_without_end_is_shown_as_it_came(
    operator: Reader, still: Gateway
) -> None:
    await parked(still, "[" * 20_000)
    page = await operator.get("/desk/doors")

    assert "[" * 2000 in page.text
