"""What every channel promises, as checks that run against any door and its specimen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Literal

import pytest
from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from channels.base import Channel, NotSupported, Ports, Refused, TryAgain
from channels.message import Attachment, InboundMessage, Location, Reply
from tests.channels.far_side import RECEIPT, Asked, FakeProvider, Inbox
from tests.channels.ports import ports
from tests.channels.specimen import Request, Sent, Specimen, Waiting, guarded, pushed, sends

Kind = Literal["image", "voice", "video", "file"]

_DEEP = (b"[" * 100_000, b'{"a":' * 50_000, b"<a>" * 50_000)
LIMIT = 5  # seconds for anything that ought to happen at once
KINDS: tuple[Kind, ...] = ("image", "voice", "video", "file")


@dataclass
class Door:
    """A channel at work between a real far side and an inbox."""

    channel: Channel
    specimen: Specimen
    provider: FakeProvider
    inbox: Inbox
    client: TestClient[web.Request, web.Application]
    stirred: asyncio.Event  # either side has seen something
    ports: Ports

    async def post(self, sent: Sent) -> ClientResponse:
        return await self.client.post(
            self.channel.mount + sent.path,
            data=BytesIO(sent.body),
            headers=sent.headers,
            allow_redirects=False,
        )

    async def submit(self, sent: Sent) -> tuple[int, str]:
        response = await self.post(sent)
        return response.status, await response.text()

    @property
    def request(self) -> Request:
        assert isinstance(self.specimen.arrives, Request)
        return self.specimen.arrives

    @property
    def waiting(self) -> Waiting:
        assert isinstance(self.specimen.arrives, Waiting)
        return self.specimen.arrives

    def lay_out(self, answer: object) -> None:
        """Have the far side hold this, until a request confirms that it was fetched."""

        def hear(asked: Asked) -> None:
            if self.waiting.confirms(asked):
                self.provider.answers[self.waiting.path] = self.waiting.empty

        self.provider.answers[self.waiting.path] = answer
        self.provider.hears = hear

    async def listen_until(self, happened: Callable[[], bool]) -> None:
        """Listen until it has happened, or listening ends by itself; raises what it raised."""
        task = asyncio.create_task(self.channel.listen(self.inbox.deliver))
        try:
            async with asyncio.timeout(LIMIT):
                await self._stirred_until(lambda: task.done() or happened(), task)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _stirred_until(self, happened: Callable[[], bool], task: asyncio.Task[None]) -> None:
        while not happened():
            stirred = asyncio.create_task(self.stirred.wait())
            await asyncio.wait([task, stirred], return_when=asyncio.FIRST_COMPLETED)
            stirred.cancel()
            self.stirred.clear()

    async def receive(self) -> None:
        """Bring the genuine message in, whichever way it comes."""
        if isinstance(self.specimen.arrives, Request):
            assert (await self.post(self.request.genuine())).status < 400
        else:
            self.lay_out(self.waiting.genuine)
            await self.listen_until(lambda: bool(self.inbox.messages))
        assert len(self.inbox.messages) == 1


@asynccontextmanager
async def opened(channel: type[Channel], specimen: Specimen) -> AsyncIterator[Door]:
    stirred = asyncio.Event()
    provider = FakeProvider(dict(specimen.answers), stirred=stirred)
    async with TestServer(provider.app()) as far, ClientSession() as http:
        url = str(far.make_url("")).rstrip("/")
        lent = ports(http)
        settings = channel.Settings.model_validate(specimen.settings_at(url))
        inbox = Inbox(stirred=stirred)
        made = channel(specimen.account, settings, lent)
        rooms = web.Application()
        rooms.add_routes(made.routes(inbox.deliver))
        house = web.Application()
        house.add_subapp(made.mount, rooms)
        async with TestClient(TestServer(house)) as client:
            yield Door(made, specimen, provider, inbox, client, stirred, lent)


async def shows_every_ability_it_claims_and_claims_every_one_it_shows(door: Door) -> None:
    abilities, expected = door.channel.abilities, door.specimen.expected
    sending = door.specimen.sending
    shown = {
        "attachments": {attachment.kind for attachment in expected.attachments},
        "location": expected.location != Location(),
        "reply_later": sending is not None,
        "choices": bool(sending and sending.reply.choices),
    }
    claimed = {
        "attachments": set(abilities.attachments),
        "location": abilities.location,
        "reply_later": abilities.reply_later,
        "choices": abilities.choices,
    }
    assert shown == claimed


async def keeps_its_secrets_out_of_repr(door: Door) -> None:
    seen = f"{door.channel!r} {door.channel.settings!r} {vars(door.channel)!r}"
    assert not [secret for secret in door.specimen.secrets if secret in seen]


async def stops_listening_when_told_to(door: Door) -> None:
    task = asyncio.create_task(door.channel.listen(door.inbox.deliver))
    if isinstance(door.specimen.arrives, Waiting):
        door.lay_out(door.waiting.empty)
        async with asyncio.timeout(LIMIT):
            await door.stirred.wait()
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=1)
    task.cancel()
    assert done


async def delivers_exactly_what_the_citizen_sent(door: Door) -> None:
    await door.receive()
    (message,) = door.inbox.messages
    if door.specimen.timed_here:
        assert abs(datetime.now(UTC) - message.sent_at) < timedelta(seconds=60)
    assert _untimed(message, door) == door.specimen.expected


async def reads_what_it_kept_once_more(door: Door) -> None:
    await door.receive()
    (message,) = door.inbox.messages
    assert message.raw is not None
    assert message.raw.door == door.channel.door
    again = list(door.channel.again(message.raw))
    assert [_untimed(each, door) for each in again] == [_untimed(message, door)]


def _untimed(message: InboundMessage, door: Door) -> InboundMessage:
    sent_at = door.specimen.expected.sent_at
    return replace(message, sent_at=sent_at) if door.specimen.timed_here else message


async def names_a_repeated_message_the_same(door: Door) -> None:
    await door.post(door.request.genuine())
    await door.post(door.request.genuine())
    first, second = door.inbox.messages
    assert first.external_id
    assert (first.account, first.sender, first.external_id) == (
        second.account,
        second.sender,
        second.external_id,
    )


async def turns_a_forgery_away(door: Door) -> None:
    assert door.request.forged
    response = await door.post(door.request.forged())
    assert response.status in (401, 403)
    assert not door.inbox.messages


async def answers_a_garbled_request_with_4xx_and_delivers_nothing(door: Door) -> None:
    response = await door.post(door.request.garbled())
    assert 400 <= response.status < 500
    assert not door.inbox.messages


async def turns_a_stale_request_away(door: Door) -> None:
    assert door.request.stale
    response = await door.post(door.request.stale())
    assert response.status in (401, 403)
    assert not door.inbox.messages


async def refuses_a_body_that_is_too_large(door: Door) -> None:
    response = await door.post(door.request.wrapped(b"x" * (door.request.largest + 1)))
    assert response.status == 413
    assert not door.inbox.messages


async def answers_any_broken_body_with_4xx_and_delivers_nothing(door: Door) -> None:
    whole = door.request.genuine().body
    for body in (b"", b"\x00", whole[: len(whole) // 2], whole[:-8], *_DEEP):
        response = await door.post(door.request.wrapped(body))
        assert 400 <= response.status < 500, body[:40]
    assert not door.inbox.messages


async def owns_up_when_a_pushed_message_could_not_be_kept(door: Door) -> None:
    door.inbox.failure = ConnectionError("the database is gone")
    response = await door.post(door.request.genuine())
    assert response.status >= 500


async def shows_the_receipt_if_and_only_if_it_can_reply_now(door: Door) -> None:
    response = await door.post(door.request.genuine())
    answer = response.headers.get("Location", "") + await response.text()
    shown = any(part in answer for part in (RECEIPT.number, RECEIPT.link, RECEIPT.words))
    assert shown == door.channel.abilities.reply_now


async def steps_over_what_it_cannot_read_and_takes_the_next(door: Door) -> None:
    door.lay_out(door.waiting.garbled)
    await door.listen_until(lambda: bool(door.inbox.messages))
    assert [m.external_id for m in door.inbox.messages] == [door.specimen.expected.external_id]


async def forgets_nothing_on_the_far_side_that_could_not_be_kept_here(door: Door) -> None:
    door.lay_out(door.waiting.genuine)
    door.inbox.failure = ConnectionError("the database is gone")
    with suppress(ConnectionError):
        await door.listen_until(lambda: len(door.provider.asked) >= 3)
    door.inbox.failure = None
    enough = len(door.provider.asked) + 3
    await door.listen_until(lambda: bool(door.inbox.messages) or len(door.provider.asked) >= enough)
    assert len(door.inbox.messages) == 1


async def says_try_again_when_the_far_side_cannot_be_fetched_from(door: Door) -> None:
    door.lay_out(door.waiting.genuine)
    door.provider.failing = 503
    with pytest.raises(TryAgain):
        await door.listen_until(lambda: len(door.provider.asked) >= 3)


async def sends_the_words_it_was_given(door: Door) -> None:
    assert door.specimen.sending
    reply = door.specimen.sending.reply
    await door.channel.send(door.specimen.sending.recipient, reply)
    for words in (door.specimen.sending.recipient, reply.text, *reply.choices):
        assert any(asked.says(words) or words in asked.path for asked in door.provider.asked)


async def says_so_if_it_cannot_send(door: Door) -> None:
    with pytest.raises(NotSupported):
        await door.channel.send("somebody", Reply("hello"))


async def tells_a_passing_failure_from_a_lasting_one(door: Door) -> None:
    assert door.specimen.sending
    expected = {429: TryAgain, 503: TryAgain, 403: Refused}
    for status, error in expected.items():
        door.provider.failing = status
        with pytest.raises(error):
            await door.channel.send(door.specimen.sending.recipient, door.specimen.sending.reply)


async def downloads_what_it_says_it_carries_and_nothing_else(door: Door) -> None:
    await door.receive()
    (message,) = door.inbox.messages
    got = {each.reference: await door.channel.download(each) for each in message.attachments}
    assert got == door.specimen.downloads
    for kind in KINDS:
        if kind not in door.channel.abilities.attachments:
            with pytest.raises(NotSupported):
                await door.channel.download(Attachment(kind, "1", content=b"x"))


Promise = Callable[[Door], Awaitable[None]]


def promises(channel: type[Channel], specimen: Specimen) -> Iterator[Promise]:
    """The promises this channel gives, by the way it works; what does not apply is not there."""
    yield shows_every_ability_it_claims_and_claims_every_one_it_shows
    yield keeps_its_secrets_out_of_repr
    yield stops_listening_when_told_to
    yield delivers_exactly_what_the_citizen_sent
    yield reads_what_it_kept_once_more
    yield downloads_what_it_says_it_carries_and_nothing_else
    yield from _PUSHED if pushed(specimen) else _PULLED
    if guarded(specimen):
        yield turns_a_forgery_away
    if isinstance(specimen.arrives, Request) and specimen.arrives.stale:
        yield turns_a_stale_request_away
    yield from _SENDING if sends(channel) else (says_so_if_it_cannot_send,)


_PUSHED = (
    refuses_a_body_that_is_too_large,
    answers_any_broken_body_with_4xx_and_delivers_nothing,
    names_a_repeated_message_the_same,
    answers_a_garbled_request_with_4xx_and_delivers_nothing,
    owns_up_when_a_pushed_message_could_not_be_kept,
    shows_the_receipt_if_and_only_if_it_can_reply_now,
)
_PULLED = (
    steps_over_what_it_cannot_read_and_takes_the_next,
    forgets_nothing_on_the_far_side_that_could_not_be_kept_here,
    says_try_again_when_the_far_side_cannot_be_fetched_from,
)
_SENDING = (sends_the_words_it_was_given, tells_a_passing_failure_from_a_lasting_one)


async def keep(promise: Promise, channel: type[Channel], specimen: Specimen) -> None:
    """Runs one check. Raises AssertionError (or what pytest.raises raises) if it is broken."""
    async with opened(channel, specimen) as door:
        await promise(door)
