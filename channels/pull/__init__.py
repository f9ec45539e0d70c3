"""The door that fetches a partner's items, batch by batch, and writes back how they stand."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from yarl import URL

from channels.base import (
    Abilities,
    Channel,
    Deliver,
    Gauge,
    IdReused,
    NotSupported,
    Ports,
    Refused,
    TryAgain,
    Unacceptable,
)
from channels.calling import Call, answered, fetched, judge
from channels.http import MIB
from channels.lease import Lease
from channels.message import Attachment, InboundMessage, Raw, Remark, Reply
from channels.pull import watermarks
from channels.pull.items import Reading, Unreadable, as_json, message_of
from channels.pull.pages import call, pages
from channels.pull.settings import PullSettings

LEASE = timedelta(minutes=2)  # renewed with every page, of which none takes half as long
LARGEST_ANSWER = 64 * 1024  # bytes, to a write-back
LARGEST_FILE = 10 * MIB
REMEMBERED = timedelta(days=90)  # which pictures an item came with
DONE = frozenset({409})  # the partner has this write-back already

CHANGED = Remark(
    "合作方修改了这一条，内容与先前不同。",
    "The partner changed this item: it says other things than before.",
)


class PullChannel(Channel):
    """One partner for each account. A round reads every page; then the watermark moves on."""

    name = "pull"
    label = ("合作方拉取", "Fetched from a partner")
    abilities = Abilities(reply_later=True, attachments=frozenset({"image"}), location=True)
    Settings = PullSettings
    settings: PullSettings

    def __init__(self, account: str, settings: PullSettings, ports: Ports) -> None:
        super().__init__(account, settings, ports)
        self.settled = frozenset[str]()  # what the last round kept or parked: no need to ask again
        if settings.status is None:
            self.abilities = replace(self.abilities, reply_later=False)

    async def listen(self, deliver: Deliver) -> None:
        lease = Lease(self.ports.shelf, "polling", LEASE)
        try:
            while True:
                await self.fetch(deliver, lease)
                await asyncio.sleep(self.settings.interval)
        finally:
            await lease.release()

    async def fetch(self, deliver: Deliver, lease: Lease) -> None:
        """One round, unless another process is at it: all there is since the watermark.

        Raises TryAgain, and whatever `deliver` raises; then the watermark has not moved. The
        partner may give his pages in any order, so it moves only after the last of them.
        """
        if not await lease.hold():
            return
        mark, shelf = self.settings.watermark, self.ports.shelf
        kept = await shelf.get("watermark") if mark else None
        reached = kept
        since = watermarks.begins(mark, kept) if mark else {}
        settled: set[str] = set()
        async for page in pages(self.ports.http, self.settings, since):
            now = datetime.now(UTC)
            for item in page.items:
                raw = self.raw(as_json(item), at=now.isoformat())
                digest = hashlib.sha256(raw.content).hexdigest()
                if digest not in self.settled:
                    await self._take(raw, deliver)
                settled.add(digest)
            if mark:
                reached = watermarks.after(mark, reached, list(page.items), now)
            if not await lease.hold():
                return  # somebody else thought us dead, and reads it all again
        if reached is not None and reached != kept:
            await shelf.put("watermark", reached)
        self.settled = frozenset(settled)

    async def _take(self, raw: Raw, deliver: Deliver) -> None:
        try:
            message = self._read(raw)
            if await self._is_changed(message, deliver):
                raw = self.raw(raw.content, **raw.about, version=_version(message))
                await deliver(self._read(raw))
        except Unreadable as error:
            await self.ports.park(raw, error.problem)
        except Unacceptable as error:
            await self.ports.park(raw, error.problems[0])

    async def _is_changed(self, message: InboundMessage, deliver: Deliver) -> bool:
        """Deliver it under the partner's own id, unless something else stands there already."""
        try:
            receipt = await deliver(message)
        except IdReused:
            return True
        if not message.attachments:
            return False
        # their bytes are fetched later, so the gateway cannot tell that a picture was added
        key, version = f"pictures:{_hash(message.external_id)}", _version(message)
        if not receipt.known or await self.ports.shelf.get(key) is None:
            await self.ports.shelf.put(key, version, REMEMBERED)
            return False
        return await self.ports.shelf.get(key) != version

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        try:
            yield self._read(raw)
        except Unreadable as error:
            raise ValueError(error.problem.code) from error

    def _read(self, raw: Raw) -> InboundMessage:
        at = datetime.fromisoformat(raw.about["at"])
        wanted = self.settings
        reading = Reading(json.loads(raw.content), wanted.fields, at, wanted.chinese_map)
        message = replace(message_of(reading, self.account, self.settings.may_fetch), raw=raw)
        if "version" not in raw.about:
            return message
        return replace(
            message,
            external_id=f"{message.external_id}#{raw.about['version']}",
            remarks=(CHANGED, *message.remarks),
        )

    async def send(self, recipient: str, reply: Reply) -> None:
        """The same words about the same item carry the same key, however often they are sent."""
        status = self.settings.status
        if status is None:
            raise NotSupported(f"{self.door} has nobody to write back to")
        body = as_json({status.id: recipient, status.text: reply.text})
        url = URL(status.url.replace("{id}", quote(recipient, safe="")), encoded=True)
        key = hashlib.sha256(f"{recipient}\0{reply.text}".encode()).hexdigest()[:32]
        request = call(self.settings, "POST", url, body, key)
        answer = await answered(self.ports.http, request, LARGEST_ANSWER)
        if answer.status == 401:
            raise TryAgain("HTTP 401")  # the token ran out: a new one comes with the settings
        if answer.status not in DONE:
            judge(answer.status)

    async def download(self, attachment: Attachment) -> bytes:
        if attachment.kind not in self.abilities.attachments:
            raise NotSupported(f"{self.name} cannot download {attachment.kind}")
        if not self.settings.may_fetch(attachment.reference):
            raise Refused("the address is not among those of this partner")
        url = URL(attachment.reference)
        # who else serves his pictures has no business with the key to his interface
        his = url.origin() == URL(self.settings.url).origin()
        request = call(self.settings, "GET", url) if his else Call("GET", url)
        return await fetched(self.ports.http, request, LARGEST_FILE)

    async def gauges(self) -> Iterable[Gauge]:
        mark = self.settings.watermark
        kept = await self.ports.shelf.get("watermark") if mark else None
        if mark is None or kept is None:
            return ()
        return (Gauge("已读到", "Read up to", watermarks.told(mark, kept)),)


def _version(message: InboundMessage) -> str:
    """Of what the item says, not of when."""
    place, person = message.location, message.person
    return _hash(
        message.title,
        message.text,
        place.address,
        str((place.latitude, place.longitude)),
        person.name,
        person.phone,
        message.kind,
        message.category,
        *(attachment.reference for attachment in message.attachments),
    )


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
