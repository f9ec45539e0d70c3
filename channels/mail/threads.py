"""Which mails belong together: by the ids they name, some of which are ours and prove a number."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

_OURS = re.compile(
    r"duokou\.(?P<number>[A-Z0-9]{0,40})\.(?P<once>[0-9a-f]{16})\.(?P<mark>\w{32})@.+"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """Makes ids for the mails we send that nobody else can make."""

    key: bytes = field(repr=False)

    def new_id(self, number: str, domain: str) -> str:
        """A Message-ID, without its brackets, that carries a receipt number ("" for none)."""
        once = secrets.token_hex(8)
        return f"duokou.{number}.{once}.{self._mark(number, once)}@{domain}"

    def number(self, message_id: str) -> str | None:
        """The number that an id of ours carries; None for an id that is not ours."""
        found = _OURS.fullmatch(message_id)
        if found is None:
            return None
        mark = self._mark(found["number"], found["once"])
        return found["number"] if hmac.compare_digest(mark, found["mark"]) else None

    def newest(self, references: Iterable[str]) -> str:
        """The number of the last id of ours among those, oldest first; "" without one."""
        numbers = [number for each in references if (number := self.number(each))]
        return numbers[-1] if numbers else ""

    def _mark(self, number: str, once: str) -> str:
        return hmac.digest(self.key, f"{number}.{once}".encode(), "sha256").hex()[:32]
