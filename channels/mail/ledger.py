"""What a mailbox remembers on the shelf: how to answer, what belongs together, who bounces."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, ConfigDict, TypeAdapter

from channels.base import Shelf
from channels.mail.letter import Letter
from channels.mail.threads import Marks

REMEMBERED = timedelta(days=400)  # longer than any matter is open
MOST_LETTERS = 20  # of one sender
MOST_REFERENCES = 20  # looked up, and sent along


class Answerable(BaseModel):
    """What an answer to a mail must name: RFC 5322, 3.6.4."""

    model_config = ConfigDict(frozen=True)

    number: str  # of the receipt it was given
    message_id: str  # "" when it had none
    references: tuple[str, ...]
    topic: str
    thread: str


_LETTERS = TypeAdapter(list[Answerable])


@dataclass(frozen=True, slots=True)
class Ledger:
    """Addresses stand there as hashes only, except for mails under way."""

    shelf: Shelf

    async def marks(self) -> Marks:
        """With the one key of this mailbox, made by whoever comes first."""
        await self.shelf.swap("key", None, secrets.token_hex(32))
        return Marks(bytes.fromhex(await self.shelf.get("key") or ""))

    async def thread_of(self, letter: Letter) -> str:
        """The root of the mails it belongs to; "" when it begins one."""
        for each in reversed(letter.references[-MOST_REFERENCES:]):
            root = await self.shelf.get(f"root:{_short(each)}")
            if root:
                return root
        return letter.references[0] if letter.references else ""

    async def remember(self, letter: Letter, thread: str, number: str) -> None:
        """A mail that was kept, so that it can be answered and found again."""
        if letter.message_id:
            await self.shelf.put(f"root:{_short(letter.message_id)}", thread, REMEMBERED)
        kept = Answerable(
            number=number,
            message_id=letter.message_id,
            references=letter.references[-MOST_REFERENCES:],
            topic=letter.topic,
            thread=thread,
        )
        others = [each for each in await self._letters(letter.sender) if each.number != number]
        written = _LETTERS.dump_json([*others, kept][-MOST_LETTERS:]).decode()
        await self.shelf.put(f"letters:{_short(letter.sender)}", written, REMEMBERED)
        await self.shelf.drop(f"bad:{_short(letter.sender)}")  # he writes, so he is there

    async def answerable(self, sender: str, text: str) -> Answerable | None:
        """His mail that these words are about, by the number they name; else his last one."""
        letters = await self._letters(sender)
        squeezed = re.sub(r"\W", "", text)
        named = [each for each in letters if each.number in squeezed]
        return next(reversed(named or letters), None)

    async def sent(self, message_id: str, address: str, thread: str) -> None:
        await self.shelf.put(f"sent:{_short(message_id)}", address, timedelta(days=30))
        if thread:
            await self.shelf.put(f"root:{_short(message_id)}", thread, REMEMBERED)

    async def bounced(self, message_ids: Sequence[str]) -> bool:
        """Notes that the address those went to takes no mail; False if none of them is ours."""
        found = [await self.shelf.get(f"sent:{_short(each)}") for each in message_ids[:5]]
        for address in filter(None, found):
            await self.shelf.put(f"bad:{_short(address)}", "bounced", REMEMBERED)
        return any(found)

    async def is_bad(self, address: str) -> bool:
        return bool(await self.shelf.get(f"bad:{_short(address)}"))

    async def count_answer(self, address: str, most: int) -> bool:
        """False when this address had its answers of today."""
        return await self._count(address, 1, most)

    async def uncount_answer(self, address: str) -> None:
        """It did not go out, and will be tried again."""
        await self._count(address, -1, most=0)

    async def _count(self, address: str, step: int, most: int) -> bool:
        key = f"answers:{_short(address)}:{datetime.now(UTC):%Y%m%d}"
        while True:
            before = await self.shelf.get(key)
            after = max(0, int(before or 0) + step)
            if after > most and step > 0:
                return False
            if await self.shelf.swap(key, before, str(after), timedelta(days=2)):
                return True

    async def _letters(self, sender: str) -> list[Answerable]:
        written = await self.shelf.get(f"letters:{_short(sender)}")
        return _LETTERS.validate_json(written) if written else []


def _short(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]
