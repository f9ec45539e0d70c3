"""Customer service is fetched page by page: nothing left out, by one process at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from channels.base import TryAgain
from channels.kefu import KefuChannel
from channels.message import InboundMessage, Reply
from tests.channels.enterprise import Office, office, until
from tests.channels.ports import MemoryShelf
from tests.channels.qyapi import Qyapi
from tests.channels.specimens.kefu import CITIZEN, KFID, OTHER_KFID, SPECIMEN, doorbell, item
from tests.channels.specimens.wecom import CORP, SECRET

SYNC = "/cgi-bin/kf/sync_msg"
BELL = "ENC-a-token-of-ten-minutes"


def said(number: int, text: str = "路灯不亮", **fields: Any) -> dict[str, Any]:
    return item("text", {"content": text}, msgid=f"m{number}", **fields)


def ids(*numbers: int) -> list[str]:
    return [f"m{number}" for number in numbers]


@pytest.fixture
def far() -> Qyapi:
    return Qyapi(CORP, SECRET, waiting={KFID: []}, bells={BELL})


@pytest.fixture
async def kefu(far: Qyapi) -> AsyncIterator[Office]:
    async with office(KefuChannel, SPECIMEN, far) as door:
        yield door


async def ring(door: Office, open_kfid: str = KFID, token: str = BELL) -> None:
    response = await door.post(doorbell(open_kfid, token))
    assert response.status == 200


async def test_a_doorbell_brings_what_was_said(kefu: Office) -> None:
    kefu.far.arrives(KFID, said(1))
    await ring(kefu)

    await kefu.listen_until(lambda: bool(kefu.desk.kept))

    assert kefu.desk.ids == ids(1)
    body = next(body for path, body in kefu.far.called if path == SYNC)
    assert (body["token"], body["open_kfid"], body["limit"]) == (BELL, KFID, 1000)


async def test_a_doorbell_wakes_up_the_fetching(kefu: Office) -> None:
    async with kefu.listening():
        await until(lambda: kefu.far.count(SYNC) == 1)
        await asyncio.sleep(0.05)  # it has found nothing and waits
        kefu.far.arrives(KFID, said(1))

        await ring(kefu)

        await until(lambda: kefu.desk.ids == ids(1))


async def test_the_doorbell_is_answered_before_anything_is_fetched(kefu: Office) -> None:
    kefu.far.slow = 60

    async with asyncio.timeout(30), kefu.listening():  # less than what it fetches takes
        await ring(kefu)


async def test_every_page_is_read_in_order_and_the_place_is_remembered(kefu: Office) -> None:
    kefu.far.page_size = 2
    kefu.far.arrives(KFID, *map(said, range(5)))
    await ring(kefu)

    await kefu.settled()
    kefu.far.arrives(KFID, said(5))
    await ring(kefu)
    await kefu.settled()

    assert kefu.desk.ids == ids(0, 1, 2, 3, 4, 5)
    assert kefu.far.called[-1][1]["cursor"] == "c5"


async def test_an_empty_page_is_not_the_last_one(kefu: Office) -> None:
    kefu.far.blanks = 2
    kefu.far.arrives(KFID, said(1))
    await ring(kefu)

    await kefu.settled()

    assert kefu.desk.ids == ids(1)


async def test_a_page_counts_as_read_only_once_all_of_it_is_kept(kefu: Office) -> None:
    kefu.far.arrives(KFID, *map(said, range(4)))
    kefu.desk.minds = breaking_at("m2")
    await ring(kefu)
    with pytest.raises(ConnectionError):
        await kefu.listen_until(lambda: False)
    assert await kefu.shelf.get(f"cursor:{KFID}") is None

    kefu.desk.minds = lambda _message: None
    await kefu.settled()

    assert kefu.desk.ids == ids(0, 1, 0, 1, 2, 3)  # the gateway knows the first two by their ids


def breaking_at(external_id: str) -> Callable[[InboundMessage], None]:
    def mind(message: InboundMessage) -> None:
        if message.external_id == external_id:
            raise ConnectionError("the database is gone")

    return mind


@pytest.mark.parametrize("call", range(2, 7))
async def test_a_token_that_expires_in_a_batch_is_renewed_once(kefu: Office, call: int) -> None:
    kefu.far.page_size = 1
    kefu.far.expires_at = call
    kefu.far.arrives(KFID, *map(said, range(5)))
    await ring(kefu)

    await kefu.settled()

    assert kefu.desk.ids == ids(0, 1, 2, 3, 4)
    assert kefu.far.issued == 2


async def test_a_storm_of_doorbells_is_a_few_fetches_one_at_a_time(kefu: Office) -> None:
    kefu.far.slow = 0.1
    kefu.far.arrives(KFID, said(1))

    async with kefu.listening():
        await asyncio.gather(*(ring(kefu) for _ in range(100)))
    await kefu.settled()

    assert kefu.desk.ids == ids(1)
    assert kefu.far.at_once == 1
    assert kefu.far.count(SYNC) < 50


async def test_several_processes_fetch_one_at_a_time_and_everything_once(far: Qyapi) -> None:
    far.slow, far.page_size = 0.01, 3
    far.arrives(KFID, *map(said, range(20)))
    shelf = MemoryShelf()
    async with (
        office(KefuChannel, SPECIMEN, far, shelf) as one,
        office(KefuChannel, SPECIMEN, far, shelf) as other,
    ):
        async with one.listening(), other.listening():
            await asyncio.gather(*(ring(door) for door in (one, other) * 5))
            await until(lambda: len(one.desk.kept) + len(other.desk.kept) >= 20)
            await asyncio.sleep(0.1)  # nothing comes twice

        assert sorted(one.desk.ids + other.desk.ids) == sorted(ids(*range(20)))
        assert far.at_once == 1


async def test_a_ring_in_one_process_is_answered_by_the_one_that_is_at_it(far: Qyapi) -> None:
    shelf = MemoryShelf()
    async with (
        office(KefuChannel, SPECIMEN, far, shelf) as one,
        office(KefuChannel, SPECIMEN, far, shelf) as other,
    ):
        far.arrives(KFID, said(0))
        one.desk.open.clear()
        await ring(one)
        async with one.listening():
            await until(lambda: one.desk.begun == ids(0))
            far.arrives(KFID, said(1))
            async with other.listening():
                await ring(other)
                await asyncio.sleep(0.05)  # it finds the other one at it
            one.desk.open.set()
            await until(lambda: len(one.desk.kept) == 2)

        assert (one.desk.ids, other.desk.ids) == (ids(0, 1), [])


async def test_whoever_dies_while_fetching_is_followed_by_another(
    kefu: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.kefu.AGAIN", 0.02)
    await kefu.shelf.put(f"lease:{KFID}", "somebody who died", timedelta(seconds=0.3))
    kefu.far.arrives(KFID, said(1))
    await ring(kefu)

    await kefu.listen_until(lambda: bool(kefu.desk.kept))

    assert kefu.desk.ids == ids(1)


async def test_a_lost_doorbell_loses_nothing(far: Qyapi) -> None:
    async with office(KefuChannel, SPECIMEN, far, poll=0.05) as kefu, kefu.listening():
        await until(lambda: far.count(SYNC) > 0)
        far.arrives(KFID, said(1))

        await until(lambda: kefu.desk.ids == ids(1))


async def test_looking_unasked_stays_within_what_the_provider_allows(far: Qyapi) -> None:
    async with office(KefuChannel, SPECIMEN, far, poll=0.001) as kefu, kefu.listening():
        await until(lambda: kefu.far.count(SYNC) >= 6)
        await asyncio.sleep(0.1)

        assert kefu.far.count(SYNC) == 6


async def test_a_stale_doorbell_token_does_not_keep_anything_back(kefu: Office) -> None:
    kefu.far.arrives(KFID, said(1))
    await ring(kefu, token="ENC-of-yesterday")

    await kefu.settled()

    assert kefu.desk.ids == ids(1)
    assert kefu.far.count(SYNC) == 2


@pytest.mark.parametrize("code", [45009, 45033])
async def test_after_too_many_calls_the_door_rests(kefu: Office, code: int) -> None:
    kefu.far.fails = [(SYNC, code)]
    kefu.far.arrives(KFID, said(1))
    await ring(kefu)
    for _ in range(3):
        with pytest.raises(TryAgain):
            await kefu.listen_until(lambda: False)
    assert kefu.far.count(SYNC) == 1

    await kefu.shelf.drop("rest")  # a minute later
    await kefu.settled()

    assert kefu.desk.ids == ids(1)


@pytest.mark.parametrize("status", [200, 429, 500, 502])
async def test_the_providers_error_pages_pass(kefu: Office, status: int) -> None:
    kefu.far.page = status
    kefu.far.arrives(KFID, said(1))
    with pytest.raises(TryAgain):
        await kefu.listen_until(lambda: False)

    kefu.far.page = None
    await kefu.settled()

    assert kefu.desk.ids == ids(1)


@pytest.mark.parametrize(
    "says",
    ["", "null", "[]", '{"errcode": "?"}', '{"msg_list": 7}', '{"next_cursor": 7}', "[" * 100_000],
)
async def test_an_answer_of_another_shape_passes(kefu: Office, says: str) -> None:
    kefu.far.arrives(KFID, said(1))
    await kefu.channel.send(f"{KFID}/{CITIZEN}", Reply("a token is there"))
    kefu.far.page, kefu.far.says = 200, says
    with pytest.raises(TryAgain):
        await kefu.listen_until(lambda: False)

    kefu.far.page = None
    await kefu.settled()

    assert kefu.desk.ids == ids(1)


async def test_an_account_in_trouble_does_not_hold_up_the_others(far: Qyapi) -> None:
    far.arrives(KFID, said(1))
    two = [OTHER_KFID, KFID]
    async with office(KefuChannel, SPECIMEN, far, accounts=two) as kefu, kefu.listening() as task:
        await until(lambda: bool(kefu.desk.kept))
        far.arrives(KFID, said(2))
        await ring(kefu)
        await until(lambda: len(kefu.desk.kept) == 2)

        assert not task.done()
        assert any("95000" in gauge.value for gauge in await kefu.channel.gauges())


async def test_one_person_is_another_one_in_each_account(far: Qyapi) -> None:
    far.arrives(KFID, said(1))
    far.arrives(OTHER_KFID, said(2, open_kfid=OTHER_KFID))
    async with office(KefuChannel, SPECIMEN, far, accounts=[OTHER_KFID, KFID]) as kefu:
        await kefu.settled()

        senders = {message.sender for message in kefu.desk.kept}
        assert senders == {f"{KFID}/{CITIZEN}", f"{OTHER_KFID}/{CITIZEN}"}
