"""What came with each message stands on its ticket's page; a message can be set apart."""

from __future__ import annotations

import pytest

from channels.message import InboundMessage, Remark, Source
from gateway.app import Gateway
from gateway.reports import MessageStatus
from gateway.tickets import Ticket
from tests.house import walk_on
from tests.kept import kept
from tests.values import LAMP, NOISE, a_message
from tests.web.browsing import Page, Reader
from tests.web.desk_scenes import now_of, path, reports_of, sent

PHONE = "13900000001"
NOTED = Remark("附件未能打开", "An attachment could not be opened")


def a_mail(text: str = LAMP, **fields: object) -> InboundMessage:
    quoted = "早前的来信：<b>树倒了</b>，我的电话13912345678"
    return a_message(text, phone=PHONE, aside=quoted, remarks=(NOTED,), **fields)


async def test_what_is_set_aside_is_folded_escaped_and_covered(
    still: Gateway, operator: Reader
) -> None:
    ticket = await sent(still, a_mail())

    page = await operator.get(path(ticket))

    folded = page.text[page.text.index('<details class="beside">') :]
    assert "引用的旧内容" in folded
    assert "&lt;b&gt;树倒了" in folded
    assert NOTED.zh in page.words
    assert NOTED.en in (await operator.get(f"{path(ticket)}?lang=en")).words


async def test_numbers_in_what_was_said_later_are_covered(still: Gateway, operator: Reader) -> None:
    ticket = await sent(still, a_message(LAMP, phone=PHONE))
    await still.intake.deliver(
        a_mail("今天又坏了。", refers_to=(await reports_of(still, ticket))[0].number)
    )
    await walk_on(still)

    page = await operator.get(path(ticket))

    assert "树倒了" in page.words
    assert "13912345678" not in page.text


@pytest.mark.parametrize("link", ["javascript:alert(1)", "rec-1", ""])
async def test_only_addresses_of_the_web_become_links(
    still: Gateway, operator: Reader, link: str
) -> None:
    ticket = await sent(still, a_message(LAMP, source=Source("某处", link)))

    page = await operator.get(path(ticket))

    assert "某处" in page.words
    assert f'href="{link or "javascript"}' not in page.text


async def with_noise_added(gateway: Gateway) -> tuple[Ticket, str]:
    """A ticket about a lamp, and the number of a message about noise that was attached to it."""
    ticket = await sent(gateway, a_message(LAMP, phone=PHONE))
    about = (await reports_of(gateway, ticket))[0].number
    receipt = await gateway.intake.deliver(a_message(NOISE, phone=PHONE, refers_to=about))
    await walk_on(gateway)
    return ticket, receipt.number


async def test_a_message_is_set_apart_from_the_ticket_it_was_wrongly_attached_to(
    still: Gateway, operator: Reader
) -> None:
    ticket, number = await with_noise_added(still)

    page: Page = await operator.get(path(ticket))
    after = await operator.send(page, "/set-apart")
    again = await operator.send(page, "/set-apart")

    assert (await kept(still, number)).status is MessageStatus.OPENED
    assert "已另立一件" in after.words
    assert ticket.number not in after.path
    assert after.path == again.path
    assert NOISE not in (await operator.get(path(ticket))).words


async def test_who_saw_an_older_page_is_told_and_nothing_is_set_apart(
    still: Gateway, operator: Reader
) -> None:
    ticket, number = await with_noise_added(still)
    page = await operator.get(path(ticket))
    seen = await now_of(still, ticket)
    old = str(seen.version - 1)

    told = await operator.send(page, "/set-apart", version=old)

    assert told.status == 409
    assert (await kept(still, number)).status is MessageStatus.ATTACHED
