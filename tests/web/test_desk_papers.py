"""What holds for every form by which staff enter what came by telephone or in print."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from gateway.app import Gateway
from gateway.people import Role
from gateway.settings import Settings
from tests.house import walk_on
from tests.kept import count, kept
from tests.values import LAMP, NOISE
from tests.web.browsing import Page, Reader
from tests.web.conftest import Enter
from tests.web.desk_scenes import number_of

COVER = "巷口井盖碎了。"


@dataclass(frozen=True)
class Paper:
    """`words` names the field for what happened."""

    door: str
    blank: str
    words: str
    filled: dict[str, str]


PAPERS = (
    Paper(
        "hotline",
        "/desk/calls/new",
        "summary",
        {"caller": "13900000001", "summary": LAMP, "line_id": "12345"},
    ),
    Paper(
        "media",
        "/desk/clippings/new",
        "text",
        {"publication": "西宁晚报", "title": "工地夜间施工扰民", "text": NOISE},
    ),
)
of_each = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.door)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    channels = {**settings.channels, "hotline": {}, "media": {}}
    return settings.model_copy(update={"channels": channels})


async def sent(reader: Reader, page: Page, paper: Paper, **changes: str) -> Page:
    return await reader.send(page, f"{paper.blank[5:]}/file", **{**paper.filled, **changes})


@of_each
async def test_filing_the_same_form_twice_files_one_message(
    still: Gateway, operator: Reader, paper: Paper
) -> None:
    page = await operator.get(paper.blank)

    first = await sent(operator, page, paper)
    second = await sent(operator, page, paper)

    assert first.path == second.path
    assert await count(still) == 1


@of_each
async def test_units_and_strangers_do_not_come_in_and_forms_need_their_token(
    still: Gateway, operator: Reader, stranger: Reader, enter: Enter, paper: Paper
) -> None:
    unit = await enter("clerk", Role.UNIT, unit="xn-cg")
    form = (await operator.get(paper.blank)).form("/new/file")
    without = {name: values for name, values in form.fields.items() if name != "csrf"}

    assert (await stranger.get(paper.blank, follow=False)).status == 303
    assert (await unit.get(paper.blank)).status == 403
    assert (await operator.post(form.action, {**without, **paper.filled})).status == 403
    assert await count(still) == 0


@of_each
async def test_a_shut_door_takes_nothing_says_so_and_keeps_what_was_typed(
    still: Gateway, operator: Reader, paper: Paper
) -> None:
    open_form = await operator.get(paper.blank)
    await still.parts.keeper.decide(paper.door, open_=False, by="user:wang")

    refused = await sent(operator, open_form, paper, **{paper.words: COVER})
    warned = await operator.get(paper.blank)
    await still.parts.keeper.decide(paper.door, open_=True, by="user:wang")
    filed = await sent(operator, refused, paper, **{paper.words: COVER})

    assert "这个渠道现在关闭" in refused.words
    assert COVER in refused.text
    assert (refused.status, warned.status) == (503, 503)
    assert "这个渠道现在关闭" in warned.words
    assert filed.status == 200
    assert (await kept(still, number_of(filed))).message.text == COVER
    assert await count(still) == 1


@of_each
async def test_a_number_of_another_door_has_no_page_and_joins_nothing(
    still: Gateway, operator: Reader, paper: Paper
) -> None:
    other = PAPERS[1 - PAPERS.index(paper)]
    number = number_of(await sent(operator, await operator.get(other.blank), other))
    await walk_on(still)
    csrf = (await operator.get(paper.blank)).form("/logout").fields["csrf"]
    place = f"{paper.blank.removesuffix('/new')}/{number}"

    page = await operator.get(place)
    joined = await operator.post(f"{place}/join", {"csrf": csrf, "target": number})

    assert (page.status, joined.status) == (404, 404)
    assert joined.path == f"{place}/join"  # refused there, and not only on the page after it
