"""What doors promise that citizens talk through, or keep a line open to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels.base import Refused, TryAgain
from tests.channels.doors import Door
from tests.channels.far_side import RECEIPT
from tests.channels.specimen import Request


async def says_nothing_when_it_is_given_no_words(door: Door) -> None:
    assert door.specimen.sending
    door.inbox.receipt = replace(RECEIPT, words="")
    sending, answer = door.specimen.sending, ""
    if isinstance(door.specimen.arrives, Request):
        answer = door.specimen.opens((await door.push(door.request.genuine())).text)
    await door.receive_besides()
    assert RECEIPT.number not in answer
    assert RECEIPT.link not in answer
    names = sending.named or (sending.recipient,)
    assert not [asked for asked in door.provider.asked if all(map(asked.says, names))]


async def hears_which_answer_was_chosen(door: Door) -> None:
    assert door.specimen.sending
    assert door.specimen.picks
    for place, words in enumerate(door.specimen.sending.reply.choices, 1):
        await door.bring(door.specimen.picks(place, words))
        message = door.inbox.messages[-1]
        assert message.text in (words, str(place))
        assert message.sender == door.specimen.sending.recipient
        assert door.channel.converses(message)


async def says_its_words_down_an_open_line(door: Door) -> None:
    assert door.specimen.sending
    recipient, reply = door.specimen.sending.recipient, door.specimen.sending.reply
    await door.receive()
    async with door.at_the_line() as citizen:
        await door.channel.send(recipient, reply)
    for words in (reply.text, *reply.choices):
        assert any(words in frame for frame in citizen.heard)


async def tells_whoever_is_away_from_whoever_is_gone(door: Door) -> None:
    assert door.specimen.sending
    recipient, reply = door.specimen.sending.recipient, door.specimen.sending.reply
    await door.receive()
    with pytest.raises(TryAgain):
        await door.channel.send(recipient, reply)
    with pytest.raises(Refused):
        await door.channel.send("nobody who was ever here", reply)


async def says_once_what_was_kept_for_whoever_was_away(door: Door) -> None:
    assert door.specimen.sending
    recipient, reply = door.specimen.sending.recipient, door.specimen.sending.reply
    reply = replace(reply, id="the same at every try")
    await door.receive()
    for _ in range(2):
        with pytest.raises(TryAgain):
            await door.channel.send(recipient, reply)
    async with door.at_the_line() as citizen:
        await door.channel.send(recipient, reply)
    assert len([frame for frame in citizen.heard if reply.text in frame]) == 1
