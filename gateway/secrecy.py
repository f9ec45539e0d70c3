"""What is derived from the one secret of an installation: pseudonyms and secret links."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass, field

from channels.message import InboundMessage


@dataclass(frozen=True, slots=True)
class Secrecy:
    """Nothing here is stored: the same secret gives the same answers again."""

    secret: bytes = field(repr=False)

    def link(self, number: str) -> str:
        """The path of a report's progress page; the last part (130 bits) opens it."""
        return f"/r/{number}/{self._derive('link', number)[:26]}"

    def opens(self, number: str, key: str) -> bool:
        """Whether this key belongs to this number; takes equally long for any wrong key."""
        given = key.encode("utf-8", "replace")
        return hmac.compare_digest(self._derive("link", number)[:26].encode(), given)

    def person(self, message: InboundMessage) -> str | None:
        """The same pseudonym for the same citizen; None when he cannot be told apart.

        A phone number joins channels; without one, a sender is known within his channel only.
        """
        if message.person.phone:
            return self.phone(message.person.phone)
        if message.sender:
            return self._derive("sender", message.channel, message.account, message.sender)
        return None

    def talk(self, message: InboundMessage) -> str:
        """The name of the conversation with this sender at this door: 32 letters and digits."""
        return self._derive("talk", message.channel, message.account, message.sender)[:32]

    def phone(self, number: str) -> str | None:
        """The pseudonym of whoever has this phone number; None for no number."""
        bare = bare_phone(number)
        return self._derive("phone", bare) if bare else None

    def key(self, purpose: str) -> bytes:
        """32 bytes for a purpose of its own: cookies, signatures."""
        return hmac.digest(self.secret, purpose.encode(), "sha256")

    def _derive(self, *parts: str) -> str:
        mac = hmac.digest(self.secret, "\0".join(parts).encode(), "sha256")
        return base64.b32encode(mac).decode().lower().rstrip("=")


def bare_phone(phone: str) -> str:
    """ASCII digits only, without the country code of China however it is written."""
    digits = re.sub("[^0-9]", "", unicodedata.normalize("NFKC", phone)).removeprefix("00")
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def fingerprint(*parts: str) -> str:
    """SHA-256 over the parts, hexadecimal."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
