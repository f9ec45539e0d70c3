"""The contract suite is itself put to the test: sound toy doors pass, broken ones are caught."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientResponseError, web

from channels.base import Channel, Deliver, Ports, Refused, TryAgain
from channels.message import Attachment, InboundMessage, Raw, Reply
from tests.channels import contract, talking
from tests.channels.contract import Promise, keep, promises
from tests.channels.specimen import Specimen
from tests.channels.toy_line import SPOKEN, Intercom
from tests.channels.toys import (
    ARRIVING,
    PULLED,
    PUSHED,
    Bell,
    BellSettings,
    Postbox,
    parse,
)


class Boasting(Bell):
    abilities = replace(Bell.abilities, attachments=frozenset({"image", "voice"}))


class Modest(Bell):
    abilities = replace(Bell.abilities, location=False)


class Talkative(Bell):
    def __init__(self, account: str, settings: BellSettings, ports: Ports) -> None:
        super().__init__(account, settings, ports)
        self.token = settings.token.get_secret_value()


class Garbling(Bell):
    def parse(self, payload: Mapping[str, Any]) -> InboundMessage:
        return replace(parse(payload), text=payload["text"][:2])


class Partial(Bell):
    def parse(self, payload: Mapping[str, Any]) -> InboundMessage:
        found = parse(payload)
        return found if payload["id"] == "7" else replace(found, attachments=())


class Numbering(Bell):
    def parse(self, payload: Mapping[str, Any]) -> InboundMessage:
        self.count = getattr(self, "count", 0) + 1
        return replace(parse(payload), external_id=str(self.count))


class Gullible(Bell):
    def genuine(self, token: str, day: str) -> bool:
        return True


class Patient(Bell):
    def genuine(self, token: str, day: str) -> bool:
        return super().genuine(token, "today")


class Swallowing(Bell):
    async def bytes_of(self, request: web.Request) -> bytes:
        return await request.read()


class Tripping(Bell):
    def json_of(self, content: bytes) -> Any:
        return json.loads(content)


class Forgetful(Bell):
    def raw(self, content: bytes, **about: str) -> Raw:
        return super().raw(content.replace(b'"7"', b'"8"'), **about)


class Shrugging(Bell):
    def parse(self, payload: Mapping[str, Any]) -> InboundMessage:
        return parse({**ARRIVING, **payload})


class Flattering(Bell):
    async def keep(self, message: InboundMessage, deliver: Deliver) -> web.Response:
        try:
            return await super().keep(message, deliver)
        except ConnectionError:
            return web.json_response({"say": "thank you"})


class Taciturn(Bell):
    async def keep(self, message: InboundMessage, deliver: Deliver) -> web.Response:
        await deliver(message)
        return web.Response()


class Mumbling(Bell):
    async def send(self, recipient: str, reply: Reply) -> None:
        await super().send(recipient, replace(reply, choices=()))


class Giving(Bell):
    def judge(self, status: int) -> None:
        if status >= 400:
            raise Refused(str(status))


class Stubborn(Bell):
    def judge(self, status: int) -> None:
        if status >= 400:
            raise TryAgain(str(status))


class Blurting(Bell):
    async def keep(self, message: InboundMessage, deliver: Deliver) -> web.Response:
        receipt = await deliver(message)
        return web.json_response({"say": receipt.words or receipt.number})


class Echoing(Bell):
    async def keep(self, message: InboundMessage, deliver: Deliver) -> web.Response:
        receipt = await deliver(message)
        await self.send(message.sender, Reply(receipt.words))
        return web.Response()


class Mishearing(Bell):
    def parse(self, payload: Mapping[str, Any]) -> InboundMessage:
        return replace(parse(payload), text=f"您选了：{payload['text']}")


class Public(Bell):
    def parse(self, payload: Mapping[str, Any]) -> InboundMessage:
        return replace(parse(payload), public=True)


class Generous(Bell):
    async def download(self, attachment: Attachment) -> bytes:
        return b"water"


class Deaf(Postbox):
    async def fetch(self) -> list[dict[str, Any]]:
        try:
            return await super().fetch()
        except asyncio.CancelledError:
            return []

    async def listen(self, deliver: Deliver) -> None:
        for _ in range(3):
            try:
                await super().listen(deliver)
            except asyncio.CancelledError:
                await asyncio.sleep(2)


class Hasty(Postbox):
    async def take(self, letter_id: str, message: InboundMessage, deliver: Deliver) -> None:
        await self.fetched(letter_id)
        await deliver(message)


class Stumbling(Postbox):
    def read(self, letter: Mapping[str, Any]) -> InboundMessage | None:
        return parse(letter)


class Crashing(Postbox):
    async def fetch(self) -> list[dict[str, Any]]:
        async with self.ports.http.get(f"{self.settings.api}/letters") as response:
            response.raise_for_status()
            return []


class Pretending(Postbox):
    async def send(self, recipient: str, reply: Reply) -> None:
        pass


class Shouting(Intercom):
    """Says it to the open air, and thinks it was heard."""

    async def send(self, recipient: str, reply: Reply) -> None:
        if recipient not in self.known:
            raise Refused("nobody of that name")


class Hopeful(Intercom):
    async def send(self, recipient: str, reply: Reply) -> None:
        self.known.setdefault(recipient, {})
        await super().send(recipient, reply)


class Repeating(Intercom):
    async def greeted(self, sender: str, socket: web.WebSocketResponse) -> None:
        await super().greeted(sender, socket)
        await super().greeted(sender, socket)


BROKEN: list[tuple[type[Channel], Promise, type[BaseException]]] = [
    (
        Boasting,
        contract.shows_every_ability_it_claims_and_claims_every_one_it_shows,
        AssertionError,
    ),
    (Modest, contract.shows_every_ability_it_claims_and_claims_every_one_it_shows, AssertionError),
    (Talkative, contract.keeps_its_secrets_out_of_repr, AssertionError),
    (Garbling, contract.delivers_exactly_what_the_citizen_sent, AssertionError),
    (Partial, contract.delivers_every_other_kind_of_message_exactly_too, AssertionError),
    (Forgetful, contract.reads_what_it_kept_once_more, AssertionError),
    (Numbering, contract.names_a_repeated_message_the_same, AssertionError),
    (Patient, contract.turns_a_stale_request_away, AssertionError),
    (Swallowing, contract.refuses_a_body_that_is_too_large, AssertionError),
    (
        Tripping,
        contract.answers_any_broken_body_with_4xx_and_delivers_nothing,
        AssertionError,
    ),
    (Gullible, contract.turns_a_forgery_away, AssertionError),
    (Shrugging, contract.answers_a_garbled_request_with_4xx_and_delivers_nothing, AssertionError),
    (Flattering, contract.owns_up_when_a_pushed_message_could_not_be_kept, AssertionError),
    (Taciturn, contract.shows_the_receipt_if_and_only_if_it_can_reply_now, AssertionError),
    (Mumbling, contract.sends_the_words_it_was_given, AssertionError),
    (Blurting, talking.says_nothing_when_it_is_given_no_words, AssertionError),
    (Echoing, talking.says_nothing_when_it_is_given_no_words, AssertionError),
    (Mishearing, talking.hears_which_answer_was_chosen, AssertionError),
    (Public, talking.hears_which_answer_was_chosen, AssertionError),
    (Giving, contract.tells_a_passing_failure_from_a_lasting_one, Refused),
    (Stubborn, contract.tells_a_passing_failure_from_a_lasting_one, TryAgain),
    (Generous, contract.downloads_what_it_says_it_carries_and_nothing_else, pytest.fail.Exception),
    (Deaf, contract.stops_listening_when_told_to, AssertionError),
    (Hasty, contract.forgets_nothing_on_the_far_side_that_could_not_be_kept_here, AssertionError),
    (Stumbling, contract.steps_over_what_it_cannot_read_and_takes_the_next, KeyError),
    (
        Crashing,
        contract.says_try_again_when_the_far_side_cannot_be_fetched_from,
        ClientResponseError,
    ),
    (Pretending, contract.says_so_if_it_cannot_send, pytest.fail.Exception),
    (Shouting, talking.says_its_words_down_an_open_line, AssertionError),
    (Hopeful, talking.tells_whoever_is_away_from_whoever_is_gone, TryAgain),
    (Repeating, talking.says_once_what_was_kept_for_whoever_was_away, AssertionError),
]
# the first that a broken toy descends from is its kind
TOYS: dict[type[Channel], Specimen] = {Intercom: SPOKEN, Postbox: PULLED, Bell: PUSHED}
SOUND = [
    pytest.param(toy, specimen, promise, id=f"{toy.__name__}-{promise.__name__}")
    for toy, specimen in TOYS.items()
    for promise in promises(toy, specimen)
]


@pytest.mark.parametrize(("toy", "specimen", "promise"), SOUND)
async def test_a_sound_door_passes(
    toy: type[Channel], specimen: Specimen, promise: Promise
) -> None:
    await keep(promise, toy, specimen)


@pytest.mark.parametrize(
    ("toy", "promise", "error"),
    BROKEN,
    ids=[f"{toy.__name__}-{promise.__name__}" for toy, promise, _ in BROKEN],
)
async def test_a_broken_door_is_caught(
    toy: type[Channel],
    promise: Promise,
    error: type[BaseException],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contract, "ENDS_WITHIN", 0.5)  # the deaf one takes longer
    specimen = next(known for kind, known in TOYS.items() if issubclass(toy, kind))

    with pytest.raises(error):
        await keep(promise, toy, specimen)


def test_every_promise_is_broken_by_some_toy() -> None:
    given = {promise for toy, known in TOYS.items() for promise in promises(toy, known)}

    assert given == {promise for _, promise, _ in BROKEN}
