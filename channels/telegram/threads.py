"""Finds what a message belongs to: an album, a message edited, or what was said a moment ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from channels.base import Shelf
from channels.telegram.reading import Heard

TOGETHER = timedelta(minutes=10)  # a photo or a location sent without words belongs to the words
EDITABLE = timedelta(hours=48)  # afterwards nobody can edit a message any more


@dataclass(frozen=True, slots=True)
class Threads:
    shelf: Shelf

    async def of(self, heard: Heard) -> str:
        """The thread to keep this message in; the same one when it is delivered again."""
        own = heard.thread
        home = await self.shelf.get(f"joined:{own}")
        if home is None:
            home = await self._candidate(heard)
            if home != own or heard.album:
                home = await self._joined(own, home)
        if heard.private and not heard.edited:
            spoken = not heard.wordless or await self._spoken(heard, home)
            words = "words" if spoken else ""
            await self.shelf.put(f"last:{heard.chat}", f"{words}|{home}", TOGETHER)
        return home

    async def _candidate(self, heard: Heard) -> str:
        if heard.answers:
            return await self.shelf.get(f"joined:{heard.answers}") or heard.answers
        if heard.edited or not heard.private:
            return heard.thread
        words, _, last = (await self.shelf.get(f"last:{heard.chat}") or "").partition("|")
        return last if last and (heard.wordless or not words) else heard.thread

    async def _joined(self, own: str, home: str) -> str:
        """Whoever of an album comes first decides for all."""
        key = f"joined:{own}"
        if await self.shelf.swap(key, None, home, EDITABLE):
            return home
        return await self.shelf.get(key) or home

    async def _spoken(self, heard: Heard, home: str) -> bool:
        return await self.shelf.get(f"last:{heard.chat}") == f"words|{home}"
