"""Packs payloads for the journal, small ones beside their message, large ones in a folder."""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from channels.message import Raw
from gateway.files import Files

WHEN = frozenset({"at", "arrived", "thread"})  # said about a payload, other with each coming
SMALL = 64 * 1024  # bytes; photos and mails with attachments would bloat the database


@dataclass(frozen=True, slots=True)
class Packed:
    """A payload as the journal holds it: compressed, or in the folder under its digest."""

    door: str
    digest: str  # SHA-256 of the payload, hexadecimal
    content: bytes | None = field(repr=False)
    about: Mapping[str, str] = field(repr=False)

    @property
    def mark(self) -> str:
        """The same when the payload comes again; another when only its key or caller differs."""
        said = sorted(f"{name}={value}" for name, value in self.about.items() if name not in WHEN)
        return hashlib.sha256("\0".join((self.digest, *said)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Raws:
    files: Files

    async def packed(self, raw: Raw) -> Packed:
        """Durable when it returns, as far as the folder is concerned."""
        if len(raw.content) <= SMALL:
            digest = hashlib.sha256(raw.content).hexdigest()
            return Packed(raw.door, digest, zlib.compress(raw.content, level=1), raw.about)
        stored = await asyncio.to_thread(self.files.keep, raw.content, "", "")
        return Packed(raw.door, stored.digest, None, raw.about)

    async def opened(self, packed: Packed) -> Raw:
        """Raises FileNotFoundError."""
        if packed.content is not None:
            return Raw(packed.door, zlib.decompress(packed.content), packed.about)
        content = await asyncio.to_thread(self.files.path(packed.digest).read_bytes)
        return Raw(packed.door, content, packed.about)

    async def forget(self, digest: str) -> None:
        await asyncio.to_thread(self.files.path(digest).unlink, missing_ok=True)
