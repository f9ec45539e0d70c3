"""An agent enters a call at the desk: filed once, read out at once, and what is wrong is shown."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from channels.message import RECORDING, Source
from gateway.app import Gateway
from gateway.database.tables import messages
from gateway.reports import MessageStatus
from gateway.settings import Settings
from gateway.store import tickets
from gateway.tickets import TicketStatus
from tests.house import walk_on
from tests.kept import count, kept
from tests.values import LAMP, NOISE
from tests.web.browsing import Page, Reader
from tests.web.desk_scenes import filed, number_of

LINES = {"12345": "12345 热线", "12319": "12319 城建热线"}
CALLER = "13900000001"
CALL = {"caller": CALLER, "name": "马女士", "summary": LAMP, "line_id": "12319"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    channels = {**settings.channels, "hotline": {"lines": LINES}}
    return settings.model_copy(update={"channels": channels})


async def blank(reader: Reader) -> Page:
    return await reader.get("/desk/calls/new")


async def call(reader: Reader, **changes: str) -> Page:
    return await reader.send(await blank(reader), "/calls/new/file", **{**CALL, **changes})


async def test_a_call_is_filed_and_its_number_stands_there_to_be_read_out(
    still: Gateway, operator: Reader
) -> None:
    page = await call(operator, address="河东巷", callback="18:00 以后", enterprise="1")

    message = (await kept(still, number_of(page))).message
    assert page.status == 200
    number = number_of(page)
    assert f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:]}" in page.words
    assert (message.channel, message.account, message.line) == ("hotline", "desk", LINES["12319"])
    assert (message.person.phone, message.person.name) == (CALLER, "马女士")
    assert message.person.enterprise
    assert message.location.address == "河东巷"
    assert "希望回电时间：18:00 以后" in page.words


async def test_a_form_that_was_changed_after_filing_names_the_first_number(
    still: Gateway, operator: Reader
) -> None:
    form = (await blank(operator)).form("/calls/new/file")
    first = await operator.post(form.action, {**form.fields, **CALL})
    number = number_of(first)

    changed = await operator.post(form.action, {**form.fields, **CALL, "summary": NOISE})
    again = await operator.send(changed, "/calls/new/file")

    assert changed.status == 422
    assert f"/desk/calls/{number}" in changed.text
    assert NOISE in changed.text
    assert number_of(again) != number
    assert await count(still) == 2


@pytest.mark.parametrize(
    ("field", "value"), [("caller", "not a number"), ("summary", "……"), ("line_id", "96777")]
)
async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    still: Gateway, operator: Reader, field: str, value: str
) -> None:
    page = await call(operator, **{field: value})

    assert page.status == 422
    assert f'id="wrong-{field}"' in page.text
    form = page.form("/calls/new/file").fields
    expected = {**CALL, field: value}
    assert {name: form[name] for name in ("caller", "name", "summary")} == {
        name: [expected[name]] for name in ("caller", "name", "summary")
    }
    assert await count(still) == 0


async def test_danger_in_the_transcript_is_marked_on_the_spot_and_raises_the_alarm(
    still: Gateway, operator: Reader
) -> None:
    heard = "路灯坏了三天了。还有，楼道里现在有很浓的煤气味，老人头晕，快来人！"
    page = await call(operator, transcript=heard, recording="rec-7")
    await walk_on(still)

    message = await kept(still, number_of(page))
    ticket = await still.parts.database.read(tickets.of_receipt, message.number)
    shown = await operator.get(f"/desk/tickets/{ticket.number}")
    assert "危险！录音提到“煤气、燃气”" in page.words
    assert message.message.source == Source(RECORDING, "rec-7")
    assert ticket.alarm
    assert "危险！录音提到“煤气、燃气”" in shown.words
    assert "<summary>录音转写</summary>" in shown.text
    assert "rec-7" in shown.words
    assert 'class="danger"' in shown.text[shown.text.index("录音转写") :]


async def test_what_a_caller_waits_for_is_shown_and_can_be_added_to(
    still: Gateway, operator: Reader
) -> None:
    waiting = await filed(still, LAMP, phone=CALLER)
    page = await operator.send(
        await blank(operator), "/calls/new/file", caller="139 0000 0001", summary=NOISE
    )
    asked = await operator.post(
        "/desk/calls/new/earlier",
        {**(await blank(operator)).form("/calls/new/file").fields, "caller": CALLER},
    )
    number = asked.form("/calls/new/file").fields["refers_to"][1]
    added = await call(operator, refers_to=number, summary="今天又坏了一盏。")
    await walk_on(still)

    assert LAMP[:20] in page.words  # after filing
    assert LAMP[:20] in asked.words  # before it
    settled = await kept(still, number_of(added))
    of = await still.parts.database.read(tickets.of_receipt, settled.number)
    assert (settled.status, of.id) == (MessageStatus.ATTACHED, waiting.id)


async def test_somebody_elses_reports_are_not_shown(still: Gateway, operator: Reader) -> None:
    await filed(still, LAMP, phone="13900000002")

    page = await call(operator, summary=NOISE)
    withheld = await call(operator, summary=NOISE, caller="")

    assert LAMP[:20] not in page.words
    assert LAMP[:20] not in withheld.words


async def test_only_the_part_a_script_asks_for_is_sent(still: Gateway, operator: Reader) -> None:
    await filed(still, LAMP, phone=CALLER)
    fields = {**(await blank(operator)).form("/calls/new/file").fields, "caller": CALLER}
    data = [(name, value) for name, values in fields.items() for value in [values] if value]
    flat = {name: value if isinstance(value, str) else value[0] for name, value in data}
    async with operator.client.post(
        "/desk/calls/new/earlier", data=flat, headers={"X-Part": "earlier"}
    ) as answer:
        text = await answer.text()

    assert text.strip().startswith('<div id="earlier">')
    assert LAMP[:20] in text


async def test_a_call_can_join_what_the_caller_waits_for(still: Gateway, operator: Reader) -> None:
    waiting = await filed(still, LAMP, phone=CALLER)
    page = await call(operator, summary=NOISE)
    early = await operator.send(page, "/join")  # the machine has not come to it yet
    await walk_on(still)

    joined = await operator.send(page, "/join")

    number = number_of(page)
    assert "再试" in early.words
    assert waiting.number in joined.path
    assert (await still.parts.database.read(tickets.of_receipt, number)).id == waiting.id


async def test_a_form_with_an_id_of_somebodys_own_making_is_refused(operator: Reader) -> None:
    assert (await call(operator, paper="1")).status == 400
    assert (await call(operator, summary="长" * 60_001)).status == 400


async def test_the_page_of_a_number_that_is_no_call_is_not_there(
    still: Gateway, operator: Reader
) -> None:
    await filed(still, LAMP, phone=CALLER)
    [number] = await still.parts.database.read(
        lambda connection: connection.execute(select(messages.c.number)).scalars().all()
    )

    assert (await operator.get(f"/desk/calls/{number}")).status == 404
    assert (await operator.get("/desk/calls/XN1234567890")).status == 404


async def test_every_page_speaks_english(operator: Reader) -> None:
    form = await operator.get("/desk/calls/new?lang=en")
    page = await operator.send(form, "/calls/new/file", **CALL)

    assert "New call" in form.words
    assert "Please read this number to the caller" in page.words


async def test_what_is_filed_goes_the_whole_way(still: Gateway, operator: Reader) -> None:
    page = await call(operator)
    await walk_on(still)

    number = number_of(page)
    ticket = await still.parts.database.read(tickets.of_receipt, number)
    assert ticket.status is TicketStatus.PROPOSED
    assert (
        "热线电话 · 12319 城建热线" in (await operator.get(f"/desk/tickets/{ticket.number}")).words
    )
