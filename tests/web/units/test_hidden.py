"""What units must not see or do: the tickets of others, names kept secret, the way to a vote."""

from __future__ import annotations

from channels.message import Person
from gateway.app import Gateway
from gateway.people import Role
from gateway.store import reports
from gateway.tickets import Ticket, TicketStatus
from tests.handoff.tickets import OTHER, confirmed, confirmed_still, now
from tests.house import walk_on
from tests.values import LAMP, WATER, a_message, a_photo, a_picture, a_supervisor
from tests.web.browsing import Reader
from tests.web.conftest import Enter
from tests.web.units.scenes import ANSWER, filled, place, with_its_unit


async def test_lets_an_assisting_unit_look_but_not_act(
    still: Gateway, lead: Reader, assist: Reader, ticket: Ticket
) -> None:
    page = await assist.get(place(ticket))
    token = (await lead.get(place(ticket))).form("/answer").fields["version"][0]
    csrf = (await assist.get("/units")).form("/logout").fields["csrf"][0]
    said = {"answer": "好", "reason_code": "wrong-area", "reason": "不归我"}

    answers = [
        await assist.post(place(ticket, deed), {"csrf": csrf, "version": token, **said})
        for deed in ("/sign", "/answer", "/return")
    ]

    assert LAMP in page.words
    assert "本单位协办" in page.words
    assert "/sign" not in page.text
    assert [answer.status for answer in answers] == [403] * 3
    assert (await now(still, ticket.id)).version == ticket.version


async def test_knows_nothing_of_the_tickets_of_others(
    still: Gateway, lead: Reader, other: Reader, ticket: Ticket
) -> None:
    waiting = await confirmed_still(still, a_message(WATER, sender="citizen-2"))
    version = (await lead.get(place(ticket))).form("/answer").fields["version"][0]
    csrf = (await other.get("/units")).form("/logout").fields["csrf"][0]

    pages = [
        await other.get(place(ticket)),
        await lead.get(place(waiting)),
        await lead.get("/units/tickets/GD0000000000"),
        await other.post(place(ticket, "/sign"), {"csrf": csrf, "version": version}),
    ]

    assert [page.status for page in pages] == [404] * 4
    assert (await now(still, ticket.id)).status is TicketStatus.DISPATCHED


async def test_forgets_a_ticket_that_went_to_another_unit(
    still: Gateway, lead: Reader, other: Reader, ticket: Ticket
) -> None:
    await filled(
        lead, ticket, "/return", reason_code="wrong-area", reason="不归我", proposed_unit=OTHER
    )
    returned = await now(still, ticket.id)
    back = await still.desk.decide_return(
        ticket.id, returned.version, a_supervisor(), accepted=True, reason="同意"
    )
    between = await lead.get(place(ticket))
    await confirmed(still, back, OTHER)
    await walk_on(still)

    assert between.status == 404
    assert (await lead.get(place(ticket))).status == 404
    assert (await other.get(place(ticket))).status == 200


async def test_never_shows_who_asked_for_secrecy(still: Gateway, lead: Reader) -> None:
    words = "我家楼下的烧烤摊每天冒烟，我叫马小云，电话13997123456，请保密。"
    message = a_message(words, person=Person("马小云", "13997123456", confidential=True))
    ticket = await with_its_unit(still, message)

    pages = [await lead.get(place(ticket)), await lead.get("/units")]

    for page in pages:
        assert "烧烤摊每天冒烟" in page.words
        assert "13997123456" not in page.text
    assert "马小云" not in pages[0].text
    assert "身份保密" in pages[0].words


async def test_never_shows_the_way_to_the_citizens_vote(
    still: Gateway, lead: Reader, ticket: Ticket
) -> None:
    [report] = await still.parts.database.read(reports.of_ticket, ticket.id)
    before = await lead.get(place(ticket))
    await filled(lead, ticket, "/answer", answer=ANSWER)
    await walk_on(still)
    after = await lead.get(place(ticket))

    for page in (before, after):
        assert still.parts.secrecy.link(report.number) not in page.text
        assert "/r/" not in page.text
        assert report.number not in page.text
    assert "已答复" in after.words


async def test_serves_the_photos_of_its_own_tickets_and_no_others(
    still: Gateway, lead: Reader, other: Reader
) -> None:
    navy = a_picture(colour="navy")
    ticket = await with_its_unit(still, a_message(attachments=(a_photo(navy, "../../lamp.png"),)))
    foreign = a_message(WATER, sender="citizen-2", attachments=(a_photo(a_picture()),))
    second = await with_its_unit(still, foreign)
    page = await lead.get(place(ticket))
    strange = (await lead.get(place(second))).text.split('<img src="/units/files')[1].split('"')[0]
    source = page.text.split('<img src="/units/files')[1].split('"')[0]
    path = f"/units/files{source}"

    async with lead.client.get(path) as answer:
        content = await answer.read()
        media_type = answer.headers["Content-Type"]
    refused = [
        await other.get(path),
        await lead.get(path.replace(ticket.number, second.number)),
        await lead.get(f"/units/files{strange}".replace(second.number, ticket.number)),
        await lead.get(path[:-1] + "x"),
        await lead.get(f"/units/files/{ticket.number}/..%2f..%2fsecret"),
    ]

    assert (content, media_type) == (navy, "image/png")
    assert [each.status for each in refused] == [404] * 5


async def test_asks_for_the_token_of_the_page(still: Gateway, lead: Reader, ticket: Ticket) -> None:
    fields = {"version": str(ticket.version), "csrf": "guessed"}

    page = await lead.post(place(ticket, "/sign"), fields)

    assert page.status == 403
    assert (await now(still, ticket.id)).status is TicketStatus.DISPATCHED


async def test_lets_nobody_in_but_units(
    stranger: Reader, operator: Reader, enter: Enter, ticket: Ticket
) -> None:
    homeless = await enter("nobody", Role.UNIT, unit="a unit that was closed")

    unknown = await stranger.get("/units", follow=False)
    staff = await operator.get("/units")

    assert (unknown.status, unknown.headers["Location"]) == (303, "/login?next=/units")
    assert staff.status == 403
    assert (await homeless.get("/units")).status == 403
