"""Fetches what citizens attached before the provider forgets it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from channels.base import Channel, NotSupported, Refused, TryAgain
from channels.message import Attachment
from gateway.clock import Clock
from gateway.database import Database
from gateway.doorkeeping import Doorkeeper
from gateway.doors import Doors
from gateway.files import Files, NotWhatItSays, file_type, picture_type
from gateway.history import Deed, Event
from gateway.reports import KeptMessage, StoredFile
from gateway.stages.retrying import LEASE, Retries
from gateway.store import fetches, history, journal
from gateway.store.fetches import Fetch

log = logging.getLogger(__name__)

# the last try comes after eight and a half hours; WeChat forgets after three days
RETRIES = Retries(12, first_wait=timedelta(seconds=15))
LARGEST = 25 * 1024 * 1024  # bytes; no provider we know lets more through a chat


class TooLarge(Exception):
    """More bytes than we keep."""


@dataclass(frozen=True, slots=True)
class FetchAttachment:
    """One attachment of a kept message, through the door the message came by."""

    database: Database
    files: Files
    doors: Doors
    keeper: Doorkeeper
    clock: Clock

    async def __call__(self, message_id: str, position: int) -> None:
        kept = await self.database.read(journal.get, message_id)
        assert kept is not None  # it was kept together with this fetch
        door = self.doors.of(kept.message)
        if door is None or not self.keeper.is_open(door):
            return  # it waits until there is such a door again
        with self.keeper.room(door) as free:
            if free:
                await self._fetch(door, kept, position)

    async def _fetch(self, door: Channel, kept: KeptMessage, position: int) -> None:
        now = self.clock()
        key = (kept.id, position)
        fetch = await self.database.write(fetches.claim, key, now, now + LEASE)
        if fetch is None:
            return  # it has come already, or somebody else is fetching it now
        ended, file = await self._fetched(fetch, kept.message.attachments[position], door)
        await self.database.write(self._save, ended, file)

    async def _fetched(
        self, fetch: Fetch, attachment: Attachment, door: Channel
    ) -> tuple[Fetch, StoredFile | None]:
        try:
            content = await door.download(attachment)
            file = await asyncio.to_thread(self._stored, content, attachment)
        except TryAgain as error:
            self.keeper.failed(door, f"download: {error}")
            return RETRIES.after(fetch, str(error), self.clock()), None
        except (Refused, NotSupported, NotWhatItSays, TooLarge) as error:
            why = f"{type(error).__name__} {error}"
            self.keeper.failed(door, f"download: {why}")
            return replace(fetch, state="failed", error=why), None
        return replace(fetch, state="fetched", error=""), file

    def _stored(self, content: bytes, attachment: Attachment) -> StoredFile:
        if len(content) > LARGEST:
            raise TooLarge(str(len(content)))
        typed = picture_type if attachment.kind == "image" else file_type
        return self.files.keep(content, attachment.name, typed(content))

    def _save(self, connection: Connection, ended: Fetch, file: StoredFile | None) -> None:
        if not fetches.save(connection, ended):
            return
        if file is not None:
            journal.add_file(connection, ended.message_id, file)
            log.info("an attachment of message %s fetched", ended.message_id)
        elif ended.state == "failed":
            self._note_failure(connection, ended)

    def _note_failure(self, connection: Connection, ended: Fetch) -> None:
        kept = journal.get(connection, ended.message_id)
        assert kept is not None  # nothing removes a kept message
        why = f"第 {ended.position + 1} 个附件未能取到"
        deed = Deed(Event.NOTED, self.clock(), f"channel:{kept.message.channel}", (why,))
        history.write(connection, deed.on_message(kept, kept))
        log.warning("an attachment of message %s will not come", ended.message_id)
