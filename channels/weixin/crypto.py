"""Proves that a callback comes from the platform, opens what it sealed, seals what goes back.

The scheme is the platform's own ("消息加解密说明", the same for official accounts, WeCom and
customer service): SHA-1 over the sorted parts, AES-256-CBC, the receiver's id inside.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr
from wechatpy.crypto.base import WeChatCipher
from wechatpy.utils import WeChatSigner

from channels.base import Problem
from channels.http import Rejected

FRESH = 300  # seconds a time stamp may be off, either way; the platform gives up after 15
BLOCK = 32  # bytes; the padding of this scheme, twice the block of AES
RANDOM = 16  # bytes before the length
AES_KEY = r"^[A-Za-z0-9]{43}$"  # an EncodingAESKey, for settings

FORGED = Problem("signature", "bad-signature", "签名不符。", "The signature does not match.")
STALE = Problem(
    "timestamp",
    "stale-timestamp",
    f"时间戳缺失，或与服务器时间相差超过 {FRESH} 秒。",
    f"The time stamp is missing or more than {FRESH} seconds off.",
)
UNSEALED = Problem(
    "Encrypt",
    "unreadable-cipher",
    "密文无法解开：密钥不符，或内容不完整。",
    "The cipher text cannot be opened: another key, or not whole.",
)
OTHER_RECEIVER = Problem(
    "Encrypt",
    "other-receiver",
    "这条内容是发给另一个账号的。",
    "This was meant for another account.",
)

_NONCE = re.compile(r"[\x21-\x7e]{1,128}")
_SECONDS = re.compile(r"[0-9]{1,12}")


def signature(token: str, *parts: str) -> str:
    """Hexadecimal SHA-1 over the token and the parts, sorted and joined."""
    signer = WeChatSigner()
    signer.add_data(token, *parts)
    return str(signer.signature)


def prove(
    token: SecretStr, query: Mapping[str, str], now: float, encrypted: str | None = None
) -> None:
    """Raises Rejected (403) unless the query of a callback is signed, and signed just now.

    With `encrypted` (the content of `Encrypt`, or `echostr` where that is sealed too) the query's
    `msg_signature` counts and covers it; without, `signature`, which covers no body at all.
    """
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    given = query.get("signature" if encrypted is None else "msg_signature", "")
    covered = encrypted or ""
    if not (_NONCE.fullmatch(nonce) and _SECONDS.fullmatch(timestamp) and covered.isascii()):
        raise Rejected(403, FORGED)
    expected = signature(token.get_secret_value(), timestamp, nonce, covered)
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape")):
        raise Rejected(403, FORGED)
    if abs(now - int(timestamp)) > FRESH:
        raise Rejected(403, STALE, server_time=int(now), off_by=int(now) - int(timestamp))


@dataclass(frozen=True, slots=True)
class Seal:
    """Opens and seals for one account. `receiver` is its appid or corpid; the key is 32 bytes."""

    token: SecretStr
    receiver: str
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, token: SecretStr, aes_key: SecretStr, receiver: str) -> Seal:
        """`aes_key` is the EncodingAESKey of the platform's console (see `AES_KEY`)."""
        return cls(token, receiver, base64.b64decode(aes_key.get_secret_value() + "="))

    def opened(self, query: Mapping[str, str], encrypted: str, now: float) -> bytes:
        """What was sealed. Raises Rejected: 403 forged, stale or not ours; 400 unreadable."""
        prove(self.token, query, now, encrypted)
        return self._plain(encrypted)

    def sealed(self, plain: bytes, now: float) -> dict[str, str]:
        """The fields `Encrypt`, `MsgSignature`, `TimeStamp` and `Nonce` of a reply."""
        timestamp, nonce = str(int(now)), secrets.token_hex(8)
        encrypted = self._encrypted(plain)
        signed = signature(self.token.get_secret_value(), timestamp, nonce, encrypted)
        return {
            "Encrypt": encrypted,
            "MsgSignature": signed,
            "TimeStamp": timestamp,
            "Nonce": nonce,
        }

    def _encrypted(self, plain: bytes) -> str:
        length = len(plain).to_bytes(4, "big")
        content = secrets.token_bytes(RANDOM) + length + plain + self.receiver.encode()
        padding = BLOCK - len(content) % BLOCK
        sealed = WeChatCipher(self.key).encrypt(content + bytes([padding]) * padding)
        return base64.b64encode(sealed).decode()

    def _plain(self, encrypted: str) -> bytes:
        content = self._content(encrypted)
        length = int.from_bytes(content[:4], "big")
        if not hmac.compare_digest(content[4 + length :], self.receiver.encode()):
            raise Rejected(403, OTHER_RECEIVER)
        return content[4 : 4 + length]

    def _content(self, encrypted: str) -> bytes:
        try:
            padded = WeChatCipher(self.key).decrypt(base64.b64decode(encrypted, validate=True))
        except ValueError as error:
            raise Rejected(400, UNSEALED) from error
        padding = padded[-1] if padded else 0
        if not 1 <= padding <= BLOCK or padded[-padding:] != bytes([padding]) * padding:
            raise Rejected(400, UNSEALED)
        return bytes(padded[RANDOM:-padding])
