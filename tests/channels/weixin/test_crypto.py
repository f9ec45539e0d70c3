"""Signatures and seals of the WeChat platform: what is let in, and that garbage is one error."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from wechatpy.crypto import WeChatCrypto
from wechatpy.crypto.base import WeChatCipher

from channels.http import Rejected
from channels.weixin.crypto import FRESH, Seal, prove, signature

NOW = 1_770_000_000.0
TOKEN = SecretStr("a-token-of-the-console")
AES_KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
APPID = "wx0123456789abcdef"
SEAL = Seal.of(TOKEN, SecretStr(AES_KEY), APPID)
THEIRS = WeChatCrypto(TOKEN.get_secret_value(), AES_KEY, APPID)


def query(
    encrypted: str | None = None, at: float = NOW, changes: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    timestamp, nonce = str(int(at)), "8842104"
    parts = (timestamp, nonce) if encrypted is None else (timestamp, nonce, encrypted)
    name = "signature" if encrypted is None else "msg_signature"
    signed = signature(TOKEN.get_secret_value(), *parts)
    return {"timestamp": timestamp, "nonce": nonce, name: signed} | dict(changes)


def enciphered(padded: bytes) -> str:
    return base64.b64encode(WeChatCipher(SEAL.key).encrypt(padded)).decode()


def status(encrypted: str) -> int:
    with pytest.raises(Rejected) as caught:
        SEAL.opened(query(encrypted), encrypted, NOW)
    return caught.value.status


def test_lets_a_signed_query_pass() -> None:
    prove(TOKEN, query(), NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": ""},
        {"signature": "签名"},
        {"signature": "0" * 40},
        {"timestamp": "1770000001"},
        {"timestamp": "soon"},
        {"timestamp": "١٧٧٠٠٠٠٠٠٠"},
        {"nonce": "8842105"},
        {"nonce": ""},
    ],
)
def test_turns_away_a_query_that_is_not_signed(changes: dict[str, str]) -> None:
    with pytest.raises(Rejected) as caught:
        prove(TOKEN, query(changes=changes), NOW)

    assert caught.value.status == 403


@pytest.mark.parametrize("late", [FRESH + 1, -FRESH - 1, 86_400])
def test_turns_away_what_was_signed_at_another_time(late: int) -> None:
    with pytest.raises(Rejected) as caught:
        prove(TOKEN, query(at=NOW - late), NOW)

    assert caught.value.problems[0].code == "stale-timestamp"
    assert caught.value.members["off_by"] == late


def test_a_signature_without_the_body_does_not_open_a_sealed_one() -> None:
    encrypted = SEAL.sealed(b"<xml/>", NOW)["Encrypt"]

    with pytest.raises(Rejected):
        SEAL.opened(query(), encrypted, NOW)


def test_an_empty_seal_is_not_let_in_by_the_plain_signature() -> None:
    with pytest.raises(Rejected):
        SEAL.opened(query(), "", NOW)


@given(st.text(max_size=300))
def test_opens_what_the_known_library_sealed(text: str) -> None:
    message = f"<xml>{text}</xml>".encode("utf-8", "surrogatepass")
    sealed = THEIRS.encrypt_message(message, "8842104", str(int(NOW)))
    encrypted = sealed.partition("<Encrypt><![CDATA[")[2].partition("]]>")[0]

    assert SEAL.opened(query(encrypted), encrypted, NOW) == message


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=300))
def test_the_known_library_opens_what_is_sealed_here(text: str) -> None:
    fields = SEAL.sealed(text.encode(), NOW)

    opened: Any = THEIRS.decrypt_message(
        {"Encrypt": fields["Encrypt"]},
        fields["MsgSignature"],
        fields["TimeStamp"],
        fields["Nonce"],
    )

    assert opened == text


def test_refuses_what_was_sealed_for_another_account() -> None:
    other = Seal.of(TOKEN, SecretStr(AES_KEY), "wxffffffffffffffff")

    assert status(other.sealed(b"<xml/>", NOW)["Encrypt"]) == 403


@pytest.mark.parametrize(
    "encrypted",
    [
        "",
        "====",
        "not base64!",
        base64.b64encode(b"x" * 31).decode(),
        enciphered(b"\0" * 64),
        enciphered(b"\x21" * 64),
        enciphered(b"r" * 16 + b"\xff\xff\xff\xff" + b"\x0c" * 12),
        enciphered(b"r" * 16 + b"\x10" * 16),
        enciphered(b"r" * 60 + b"\x03\x04\x04\x04"),
    ],
)
def test_signed_garbage_is_one_kind_of_error(encrypted: str) -> None:
    assert status(encrypted) in (400, 403)


def test_refuses_a_padding_that_is_too_long() -> None:
    whole = b"r" * 16 + (6).to_bytes(4, "big") + b"<xml/>" + APPID.encode()
    padding = 48 + (-len(whole) % 16)

    assert status(enciphered(whole + bytes([padding]) * padding)) == 400


def test_any_signed_cipher_text_of_any_length_is_one_kind_of_error() -> None:
    for length in range(0, 200):
        assert status(base64.b64encode(secrets.token_bytes(length)).decode()) in (400, 403)


def test_keeps_the_key_out_of_repr() -> None:
    shown = repr(SEAL)

    assert TOKEN.get_secret_value() not in shown
    assert repr(SEAL.key) not in shown
