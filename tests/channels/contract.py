"""What every channel promises, as checks that run against any door and its specimen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from channels.base import Channel, NotSupported, Refused, TryAgain
from channels.message import Attachment, InboundMessage, Location, Reply
from tests.channels.doors import LIMIT, Door, opened
from tests.channels.far_side import RECEIPT
from tests.channels.specimen import Request, Specimen, Waiting, guarded, pushed, sends, speaks
from tests.channels.talking import (
    hears_which_answer_was_chosen,
    says_its_words_down_an_open_line,
    says_nothing_when_it_is_given_no_words,
    says_once_what_was_kept_for_whoever_was_away,
    tells_whoever_is_away_from_whoever_is_gone,
)

Kind = Literal["image", "voice", "video", "file"]

ENDS_WITHIN = 5.0  # seconds in which a door must have stopped listening
_DEEP = (b"[" * 100_000, b'{"a":' * 50_000, b"<a>" * 50_000)
KINDS: tuple[Kind, ...] = ("image", "voice", "video", "file")


async def shows_every_ability_it_claims_and_claims_every_one_it_shows(door: Door) -> None:
    abilities, messages = door.channel.abilities, door.specimen.shown
    sending = door.specimen.sending
    shown = {
        "attachments": {each.kind for shown in messages for each in shown.attachments},
        "location": any(shown.location != Location() for shown in messages),
        "reply_later": sending is not None,
        "choices": bool(sending and sending.reply.choices),
        "chats": door.specimen.picks is not None,
    }
    claimed = {
        "attachments": set(abilities.attachments),
        "location": abilities.location,
        "reply_later": abilities.reply_later,
        "choices": abilities.choices,
        "chats": abilities.chats,
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
    done, _ = await asyncio.wait([task], timeout=ENDS_WITHIN)
    task.cancel()
    assert done


async def delivers_exactly_what_the_citizen_sent(door: Door) -> None:
    await door.receive()
    (message,) = door.inbox.messages
    if door.specimen.timed_here:
        assert abs(datetime.now(UTC) - message.sent_at) < timedelta(seconds=60)
    assert _untimed(message, door) == door.specimen.expected


async def delivers_every_other_kind_of_message_exactly_too(door: Door) -> None:
    await door.receive_besides()
    expected = [other.expected for other in door.specimen.besides]
    assert [_untimed(message, door) for message in door.inbox.messages] == expected


async def reads_what_it_kept_once_more(door: Door) -> None:
    await door.receive()
    (message,) = door.inbox.messages
    assert message.raw is not None
    assert message.raw.door == door.channel.door
    again = list(door.channel.again(message.raw))
    assert [_untimed(each, door) for each in again] == [_untimed(message, door)]


def _untimed(message: InboundMessage, door: Door) -> InboundMessage:
    expected = door.specimen.expected
    if door.specimen.timed_here:
        message = replace(message, sent_at=expected.sent_at)
    if door.specimen.numbered_here:
        message = replace(message, external_id=message.external_id and expected.external_id)
    return message


async def names_a_repeated_message_the_same(door: Door) -> None:
    await door.push(door.request.genuine())
    await door.push(door.request.genuine())
    first, second = door.inbox.messages
    assert first.external_id
    assert (first.account, first.sender, first.external_id) == (
        second.account,
        second.sender,
        second.external_id,
    )


async def turns_a_forgery_away(door: Door) -> None:
    assert door.request.forged
    response = await door.push(door.request.forged())
    assert response.status in (401, 403)
    assert not door.inbox.messages


async def answers_a_garbled_request_with_4xx_and_delivers_nothing(door: Door) -> None:
    response = await door.push(door.request.garbled())
    assert 400 <= response.status < 500
    assert not door.inbox.messages


async def turns_a_stale_request_away(door: Door) -> None:
    assert door.request.stale
    response = await door.push(door.request.stale())
    assert response.status in (401, 403)
    assert not door.inbox.messages


async def refuses_a_body_that_is_too_large(door: Door) -> None:
    response = await door.push(door.request.wrapped(b"x" * (door.request.largest + 1)))
    assert response.status == 413
    assert not door.inbox.messages


async def answers_any_broken_body_with_4xx_and_delivers_nothing(door: Door) -> None:
    whole = door.request.genuine().body
    for body in (b"", b"\x00", whole[: len(whole) // 2], whole[:-8], *_DEEP):
        response = await door.push(door.request.wrapped(body))
        assert 400 <= response.status < 500, body[:40]
    assert not door.inbox.messages


async def owns_up_when_a_pushed_message_could_not_be_kept(door: Door) -> None:
    door.inbox.failure = ConnectionError("the database is gone")
    response = await door.push(door.request.genuine())
    assert response.status >= 500


async def shows_the_receipt_if_and_only_if_it_can_reply_now(door: Door) -> None:
    response = await door.push(door.request.genuine())
    answer = response.location + door.specimen.opens(response.text)
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
    sending, reply = door.specimen.sending, door.specimen.sending.reply
    await door.channel.send(sending.recipient, reply)
    for words in (*(sending.named or (sending.recipient,)), reply.text, *reply.choices):
        assert any(asked.says(words) or words in asked.path for asked in door.provider.asked)


async def says_so_if_it_cannot_send(door: Door) -> None:
    with pytest.raises(NotSupported):
        await door.channel.send("somebody", Reply("hello"))


async def tells_a_passing_failure_from_a_lasting_one(door: Door) -> None:
    assert door.specimen.sending
    # 429 comes last: a door may keep still for a while when it was told to
    expected = {503: TryAgain, 403: Refused, 429: TryAgain}
    for status, error in expected.items():
        door.provider.failing = status
        with pytest.raises(error):
            await door.channel.send(door.specimen.sending.recipient, door.specimen.sending.reply)


async def downloads_what_it_says_it_carries_and_nothing_else(door: Door) -> None:
    await door.receive()
    await door.receive_besides()
    attachments = [each for message in door.inbox.messages for each in message.attachments]
    got = {each.reference: await door.channel.download(each) for each in attachments}
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
    if specimen.besides:
        yield delivers_every_other_kind_of_message_exactly_too
    yield reads_what_it_kept_once_more
    yield downloads_what_it_says_it_carries_and_nothing_else
    yield from _PUSHED if pushed(specimen) else _PULLED
    if guarded(specimen):
        yield turns_a_forgery_away
    if isinstance(specimen.arrives, Request) and specimen.arrives.stale:
        yield turns_a_stale_request_away
    if channel.abilities.chats:
        yield says_nothing_when_it_is_given_no_words
        yield hears_which_answer_was_chosen
    if not sends(channel):
        yield says_so_if_it_cannot_send
    else:
        yield from _SPEAKING if speaks(specimen) else _SENDING


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
_SPEAKING = (
    says_its_words_down_an_open_line,
    tells_whoever_is_away_from_whoever_is_gone,
    says_once_what_was_kept_for_whoever_was_away,
)


async def keep(promise: Promise, channel: type[Channel], specimen: Specimen) -> None:
    """Runs one check. Raises AssertionError (or what pytest.raises raises) if it is broken."""
    async with opened(channel, specimen) as door:
        await promise(door)
