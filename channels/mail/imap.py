"""One folder over one IMAP connection, with every way it can fail turned into TryAgain."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aioimaplib import IMAP4, AioImapException, Response

from channels.base import TryAgain
from channels.mail.settings import MailSettings

T = TypeVar("T")

PATIENCE = 30.0  # seconds for any answer, and between any two pieces of a long one
LONGEST_IDLE = 540.0  # seconds: RFC 2177 says 29 minutes, routers forget a silent line sooner

_PORTS = {"imap": 143, "imaps": 993}
_DATE = re.compile(rb'INTERNALDATE "([^"]{10,40})"')
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_QUOTED = re.compile(rb'BODY\[[A-Z]*\] "((?:[^"\\]|\\.)*)"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the server knows of a mail: its size in bytes, and when it arrived."""

    size: int
    arrived: datetime


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An open folder. A pair of `validity` and a UID never means another mail (RFC 9051, 2.3.1)."""

    client: IMAP4 = field(repr=False)
    lost: asyncio.Event
    validity: int
    next_uid: int

    def mark(self, uid: int) -> bytes:
        """Stands for a mail whose bytes cannot be had."""
        return f"UIDVALIDITY {self.validity} UID {uid}".encode()

    async def search(self, *criteria: str) -> list[int]:
        """UIDs, ascending."""
        answer = await self._ask("SEARCH", self.client.uid_search(*criteria, charset=None))
        words = b" ".join(bytes(line) for line in answer.lines[:-1]).split()
        return sorted({int(word) for word in words if word.isdigit()})

    async def envelope(self, uid: int) -> Envelope | None:
        """None when the mail is gone."""
        lines = await self._fetch(uid, "(RFC822.SIZE INTERNALDATE)")
        said = b" ".join(bytes(line) for line in lines)
        size, date = _SIZE.search(said), _DATE.search(said)
        return Envelope(int(size[1]), _moment(date[1] if date else b"")) if size else None

    async def content(self, uid: int, what: str = "") -> bytes:
        """The mail as it is, or its `HEADER`; it is not marked as seen by this."""
        lines = await self._fetch(uid, f"(BODY.PEEK[{what}])")
        literal = next((line for line in lines if isinstance(line, bytearray)), None)
        if literal is not None:
            return bytes(literal)
        quoted = _QUOTED.search(b" ".join(bytes(line) for line in lines))
        return re.sub(rb"\\(.)", rb"\1", quoted[1]) if quoted else b""

    async def mark_seen(self, uid: int) -> None:
        """As far as the server lets us; a folder may be read-only."""
        await self._try(self.client.uid("store", str(uid), "+FLAGS.SILENT", r"(\Seen)"))

    async def move(self, uid: int, folder: str) -> None:
        """As far as the server lets us: the mail stays where it is, or moves whole."""
        where = _mailbox(folder)
        if self.client.has_capability("MOVE"):
            await self._try(self.client.protocol.move(str(uid), where, by_uid=True))
            return
        if (await self._try(self.client.uid("copy", str(uid), where))).result != "OK":
            return
        await self._try(self.client.uid("store", str(uid), "+FLAGS.SILENT", r"(\Seen \Deleted)"))
        if self.client.has_capability("UIDPLUS"):  # a bare EXPUNGE would take others' mails too
            await self._try(self.client.uid("expunge", str(uid)))

    async def make(self, folder: str) -> None:
        """Unless it is there."""
        await self._try(self.client.create(_mailbox(folder)))

    async def wait(self, seconds: float) -> None:
        """Until the server has news, or so many seconds, at most nine minutes, have passed."""
        limit = min(seconds, LONGEST_IDLE)
        with suppress(TimeoutError):
            if self.client.has_capability("IDLE"):
                await self._idle(limit)
            else:
                await self._raced(asyncio.sleep(limit), limit + PATIENCE)

    async def refresh(self) -> None:
        """Only after this does a search see what came since."""
        await self._ask("NOOP", self.client.noop())

    async def _idle(self, limit: float) -> None:
        idle = await self._raced(self.client.idle_start(limit + PATIENCE), PATIENCE)
        try:
            await self._raced(self.client.wait_server_push(limit + PATIENCE), limit)
        finally:
            if not self.lost.is_set():
                self.client.idle_done()
        await self._raced(_of(idle), PATIENCE)

    async def _fetch(self, uid: int, what: str) -> list[bytes | bytearray]:
        answer = await self._ask("FETCH", self.client.uid("fetch", str(uid), what))
        return list(answer.lines[:-1])

    async def _ask(self, what: str, asking: Coroutine[Any, Any, Response]) -> Response:
        answer = await self._try(asking)
        if answer.result != "OK":
            raise TryAgain(f"the mail server answered {answer.result} to {what}")
        return answer

    async def _try(self, asking: Coroutine[Any, Any, Response]) -> Response:
        try:
            return await self._raced(asking, None)
        except TimeoutError as error:
            raise TryAgain("the mail server does not answer") from error

    async def _raced(self, asking: Coroutine[Any, Any, T], seconds: float | None) -> T:
        """The client never notices a lost connection by itself. Raises TryAgain, TimeoutError."""
        answer, lost = asyncio.ensure_future(asking), asyncio.ensure_future(self.lost.wait())
        try:
            await asyncio.wait({answer, lost}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
            raise TryAgain("the mail server hung up") if lost.done() else TimeoutError
        except (AioImapException, OSError) as error:
            raise (error if isinstance(error, TimeoutError) else _passing(error)) from error
        finally:
            answer.cancel()
            lost.cancel()
            await asyncio.gather(answer, lost, return_exceptions=True)


@asynccontextmanager
async def opened(settings: MailSettings) -> AsyncIterator[Mailbox]:
    """Logged in, with the folder selected. Raises TryAgain."""
    lost = asyncio.Event()
    at = urlsplit(settings.imap)
    client = IMAP4(
        at.hostname or "",
        at.port or _PORTS[at.scheme],
        timeout=PATIENCE,
        conn_lost_cb=lambda _error: lost.set(),
        ssl_context=tls(settings) if at.scheme == "imaps" else None,
    )
    try:
        yield await _selected(client, settings, lost)
    finally:
        await _close(client)


def tls(settings: MailSettings) -> ssl.SSLContext:
    """The system's authorities, and the one of the settings."""
    context = ssl.create_default_context()
    if settings.authority is not None:
        context.load_verify_locations(settings.authority)
    return context


async def _selected(client: IMAP4, settings: MailSettings, lost: asyncio.Event) -> Mailbox:
    line, folder = Mailbox(client, lost, 0, 0), settings.folder
    try:
        await line._raced(client.wait_hello_from_server(), PATIENCE)
        password = settings.password.get_secret_value()
        await line._ask("LOGIN", client.login(_quoted(settings.user), password))
        answer = await line._ask(f"SELECT {folder}", client.select(_mailbox(folder)))
    except TimeoutError as error:
        raise TryAgain("the mail server does not answer") from error
    said = b" ".join(bytes(part) for part in answer.lines)
    validity, next_uid = _number(rb"UIDVALIDITY", said), _number(rb"UIDNEXT", said)
    if not validity or not next_uid:
        raise TryAgain("the mail server gives no UIDVALIDITY or UIDNEXT")
    return Mailbox(client, lost, validity, next_uid)


async def _close(client: IMAP4) -> None:
    tasks = [*client.tasks, *client.protocol.tasks, client._client_task]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if client.protocol.transport is not None:
        client.protocol.transport.abort()


async def _of(future: asyncio.Future[T]) -> T:
    return await future


def _passing(error: Exception) -> TryAgain:
    return TryAgain(f"the mail server failed: {type(error).__name__}")


def _number(word: bytes, said: bytes) -> int:
    found = re.search(rb"\[" + word + rb" (\d+)\]", said)
    return int(found[1]) if found else 0


def _moment(written: bytes) -> datetime:
    try:
        return parsedate_to_datetime(written.decode("ascii", "replace").replace("-", " ", 2))
    except ValueError:
        return datetime.now(UTC)


def _mailbox(name: str) -> str:
    """A folder's name as IMAP writes it: modified UTF-7 (RFC 3501, 5.1.3), quoted."""
    said = "".join(_shifted(run) for run in re.findall(r"[ -~]+|[^ -~]+", name))
    return _quoted(said)


def _shifted(run: str) -> str:
    if run.isascii():
        return run.replace("&", "&-")
    shifted = run.encode("utf-7").decode().removeprefix("+").removesuffix("-")
    return f"&{shifted.replace('/', ',')}-"


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
