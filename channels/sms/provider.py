"""What the SMS door needs of whoever carries its messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a citizen; `id` is the provider's own, or a hash where it gives none."""

    id: str
    phone: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message sent: `code` is the provider's word for it, `parts` are billed."""

    id: str
    reached: bool
    code: str
    parts: int


class Provider(Protocol):
    @property
    def thanks(self) -> Mapping[str, object]:
        """What it wants to hear once its push was kept."""

    async def send(self, phone: str, words: str, below: str = "") -> int:
        """Sends one message, gives the parts it will be billed as.

        The words are shortened if need be, what stands below them is not. Raises TryAgain,
        Refused; neither names the phone or the words.
        """

    def pushed(self, content: bytes) -> Sequence[bytes]:
        """Each message or report of a push, for `incoming` or `delivery`. Raises Rejected."""

    def incoming(self, one: bytes) -> Incoming:
        """Raises KeyError, TypeError, ValueError, Rejected for what cannot be read."""

    def delivery(self, one: bytes) -> Delivery:
        """Raises as `incoming` does."""
