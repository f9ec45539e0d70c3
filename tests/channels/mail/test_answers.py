"""What goes out answers the right mail, can be answered in turn, and never starts a loop."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from email.policy import default
from pathlib import Path

import pytest

from channels.base import NotSupported, Refused, TryAgain
from channels.mail.filters import set_aside
from channels.mail.ledger import Ledger
from channels.message import Reply
from tests.channels.far_side import RECEIPT
from tests.channels.mail.conftest import Post, opened_post
from tests.channels.mail.reading import OURSELVES, letter
from tests.channels.mail.test_filters import report
from tests.channels.specimens.mail import CITIZEN, a_mail
from tests.servers.imap import shared_imap

WORDS = Reply("您的诉求已登记，编号 ZZ 261121000042 K。\n查看：https://x/r/ZZ261121000042K/s3cr3t")


@pytest.fixture
async def out() -> AsyncIterator[Post]:
    async with AsyncExitStack() as stack:
        yield await opened_post(stack, shared_imap())


async def received(post: Post, *mails: bytes) -> None:
    await post.place(*mails)
    await post.take()


async def test_answers_the_mail_it_is_about(out: Post) -> None:
    await received(
        out, a_mail("灯不亮", "References: <0@mail.example>", message_id="<1@mail.example>")
    )
    out.inbox.receipt = replace(RECEIPT, number="ZZ9999999999")
    await received(out, a_mail("另一件事", message_id="<2@mail.example>", subject="别的"))

    await out.channel.send(CITIZEN, WORDS)

    mail = out.side.mail(-1)
    assert mail["In-Reply-To"] == "<1@mail.example>"
    assert mail["References"] == "<0@mail.example> <1@mail.example>"
    assert mail["Subject"] == "Re: 地砖破碎 [ZZ261121000042K]"
    assert mail["To"] == CITIZEN
    assert mail["From"].addresses[0].addr_spec == mail["Reply-To"] == "mayor@city.example"
    assert mail["From"].addresses[0].display_name == "市长信箱"
    assert mail.get_content().splitlines() == WORDS.text.splitlines()
    assert mail.get_content_charset() == "utf-8"


async def test_sends_as_a_machine_should(out: Post) -> None:
    await out.channel.send(CITIZEN, WORDS)

    mail = out.side.mail(-1)
    assert out.side.sent[0].mail_from == "<>"
    assert mail["Auto-Submitted"] == "auto-replied"
    ours = letter(mail.as_bytes(policy=default))
    assert set_aside(ours, OURSELVES) is not None


async def test_proves_the_number_when_the_answer_is_answered(out: Post) -> None:
    await received(out, a_mail())
    await out.channel.send(CITIZEN, WORDS)
    named = f"In-Reply-To: {out.side.mail(-1)['Message-ID']}"

    await received(
        out, a_mail("还没修", named, message_id="<2@mail.example>", sender="x@y.example")
    )

    answer = out.inbox.messages[-1]
    assert (answer.refers_to, answer.proven) == (RECEIPT.number, True)
    assert answer.thread == out.inbox.messages[0].thread


async def test_believes_no_message_id_that_only_looks_like_ours(out: Post) -> None:
    await received(out, a_mail())
    await out.channel.send(CITIZEN, WORDS)
    forged = out.side.mail(-1)["Message-ID"].replace("42K", "43K")

    await received(out, a_mail("还没修", f"In-Reply-To: {forged}", message_id="<2@mail.example>"))

    assert not out.inbox.messages[-1].refers_to
    assert not out.inbox.messages[-1].proven


async def test_threads_by_whatever_mail_of_the_thread_is_named(out: Post) -> None:
    await received(
        out,
        a_mail(message_id="<1@mail.example>"),
        a_mail("补充", "In-Reply-To: <1@mail.example>", message_id="<2@mail.example>"),
        a_mail("再补充", "References: <2@mail.example>", message_id="<3@mail.example>"),
        a_mail("别的事", message_id="<4@mail.example>"),
    )

    threads = [message.thread for message in out.inbox.messages]

    assert threads == ["1@mail.example"] * 3 + ["4@mail.example"]


async def test_writes_no_more_to_an_address_that_is_gone(out: Post) -> None:
    await received(out, a_mail())
    await out.channel.send(CITIZEN, WORDS)
    named = out.side.mail(-1)["Message-ID"].strip("<>")
    gone = report("delivery-status", "Action: failed\r\nStatus: 5.1.1", named)

    await received(out, gone)

    assert out.reasons == ["bounce"]
    assert RECEIPT.number in out.park.parked[0][1].zh
    with pytest.raises(Refused):
        await out.channel.send(CITIZEN, WORDS)


@pytest.mark.parametrize(
    "fields", ["Action: failed\r\nStatus: 5.2.2", "Action: delayed\r\nStatus: 4.4.7"]
)
async def test_still_writes_where_mail_is_late_or_the_box_full(out: Post, fields: str) -> None:
    await received(out, a_mail())
    await out.channel.send(CITIZEN, WORDS)
    named = out.side.mail(-1)["Message-ID"].strip("<>")

    await received(out, report("delivery-status", fields, named))
    await out.channel.send(CITIZEN, WORDS)

    assert len(out.side.sent) == 2


async def test_a_forged_bounce_silences_nobody(out: Post) -> None:
    await received(out, a_mail())
    fields = f"Final-Recipient: rfc822; {CITIZEN}\r\nAction: failed\r\nStatus: 5.1.1"

    await received(out, report("delivery-status", fields, "made-up@city.example"))
    await out.channel.send(CITIZEN, WORDS)

    assert out.side.sent


async def test_writes_again_to_whoever_writes_again(out: Post) -> None:
    await received(out, a_mail())
    await out.channel.send(CITIZEN, WORDS)
    named = out.side.mail(-1)["Message-ID"].strip("<>")
    await received(out, report("delivery-status", "Action: failed\r\nStatus: 5.1.1", named))

    await received(out, a_mail("我又能收信了", message_id="<9@mail.example>"))
    await out.channel.send(CITIZEN, WORDS)

    assert len(out.side.sent) == 2


async def test_stops_answering_one_address_without_end() -> None:
    async with AsyncExitStack() as stack:
        out = await opened_post(stack, shared_imap(), answers_a_day=2)
        for _ in range(2):
            await out.channel.send(CITIZEN, WORDS)

        with pytest.raises(Refused):
            await out.channel.send(CITIZEN, WORDS)
        await out.channel.send("somebody@else.example", WORDS)

    assert len(out.side.sent) == 3


async def test_what_did_not_go_out_is_not_counted() -> None:
    async with AsyncExitStack() as stack:
        out = await opened_post(stack, shared_imap(), answers_a_day=2)
        out.side.provider.failing = 503
        for _ in range(3):
            with pytest.raises(TryAgain):
                await out.channel.send(CITIZEN, WORDS)
        out.side.provider.failing = 0

        await out.channel.send(CITIZEN, WORDS)

    assert len(out.side.sent) == 1


async def test_never_writes_to_itself(out: Post) -> None:
    with pytest.raises(Refused):
        await out.channel.send("mayor@city.example", WORDS)


async def test_two_processes_count_answers_together(out: Post) -> None:
    ledger = Ledger(out.shelf)

    counted = await asyncio.gather(*(ledger.count_answer(CITIZEN, 5) for _ in range(9)))

    assert sum(counted) == 5


async def test_a_mailbox_without_a_way_out_does_not_claim_one() -> None:
    async with AsyncExitStack() as stack:
        silent = await opened_post(stack, shared_imap(), smtp="")

        assert not silent.channel.abilities.reply_later
        with pytest.raises(NotSupported):
            await silent.channel.send(CITIZEN, WORDS)


async def test_a_server_that_is_gone_is_a_passing_failure(out: Post) -> None:
    async with AsyncExitStack() as stack:
        post = await opened_post(stack, shared_imap(), smtp="smtp://127.0.0.1:9")

        with pytest.raises(TryAgain):
            await post.channel.send(CITIZEN, WORDS)


async def test_reads_over_tls_from_an_authority_of_the_settings(
    certificate: tuple[Path, Path],
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    async with AsyncExitStack() as stack:
        post = await opened_post(stack, shared_imap())
        server = await asyncio.start_server(post.side.forward, "127.0.0.1", 0, ssl=context)
        stack.callback(server.close)
        port = server.sockets[0].getsockname()[1]
        trusting = {"imap": f"imaps://localhost:{port}", "authority": certificate[0]}
        post.channel.settings = post.channel.settings.model_copy(update=trusting)
        await post.place(a_mail())

        taken = await post.take()

        post.channel.settings = post.channel.settings.model_copy(update={"authority": None})
        with pytest.raises(TryAgain):
            await post.take()

    assert len(taken) == 1


async def test_the_desk_sees_how_it_goes(out: Post) -> None:
    await received(out, a_mail())

    gauges = {gauge.en: gauge.value for gauge in await out.channel.gauges()}

    assert gauges["Mails waiting"] == "0"
    assert gauges["Minutes since the last look"] == "0"
