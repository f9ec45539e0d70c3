"""A mailbox is read whole and once, whatever happens to the server, the line or the numbers."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import replace

import pytest

from channels.base import IdReused, Problem, TryAgain, Unacceptable
from channels.message import InboundMessage, Receipt
from tests.channels.mail.conftest import LIMIT, Post, opened_post
from tests.channels.mail.reading import ARRIVED
from tests.channels.specimens.mail import GARBLED, GENUINE, a_mail
from tests.servers.imap import Imap


def numbered(number: int, text: str = "") -> bytes:
    return a_mail(text or f"第{number}盏路灯不亮。", message_id=f"<{number}@mail.example>")


async def test_takes_what_is_new_once_and_marks_it(post: Post) -> None:
    await post.place(numbered(1), numbered(2))

    first = await post.take()
    second = await post.take()

    assert [message.external_id for message in first] == ["1@mail.example", "2@mail.example"]
    assert not second
    assert await post.marked("SEEN") == 2


async def test_leaves_alone_what_was_read_before_it_first_came(post: Post) -> None:
    await post.place(numbered(1), flags=r"(\Seen)")
    await post.place(numbered(2))
    await post.place(numbered(3), flags=r"(\Seen)")

    taken = await post.take()

    assert [message.external_id for message in taken] == ["2@mail.example"]


async def test_takes_later_mail_even_if_somebody_has_read_it(post: Post) -> None:
    await post.take()
    await post.place(numbered(1), flags=r"(\Seen)")

    taken = await post.take()

    assert len(taken) == 1


async def test_hears_of_new_mail_at_once(post: Post) -> None:
    listening = asyncio.create_task(post.listen_until(lambda: bool(post.inbox.messages)))
    await asyncio.wait_for(post.side.idles.wait(), LIMIT)
    begun = time.perf_counter()

    await post.place(numbered(1))
    await listening

    assert time.perf_counter() - begun < 15  # it looks by itself after two minutes


async def test_finds_mail_that_nobody_told_of(imap: Imap) -> None:
    async with AsyncExitStack() as stack:
        post = await opened_post(stack, imap, poll=0.1)
        post.side.hides = (b"IDLE",)
        listening = asyncio.create_task(post.listen_until(lambda: bool(post.inbox.messages)))
        await post.looked()

        await post.place(numbered(1))
        await listening

    assert post.inbox.messages


async def test_says_try_again_when_the_line_is_cut_while_it_waits(post: Post) -> None:
    listening = asyncio.create_task(post.listen_until(lambda: False))
    await asyncio.wait_for(post.side.idles.wait(), LIMIT)

    post.side.cut()

    with pytest.raises(TryAgain):
        await listening


async def test_says_try_again_when_the_login_is_refused(imap: Imap) -> None:
    async with AsyncExitStack() as stack:
        post = await opened_post(stack, imap, password="not this one")

        with pytest.raises(TryAgain) as raised:
            await post.take()

    assert str(raised.value) == "the mail server answered NO to LOGIN"


async def test_says_which_folder_is_not_there(post: Post) -> None:
    post.channel.settings = post.channel.settings.model_copy(update={"folder": "北区"})

    with pytest.raises(TryAgain, match="answered NO to SELECT 北区"):
        await post.take()


async def test_marks_nothing_that_could_not_be_kept(post: Post) -> None:
    await post.place(numbered(1))
    post.inbox.failure = ConnectionError("the database is gone")

    with pytest.raises(ConnectionError):
        await post.take()

    assert await post.marked("SEEN") == 0
    post.inbox.failure = None
    assert len(await post.take()) == 1


async def test_one_bad_mail_does_not_block_the_box(post: Post) -> None:
    async def choosy(message: InboundMessage) -> Receipt:
        if message.external_id == "2@mail.example":
            raise Unacceptable(Problem("text", "no-words", "没有文字。", "No words."))
        return await post.inbox.deliver(message)

    automatic = a_mail("我在休假。", "Auto-Submitted: auto-replied")
    await post.place(GARBLED, b"\r\n\r\n", numbered(1), numbered(2), automatic, numbered(3))

    await post.listen_until(lambda: "looked" in post.shelf.standing, choosy)

    assert [m.external_id for m in post.inbox.messages] == ["1@mail.example", "3@mail.example"]
    assert sorted(post.reasons) == sorted(["too-deep", "empty", "no-words", "automatic"])
    assert post.park.parked[0][0].content == GARBLED


async def test_keeps_the_mail_though_its_attachments_cannot_be(post: Post) -> None:
    async def choosy(message: InboundMessage) -> Receipt:
        if message.attachments:
            raise Unacceptable(Problem("attachments", "not-what-it-says", "打不开。", "Broken."))
        return await post.inbox.deliver(message)

    await post.place(GENUINE)

    await post.listen_until(lambda: bool(post.inbox.messages), choosy)

    (message,) = post.inbox.messages
    assert "附件未能收下" in message.remarks[-1].zh
    assert message.raw is not None
    assert list(post.channel.again(message.raw)) == [message]


async def test_names_a_mail_by_its_content_when_its_id_was_used_before(post: Post) -> None:
    known: dict[str, str] = {}

    async def journal(message: InboundMessage) -> Receipt:
        if known.setdefault(message.external_id, message.text) != message.text:
            raise IdReused
        return await post.inbox.deliver(message)

    await post.place(numbered(1, "路灯不亮。"), numbered(1, "水管爆裂。"))

    await post.listen_until(lambda: len(post.inbox.messages) == 2, journal)

    _, second = post.inbox.messages
    assert second.external_id.startswith("sha256:")
    assert second.raw is not None
    assert next(iter(post.channel.again(second.raw))).external_id == second.external_id


async def test_reports_nothing_twice_when_the_server_numbers_afresh(post: Post) -> None:
    await post.place(numbered(1), numbered(2))
    first = await post.take()
    await post.renumber(numbered(2), numbered(1), numbered(3))

    again = await post.take()

    names = {message.external_id for message in (*first, *again)}
    assert names == {"1@mail.example", "2@mail.example", "3@mail.example"}
    assert {(m.sender, m.external_id, m.text) for m in again} >= {
        (m.sender, m.external_id, m.text) for m in first
    }


@pytest.mark.parametrize("hidden", [(), (b"MOVE",)], ids=["move", "copy"])
async def test_moves_what_it_kept_to_another_folder(imap: Imap, hidden: tuple[bytes, ...]) -> None:
    async with AsyncExitStack() as stack:
        done = f"{imap.new_folder()} 已处理 & 归档"
        post = await opened_post(stack, imap, done=done)
        post.side.hides = hidden
        await post.place(numbered(1))

        taken = await post.take()

        assert len(taken) == 1
        assert await post.marked("UNDELETED") == 0


async def test_parks_the_header_of_what_is_too_large(imap: Imap) -> None:
    async with AsyncExitStack() as stack:
        post = await opened_post(stack, imap, largest=1)
        await post.place(a_mail("水" * 800_000), numbered(2))

        taken = await post.take()

    assert [message.external_id for message in taken] == ["2@mail.example"]
    assert post.reasons == ["too-large"]
    assert len(post.park.parked[0][0].content) < 1000


async def test_one_process_at_a_time_reads_a_mailbox(post: Post) -> None:
    await post.shelf.put("lease", "somebody else's")
    listening = asyncio.create_task(post.channel.listen(post.inbox.deliver))
    await asyncio.sleep(0.3)

    assert post.side.opened == 0

    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening


async def test_the_same_mail_in_two_mailboxes_is_one_message_of_each(post: Post) -> None:
    mayor = post.channel.reception
    north = replace(mayor, account="north", door="mail-north")

    for reception in (mayor, north):
        await reception.take(numbered(1), ARRIVED, post.inbox.deliver)

    assert [message.account for message in post.inbox.messages] == ["", "north"]
