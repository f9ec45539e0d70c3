"""Where the duties of units overlap: the one question at the desk, and its answers."""

from __future__ import annotations

from dataclasses import replace

from gateway.app import Gateway
from gateway.store import tickets
from gateway.tickets import Proposal, Ticket
from tests.web.browsing import Page, Reader
from tests.web.desk_scenes import filed, now_of, path, said_of

WORKSHOP = "职责交叉（噪声归口），问明：工厂"
SAME_LEAD = "职责交叉（噪声归口），问明：商铺、饭店或固定设备"


async def contested(still: Gateway) -> Ticket:
    """Noise that nobody knows the source of, as it waits for a person."""
    ticket = await filed(still, "半夜一阵一阵的轰隆声，城西区虎台街道，不知道是哪儿来的")
    noise = replace(
        ticket,
        category="0703",
        lead="630104-cg",
        assists=(),
        proposal=replace(
            ticket.proposal or Proposal(""), lead="630104-cg", contested="声音从哪里来？"
        ),
    )
    await still.parts.database.write(tickets.save, noise)
    return await now_of(still, ticket)


def answers(page: Page) -> int:
    return page.text.count('class="way"')


async def test_asks_the_one_question_with_an_answer_for_each_button(
    operator: Reader, still: Gateway
) -> None:
    ticket = await contested(still)

    page = await operator.get(path(ticket))

    assert "职责交叉，先问一句：声音从哪里来" in page.words
    assert answers(page) == 6
    assert "工厂 → 西宁市生态环境局" in page.words


async def test_asks_in_english_too(operator: Reader, still: Gateway) -> None:
    ticket = await contested(still)

    page = await operator.get(path(ticket) + "?lang=en")

    assert "Duties overlap, ask first: Where does the noise come from" in page.words
    assert "A factory → " in page.words


async def test_one_press_sets_the_lead_and_ends_the_question(
    operator: Reader, still: Gateway
) -> None:
    ticket = await contested(still)

    after = await operator.send(await operator.get(path(ticket)), "/correct", WORKSHOP)
    settled = await now_of(still, ticket)

    assert (settled.lead, settled.assists) == ("xn-hb", ())
    assert settled.proposal is not None
    assert settled.proposal.contested == ""
    assert 'id="contested"' not in after.text
    assert WORKSHOP in await said_of(still, ticket)


async def test_an_answer_that_leaves_the_lead_ends_the_question_too(
    operator: Reader, still: Gateway
) -> None:
    ticket = await contested(still)

    await operator.send(await operator.get(path(ticket)), "/correct", SAME_LEAD)
    settled = await now_of(still, ticket)

    assert (settled.lead, settled.assists) == ("630104-cg", ("xn-hb",))
    assert settled.proposal is not None
    assert settled.proposal.contested == ""


async def test_whoever_chooses_the_lead_himself_has_answered(
    operator: Reader, still: Gateway
) -> None:
    ticket = await contested(still)
    page = await operator.get(path(ticket))

    await operator.send(page, "/correct", "settled", lead="xn-jj", settled="0", assist="")

    proposal = (await now_of(still, ticket)).proposal
    assert proposal is not None
    assert proposal.contested == ""


async def test_marks_it_in_the_list_and_on_the_page_until_it_is_answered(
    operator: Reader, still: Gateway
) -> None:
    ticket = await contested(still)
    mark = '<span class="chip amber">职责交叉</span>'

    before = [await operator.get("/desk"), await operator.get(path(ticket))]
    await operator.send(before[1], "/correct", WORKSHOP)
    after = [await operator.get("/desk"), await operator.get(path(ticket))]

    assert all(mark in page.text for page in before)
    assert not any(mark in page.text for page in after)


async def test_a_question_whose_answers_are_gone_is_still_shown(
    operator: Reader, still: Gateway
) -> None:
    ticket = await contested(still)
    await still.parts.database.write(tickets.save, replace(ticket, category="0213"))

    page = await operator.get(path(ticket))

    assert "职责交叉，先问一句：声音从哪里来？" in page.words
    assert answers(page) == 0
