"""One event or not: side by side, merged, split off again, kept apart."""

from __future__ import annotations

from dataclasses import replace

from gateway.app import Gateway
from gateway.store import candidates, tickets
from gateway.store.candidates import Candidate
from gateway.tickets import Ticket, TicketStatus
from tests.house import walk_on
from tests.values import NOON, WATER
from tests.web.browsing import Reader
from tests.web.desk_scenes import dispatched, filed, now_of, reports_of

FIRST = "城北区朝阳东路家属院从昨天起停水，没有通知。"
SECOND = "朝阳东路这边家里一滴水都没有了，什么时候来水？"


async def pair(gateway: Gateway) -> tuple[Ticket, Ticket]:
    older, younger = await filed(gateway, FIRST), await filed(gateway, SECOND)
    candidate = Candidate(younger.id, older.id, 0.82, ("地点相同", "都是停水"), NOON)
    await gateway.parts.database.write(candidates.propose, [candidate])
    return older, younger


async def test_lays_two_reports_side_by_side_and_says_why(operator: Reader, still: Gateway) -> None:
    older, younger = await pair(still)

    for one, other, words in ((older, younger, SECOND), (younger, older, FIRST)):
        page = await operator.get(f"/desk/tickets/{one.number}")

        assert "可能是同一件事" in page.words
        assert "地点相同；都是停水" in page.words
        assert words in page.words
        assert f"/desk/tickets/{other.number}" in page.text


async def test_merges_a_pair_with_one_press_and_splits_it_again(
    operator: Reader, still: Gateway
) -> None:
    older, younger = await pair(still)
    page = await operator.get(f"/desk/tickets/{younger.number}")

    merged = await operator.send(page, "/merge", older.number)
    await walk_on(still)
    both = await reports_of(still, older)
    split = await operator.send(merged, "/split")
    await walk_on(still)

    assert merged.path.startswith(f"/desk/tickets/{older.number}")
    assert len(both) == 2
    assert all(report.number in merged.text for report in both)
    assert split.path.startswith(f"/desk/tickets/{younger.number}")
    assert len(await reports_of(still, older)) == 1
    assert (await now_of(still, younger)).status is TicketStatus.PROPOSED


async def test_points_from_a_merged_ticket_to_where_its_reports_are(
    operator: Reader, still: Gateway
) -> None:
    older, younger = await pair(still)
    page = await operator.get(f"/desk/tickets/{younger.number}")
    await operator.send(page, "/merge", older.number)

    left = await operator.get(f"/desk/tickets/{younger.number}")

    assert "诉求已并入工单" in left.words
    assert f'href="/desk/tickets/{older.number}"' in left.text


async def test_does_not_propose_again_what_was_kept_apart(operator: Reader, still: Gateway) -> None:
    older, younger = await pair(still)
    page = await operator.get(f"/desk/tickets/{older.number}")

    after = await operator.send(page, "/apart")

    assert after.status == 200
    assert "可能是同一件事" not in after.words
    assert "可能是同一件事" not in (await operator.get(f"/desk/tickets/{younger.number}")).words


async def test_merges_into_a_number_typed_in(operator: Reader, still: Gateway) -> None:
    target, source = await dispatched(still, WATER), await filed(still)
    page = await operator.get(f"/desk/tickets/{source.number}")
    digits = target.number[2:]

    await operator.send(page, "/merge", target=f"gd {digits[:3]}-{digits[3:]}")

    assert (await now_of(still, source)).merged_into == target.id
    assert (await now_of(still, target)).reports == 2


async def test_says_what_is_wrong_with_a_target(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    page = await operator.get(f"/desk/tickets/{ticket.number}")

    for target, words in (
        ("GD1111111111", "没有这个工单号"),
        ("随便", "没有这个工单号"),
        (ticket.number, "不能并入自己"),
    ):
        answer = await operator.send(page, "/merge", target=target)

        assert answer.status == 422
        assert words in answer.words
        assert f'value="{target}"' in answer.text


async def test_does_not_merge_a_ticket_that_changed_meanwhile(
    operator: Reader, supervisor: Reader, still: Gateway
) -> None:
    target, source = await filed(still, WATER), await filed(still)
    his = await operator.get(f"/desk/tickets/{source.number}")
    hers = await supervisor.get(f"/desk/tickets/{source.number}")
    await supervisor.send(hers, "/answer", words="已经通知维修。")

    late = await operator.send(his, "/merge", target=target.number)

    assert late.status == 409
    assert "直接答复" in late.words
    assert target.number in late.text
    assert (await now_of(still, source)).merged_into is None


async def test_offers_no_ticket_that_is_closed(operator: Reader, still: Gateway) -> None:
    older, younger = await pair(still)
    closed = replace(await now_of(still, older), status=TicketStatus.CLOSED)
    await still.parts.database.write(tickets.save, closed)

    page = await operator.get(f"/desk/tickets/{younger.number}")

    assert "可能是同一件事" not in page.words
