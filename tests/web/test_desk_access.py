"""Who comes in to the desk, and what its pages never let out."""

from __future__ import annotations

import re

from gateway.app import Gateway
from gateway.people import Role
from gateway.tickets import TicketStatus
from tests.web.browsing import Reader
from tests.web.conftest import PASSWORD, Enter
from tests.web.desk_scenes import filed, now_of


async def test_sends_strangers_to_the_log_in_and_back(stranger: Reader, enter: Enter) -> None:
    await enter("xiaoma", Role.OPERATOR)

    page = await stranger.get("/desk?tab=returned")
    back = await stranger.send(page, "/login", name="xiaoma", password=PASSWORD)

    assert page.path == "/login?next=/desk?tab%3Dreturned" or "next=" in page.path
    assert back.path == "/desk?tab=returned"
    assert back.status == 200


async def test_refuses_the_people_of_a_unit(enter: Enter) -> None:
    of_a_unit = await enter("xiaoliu", Role.UNIT, unit="xn-cg")

    page = await of_a_unit.get("/desk")

    assert page.status == 403


async def test_refuses_a_deed_without_its_token(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    page = await operator.get(f"/desk/tickets/{ticket.number}")

    for token in ("", "guessed", "密码"):
        answer = await operator.send(page, "/confirm", csrf=token)

        assert answer.status == 403
        assert (await now_of(still, ticket)).status is TicketStatus.PROPOSED


async def test_does_not_let_a_deed_be_done_by_a_link(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)

    page = await operator.get(f"/desk/tickets/{ticket.number}/confirm?version={ticket.version}")

    assert page.status == 405


async def test_forbids_scripts_of_others_and_keeps_no_copies(
    operator: Reader, still: Gateway
) -> None:
    ticket = await filed(still)

    for path in ("/desk", f"/desk/tickets/{ticket.number}", "/desk/aside"):
        page = await operator.get(path)

        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Cache-Control"] == "no-store"
        assert " style=" not in page.text
        assert "<script>" not in page.text


async def test_speaks_chinese_first_and_english_on_request(
    operator: Reader, still: Gateway
) -> None:
    ticket = await filed(still)

    chinese = await operator.get(f"/desk/tickets/{ticket.number}")
    english = await operator.get(f"/desk/tickets/{ticket.number}?lang=en")
    still_english = await operator.get("/desk")

    assert "确认派单" in chinese.words
    assert '<html lang="zh-CN">' in chinese.text
    assert "Confirm and dispatch" in english.words
    assert '<html lang="en">' in english.text
    assert "Ticket queue" in still_english.words


async def test_answers_an_unknown_ticket_with_a_page(operator: Reader) -> None:
    page = await operator.get("/desk/tickets/GD0000000000")

    assert page.status == 404
    assert "没有这个页面或工单" in page.words


async def test_refuses_a_form_that_no_page_sends(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    page = await operator.get(f"/desk/tickets/{ticket.number}")

    for changes in ({"version": "first"}, {"version": "0"}, {"surprise": "1"}):
        answer = await operator.send(page, "/confirm", **changes)

        assert answer.status == 400
        assert (await now_of(still, ticket)).status is TicketStatus.PROPOSED


async def test_a_page_that_answers_a_form_can_be_left_in_either_language(
    operator: Reader, still: Gateway
) -> None:
    ticket = await filed(still)
    page = await operator.get(f"/desk/tickets/{ticket.number}?tab=proposed")

    refused = await operator.send(page, "/answer", words="")
    wish = re.search(r'href="([^"]*lang=en)"', refused.text)

    assert refused.status == 422
    assert wish is not None
    english = await operator.get(wish[1].replace("&amp;", "&"))
    assert english.status == 200
    assert "Confirm and dispatch" in english.words
