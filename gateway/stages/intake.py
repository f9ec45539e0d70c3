"""Keeps what arrives, once, before anybody is thanked for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from channels.base import Problem, Unacceptable
from channels.message import Attachment, InboundMessage, Receipt
from gateway.clock import Clock, NewId
from gateway.database import Database
from gateway.doors import Doors, store_needed
from gateway.files import Files, NotWhatItSays, file_type, picture_type
from gateway.history import Deed, Event
from gateway.metrics import Metrics
from gateway.numbers import new_number, spoken
from gateway.raws import Packed, Raws
from gateway.reports import KeptMessage, MessageStatus, StoredFile
from gateway.secrecy import Secrecy
from gateway.stages.acceptance import check
from gateway.stages.marks import mark_of
from gateway.store import fetches, history, journal, payloads
from gateway.store.fetches import Fetch
from gateway.store.journal import Fingerprint, NumberTaken
from gateway.store.payloads import Payload
from gateway.stream import Stream
from gateway.town import Town

log = logging.getLogger(__name__)

DRAWS = 20  # of a free number; even with half of all numbers taken, a millionth fails


@dataclass(frozen=True, slots=True)
class Intake:
    """`deliver` is the one function through which every door hands over what it received."""

    database: Database
    stream: Stream
    files: Files
    raws: Raws
    town: Town
    doors: Doors
    secrecy: Secrecy
    metrics: Metrics
    clock: Clock
    new_id: NewId
    draw: Callable[[str], str] = new_number

    async def deliver(self, message: InboundMessage) -> Receipt:
        """Durable when it returns. Raises Unacceptable, IdReused, Unavailable; nothing is kept."""
        check(message, self.town.city, self.clock())
        files = await asyncio.to_thread(self._stored, message) if message.attachments else ()
        with store_needed():
            kept, fresh = await self._kept(message, files)
        if kept.status is MessageStatus.KEPT:
            wanted = [fetch.item for fetch in _fetches(kept, message)]
            await self.stream.append(f"message:{kept.id}", *wanted)
        if fresh:
            self.metrics.kept.labels(message.channel).inc()
            log.info("message %s kept from %s", kept.id, message.channel)
        return self._receipt(kept, known=not fresh)

    def _stored(self, message: InboundMessage) -> tuple[StoredFile, ...]:
        brought = [each for each in message.attachments if each.content is not None]
        types = [_media_type(attachment) for attachment in brought]
        return tuple(
            self.files.keep(attachment.content or b"", attachment.name, media_type)
            for attachment, media_type in zip(brought, types, strict=True)
        )

    async def _kept(
        self, message: InboundMessage, files: tuple[StoredFile, ...]
    ) -> tuple[KeptMessage, bool]:
        person = self.secrecy.person(message)
        talk = self.secrecy.talk(message) if self.doors.converses(message) else ""
        packed = await self.raws.packed(message.raw) if message.raw else None
        mark = mark_of(message, files)
        for _ in range(DRAWS):
            kept = KeptMessage(
                id=self.new_id(),
                number=self.draw(self.town.city.number_prefix),
                message=_without_bytes(message),
                kept_at=self.clock(),
                status=MessageStatus.KEPT,
                person=person,
                files=files,
                talk=talk,
            )
            try:
                return await self.database.write(_keep, kept, mark, message, packed)
            except NumberTaken:
                continue
        raise NumberTaken

    def _receipt(self, kept: KeptMessage, *, known: bool) -> Receipt:
        """Without words where a conversation answers: it is not a report yet."""
        link = self.secrecy.link(kept.number)
        if kept.talk:
            return Receipt(kept.number, link, "", known)
        words = self.town.city.templates.render(
            "receipt", kept.message.language, number=spoken(kept.number)
        )
        return Receipt(kept.number, link, words, known)


def _keep(
    connection: Connection,
    kept: KeptMessage,
    mark: Fingerprint,
    arrived: InboundMessage,
    packed: Packed | None,
) -> tuple[KeptMessage, bool]:
    stored, fresh = journal.keep(connection, kept, mark)
    if fresh:
        if packed is not None:
            payloads.keep(connection, Payload(kept.id, kept.kept_at, packed, message_id=kept.id))
        for fetch in _fetches(kept, arrived):
            fetches.add(connection, fetch)
        deed = Deed(Event.KEPT, kept.kept_at, f"channel:{kept.message.channel}")
        history.write(connection, deed.on_message(None, kept))
    return stored, fresh


def _fetches(kept: KeptMessage, arrived: InboundMessage) -> list[Fetch]:
    """For each attachment whose bytes did not come with the message."""
    return [
        Fetch(kept.id, position, next_at=kept.kept_at)
        for position, attachment in enumerate(arrived.attachments)
        if attachment.content is None
    ]


def _media_type(attachment: Attachment) -> str:
    content = attachment.content or b""
    try:
        return picture_type(content) if attachment.kind == "image" else file_type(content)
    except NotWhatItSays as error:
        raise Unacceptable(
            Problem(
                "attachments",
                "not-what-it-says",
                f"「{attachment.name}」不是可以打开的图片或文件，请换一张（JPEG、PNG、WebP）。",
                f"“{attachment.name}” cannot be opened; send a JPEG, PNG or WebP picture.",
            )
        ) from error


def _without_bytes(message: InboundMessage) -> InboundMessage:
    bare = tuple(replace(attachment, content=None) for attachment in message.attachments)
    return replace(message, attachments=bare, raw=None)
