"""A mailbox at work against real servers: the small one always, Dovecot where it is installed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from channels.base import Deliver
from channels.mail import MailChannel
from channels.message import InboundMessage
from tests.channels.far_side import FakeProvider, Inbox
from tests.channels.mail_side import MailSide, mail_side
from tests.channels.ports import CarPark, MemoryShelf, ports
from tests.channels.specimens.mail import SPECIMEN
from tests.servers.imap import Imap, dovecot, running_dovecot, shared_imap

LIMIT = 30  # seconds until a test says that it waited in vain
SERVERS = ("small", "dovecot") if dovecot() else ("small",)


@dataclass
class Post:
    """A mailbox, its far side, and what came through."""

    channel: MailChannel
    side: MailSide
    inbox: Inbox
    shelf: MemoryShelf
    park: CarPark

    async def place(self, *mails: bytes, flags: str = "") -> None:
        await asyncio.to_thread(self.side.server.place, self.side.folder, *mails, flags=flags)

    async def renumber(self, *mails: bytes) -> None:
        await asyncio.to_thread(self.side.server.renumber, self.side.folder, *mails)

    async def marked(self, sign: str, folder: str = "") -> int:
        where = folder or self.side.folder
        return await asyncio.to_thread(self.side.server.marked, where, sign)

    async def listen_until(
        self, happened: Callable[[], bool], deliver: Deliver | None = None
    ) -> None:
        """Listens until it has happened and was noted down; raises what listening raised."""
        task = asyncio.create_task(self.channel.listen(deliver or self.inbox.deliver))
        try:
            async with asyncio.timeout(LIMIT):
                while True:
                    if task.done() or (happened() and self.rests()):
                        break
                    await asyncio.sleep(0.01)
            if task.done():
                task.result()
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task

    def rests(self) -> bool:
        waiting, _ = self.shelf.standing.get("waiting", ("0", None))
        return waiting == "0"

    async def take(self) -> list[InboundMessage]:
        """Listens until everything that lies there was looked at; what came through since."""
        before = len(self.inbox.messages)
        self.shelf.standing.pop("looked", None)
        await self.listen_until(lambda: "looked" in self.shelf.standing)
        return self.inbox.messages[before:]

    async def looked(self) -> None:
        async with asyncio.timeout(LIMIT):
            while True:
                if "looked" in self.shelf.standing:
                    return
                await asyncio.sleep(0.01)

    @property
    def reasons(self) -> list[str]:
        return [problem.code for _, problem in self.park.parked]


@pytest.fixture(scope="session")
def _dovecot() -> Iterator[Imap]:
    with running_dovecot() as server:
        yield server


@pytest.fixture(params=SERVERS)
def imap(request: pytest.FixtureRequest) -> Imap:
    if request.param == "small":
        return shared_imap()
    server: Imap = request.getfixturevalue("_dovecot")
    return server


@pytest.fixture
async def post(imap: Imap) -> AsyncIterator[Post]:
    async with AsyncExitStack() as stack:
        yield await opened_post(stack, imap)


async def opened_post(stack: AsyncExitStack, imap: Imap, **settings: object) -> Post:
    stirred = asyncio.Event()
    side = await stack.enter_async_context(mail_side(FakeProvider({}, stirred=stirred), imap))
    http = await stack.enter_async_context(ClientSession())
    specimen = replace(SPECIMEN, settings={**SPECIMEN.settings, **settings})
    for sign, place in side.places.items():
        specimen = specimen.at(place, sign)
    shelf, park = MemoryShelf(), CarPark()
    lent = replace(ports(http), shelf=shelf, park=park)
    channel = MailChannel("", MailChannel.Settings.model_validate(specimen.settings), lent)
    return Post(channel, side, Inbox(stirred=stirred), shelf, park)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of `localhost` that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem, secret = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return pem, secret
