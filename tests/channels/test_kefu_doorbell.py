"""Only the provider may ring, and it is told at once that it was heard."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from pydantic import SecretStr, ValidationError

from channels.kefu import KefuChannel
from channels.kefu.settings import KefuSettings
from channels.weixin.corp import LARGEST
from tests.channels.enterprise import Office, office
from tests.channels.qyapi import Qyapi
from tests.channels.specimen import Sent
from tests.channels.specimens.kefu import KFID, SPECIMEN, doorbell
from tests.channels.specimens.wecom import CORP, SEAL, SECRET, sealed

RING = f"""<xml><ToUserName>{CORP}</ToUserName><MsgType>event</MsgType>
<Event>kf_msg_or_event</Event><Token>ENC</Token><OpenKfId>{KFID}</OpenKfId></xml>""".encode()


@pytest.fixture
async def kefu() -> AsyncIterator[Office]:
    async with office(KefuChannel, SPECIMEN, Qyapi(CORP, SECRET)) as door:
        yield door


def rung(door: Office) -> bool:
    return f"bell:{KFID}" in door.shelf.standing


async def test_a_genuine_ring_is_heard(kefu: Office) -> None:
    response = await kefu.post(sealed(RING))

    assert (response.status, rung(kefu)) == (200, True)


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (lambda: sealed(RING, seal=replace(SEAL, token=SecretStr("a-guess"))), 403),
        (lambda: sealed(RING, seal=replace(SEAL, receiver="ww-another")), 403),
        (lambda: sealed(RING.replace(CORP.encode(), b"ww-another")), 403),
        (lambda: sealed(RING, late=86_400), 403),
        (lambda: sealed(RING, late=-86_400), 403),
        (lambda: replace(doorbell(), body=RING), 400),  # in the clear
        (lambda: replace(doorbell(), body=b""), 400),
        (lambda: replace(doorbell(), path=""), 403),
        (lambda: sealed(RING[:-20]), 400),
        (lambda: sealed(b"<!DOCTYPE x SYSTEM 'http://x/'>" + RING), 400),
        (lambda: sealed(b"x" * LARGEST), 413),
    ],
    ids=[
        "forged",
        "sealed for another enterprise",
        "meant for another enterprise",
        "a day old",
        "a day ahead",
        "in the clear",
        "empty",
        "unsigned",
        "cut short",
        "doctype",
        "too large",
    ],
)
async def test_any_other_is_turned_away(
    kefu: Office, made: Callable[[], Sent], status: int
) -> None:
    response = await kefu.post(made())

    assert (response.status, rung(kefu)) == (status, False)


async def test_what_another_key_sealed_is_turned_away(kefu: Office) -> None:
    response = await kefu.post(sealed(RING, seal=replace(SEAL, key=bytes(32))))

    assert response.status in (400, 403)  # one nonce in 250 leaves what looks like an end
    assert not rung(kefu)


async def test_the_console_gets_back_what_it_sealed(kefu: Office) -> None:
    found = SEAL.sealed(b"7364510981726354", time.time())
    response = await kefu.get(
        {
            "msg_signature": found["MsgSignature"],
            "timestamp": found["TimeStamp"],
            "nonce": found["Nonce"],
            "echostr": found["Encrypt"],
        }
    )

    assert (response.status, await response.read()) == (200, b"7364510981726354")


@pytest.mark.parametrize("left_out", ["msg_signature", "timestamp", "nonce", "echostr"])
async def test_nobody_else_gets_anything_opened(kefu: Office, left_out: str) -> None:
    query = dict(parse_qsl(sealed(b"secret").path[1:])) | {"echostr": "x"}
    del query[left_out]

    assert (await kefu.get(query)).status == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"aes_key": "too-short"},
        {"accounts": []},
        {"accounts": ["wk/1"]},
        {"poll": 0},
        {"token": "t" * 33},
        {"corpid": ""},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        KefuSettings.model_validate({**SPECIMEN.settings, **wrong})
