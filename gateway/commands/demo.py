"""`duokou demo`: a sample city with a day of sample reports, to look at and to try."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

from rich.panel import Panel
from rich.progress import Progress

from gateway.app import Gateway
from gateway.commands.plainly import say, show
from gateway.commands.sample_day import Sample, events, sample_day
from gateway.commands.sending import Sender, send_all
from gateway.commands.serving import listening, stopped
from gateway.commands.waiting import handed_over, through
from gateway.passwords import hashed
from gateway.people import Role, User
from gateway.settings import Settings
from gateway.store import people, tickets
from gateway.tickets import Ticket, TicketStatus

PASSWORD = "duokou-demo-2026"  # the demo listens on this machine only
USERS = (
    User("operator", "", frozenset({Role.OPERATOR})),
    User("supervisor", "", frozenset({Role.OPERATOR, Role.SUPERVISOR})),
    User("unit", "", frozenset({Role.UNIT}), unit="xn-gs"),
)
PARTNER = "sample"
LINES = {"12345": "12345 热线", "12315": "12315 消费维权", "12319": "12319 城建热线"}


async def run(folder: Path, port: int) -> None:
    """Until stopped. A second run in the same folder goes on from the first."""
    settings = demo_settings(folder, port)
    stop = stopped()
    async with listening(settings) as gateway:
        await _add_users(gateway)
        feeding = asyncio.create_task(_feed(gateway, settings))
        try:
            await asyncio.wait(
                {feeding, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED
            )
            if feeding.done():
                feeding.result()
                _announce(settings)
                await stop.wait()
        finally:
            feeding.cancel()


def demo_settings(folder: Path, port: int) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    systems = {PARTNER: {"name": "样例平台", "secret": _key(folder)}}
    return Settings(
        folder=folder,
        port=port,
        channels={
            "webform": {},
            "partner": {"partners": systems},
            "hotline": {"systems": systems, "lines": LINES},
            "media": {"systems": systems},
        },
    )


def _key(folder: Path) -> str:
    """The sample partner's key, made once, so that a second run is known by it."""
    path = folder / "sample-partner.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()


async def _add_users(gateway: Gateway) -> None:
    stored = await asyncio.to_thread(hashed, PASSWORD)
    for user in USERS:
        known = User(user.name, stored, user.roles, user.unit)
        await gateway.parts.database.write(people.add, known, gateway.parts.clock())


async def _feed(gateway: Gateway, settings: Settings) -> None:
    samples = sample_day(gateway.parts.town.city)
    sender = Sender(gateway.parts.http, settings.address, PARTNER, _key(settings.folder))
    numbers = await send_all(sender, samples)
    with Progress(console=say) as bars:
        bar = bars.add_task("理解归并 understanding", total=len(numbers))
        await through(
            gateway.parts.database,
            list(numbers.values()),
            lambda ready: bars.update(bar, completed=ready),
        )
    await _merge_events(gateway, samples, numbers)


async def _merge_events(gateway: Gateway, samples: list[Sample], numbers: dict[str, str]) -> None:
    """What a supervisor does first: merge what is one event, and let the most urgent one go."""
    supervisor = USERS[1]
    for event in events(samples):
        first, *others = [numbers[sample.id] for sample in event]
        for other in others:
            await _merge(gateway, other, first, supervisor)
    target = await _ticket_of(gateway, numbers[samples[0].id])
    if target.status is TicketStatus.PROPOSED:
        await gateway.desk.confirm(target.id, target.version, supervisor)
        await handed_over(gateway.parts.database, target.id)


async def _merge(gateway: Gateway, number: str, into: str, by: User) -> None:
    source, target = await _ticket_of(gateway, number), await _ticket_of(gateway, into)
    if source.id != target.id:
        await gateway.join.merge(source.id, target.id, source.version, by)


async def _ticket_of(gateway: Gateway, number: str) -> Ticket:
    return await gateway.parts.database.read(tickets.of_receipt, number)


def _announce(settings: Settings) -> None:
    at = settings.address
    logins = "、".join(user.name for user in USERS)
    show.print(
        Panel(
            f"反映问题 citizens      {at}/report\n"
            f"查进度 progress        {at}/progress\n"
            f"热线工作台 desk        {at}/desk\n"
            f"承办单位 units         {at}/units\n"
            f"登记来电 calls         {at}/desk/calls/new\n"
            f"合作平台 partners      {at}/channels/partner/openapi.json\n"
            f"呼叫中心 call centres  {at}/channels/hotline/openapi.json\n"
            f"媒体 press             {at}/channels/media/openapi.json\n\n"
            f"登录 log-ins           {logins}\n"
            f"密码 password          {PASSWORD}\n\n"
            "Ctrl-C 结束 ends it",
            title="多口归一 duokou",
            expand=False,
        )
    )
