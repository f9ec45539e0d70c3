"""The composition root: settings in, a running service out. Nobody else knows everybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from aiohttp import ClientSession, web
from pydantic import ValidationError

from channels import CHANNELS
from channels.base import Channel, ChannelSettings, Ports
from channels.webform import WebformChannel
from gateway.clock import Clock, new_id, now
from gateway.conversing import Conversation, make_conversation
from gateway.database import Database, open_database
from gateway.database.migrate import migrate, newest, revision
from gateway.doorkeeping import Doorkeeper
from gateway.doors import Doors
from gateway.flow import Flow, Walk
from gateway.handoff.base import HandOff
from gateway.handoff.embedded import EmbeddedDesk
from gateway.handoff.webhook import Webhook
from gateway.lending import Lender
from gateway.metrics import Metrics
from gateway.parts import Parts
from gateway.reports import MessageStatus, ReportStatus
from gateway.schedule import Schedule
from gateway.secrecy import Secrecy
from gateway.settings import Settings, SettingsError, explained, secret_of
from gateway.spooling import Unspool
from gateway.stages.answering import UnitDesk
from gateway.stages.attending import Attend
from gateway.stages.confirming import Desk
from gateway.stages.dispatching import Dispatch
from gateway.stages.feedback import Inform, Tell
from gateway.stages.fetching import FetchAttachment
from gateway.stages.intake import Intake
from gateway.stages.joining import Join
from gateway.stages.matching import Match
from gateway.stages.routing import Propose
from gateway.stages.surveying import Survey
from gateway.stages.understanding import Understand
from gateway.stream import open_stream
from gateway.tickets import TicketStatus
from gateway.town import Town, city_words
from gateway.web.site import make_site
from gateway.worker import Worker
from nlp.learning.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Gateway:
    """A running service: its pages, and the parts that the command line and tests use."""

    site: web.Application
    parts: Parts
    intake: Intake
    desk: Desk
    join: Join
    units: UnitDesk
    survey: Survey
    attend: Attend
    walk: Walk
    schedule: Schedule


ASK_AGAIN = 0.5  # seconds


class Share(StrEnum):
    """What of the whole this process does; several processes may share one database."""

    ALL = "all"
    DOORS = "doors"  # pages and channels
    WORK = "work"  # the stages behind them


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock = now, share: Share = Share.ALL
) -> AsyncIterator[Gateway]:
    """Everything opened, wired and at work; closed again in the reverse order.

    Raises SettingsError, CityError, sqlalchemy.exc.OperationalError, redis ConnectionError.
    """
    town = Town(settings.city, Shelf(settings.models))
    secrecy = Secrecy(secret_of(settings))
    async with (
        open_database(settings.database_url) as database,
        open_stream(settings.stream, database, clock) as stream,
        ClientSession() as http,
    ):
        await _check_shape(settings, database)
        doors = open_doors(Lender(settings, town, database, clock, http))
        keeper = Doorkeeper(database, clock, doors)
        parts = Parts(
            settings, clock, town, secrecy, database, stream, http, doors, keeper, Metrics()
        )
        gateway = wire(parts)
        async with _at_work(gateway, share):
            yield gateway


@asynccontextmanager
async def _at_work(gateway: Gateway, share: Share) -> AsyncIterator[None]:
    """The worker, the schedule and every listening door; one that dies takes all down, loudly."""
    try:
        async with asyncio.TaskGroup() as tasks:
            work = [tasks.create_task(endless) for endless in _work(gateway, share)]
            try:
                yield
            finally:
                await _ended(work)
    except ExceptionGroup as group:
        if len(group.exceptions) == 1:  # whoever is told wants the error, not the group around it
            raise group.exceptions[0] from None
        raise


async def _ended(work: Iterable[asyncio.Task[None]]) -> None:
    """A cancellation may get lost in a library that is just talking to a server; so ask again."""
    pending = set(work)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=ASK_AGAIN)


def _work(gateway: Gateway, share: Share) -> Iterator[Coroutine[None, None, None]]:
    parts = gateway.parts
    if share is not Share.DOORS:
        yield Worker(parts.stream, gateway.walk, parts.metrics, parts.settings.workers).run()
        yield gateway.schedule.run()
    deliver = gateway.intake.deliver
    yield parts.keeper.run(None if share is Share.WORK else deliver)
    if share is not Share.WORK:
        lender = parts.lender
        yield Unspool(lender.spool, parts.doors, lender.parking).run(deliver)


async def _check_shape(settings: Settings, database: Database) -> None:
    """An empty database is filled; an old one waits for the administrator's word."""
    found = await database.read(revision)
    if found is None:
        await asyncio.to_thread(migrate, settings.database_url)
    elif found != newest():
        raise SettingsError(
            f"数据库版本是 {found}，需要 {newest()}：请先运行 duokou migrate / "
            f"the database is at {found}, not {newest()}: run duokou migrate first"
        )


def wire(parts: Parts) -> Gateway:
    """Hands everybody what he needs, and nothing else."""
    p = parts
    intake = Intake(
        p.database,
        p.stream,
        p.files,
        p.raws,
        p.town,
        p.doors,
        p.secrecy,
        p.metrics,
        p.clock,
        new_id,
    )
    talk = make_conversation(p)
    desk = Desk(p.database, p.stream, p.town, p.clock)
    join = Join(p.database, p.stream, p.clock, new_id, p.announce)
    units = UnitDesk(p.database, p.stream, p.town, p.clock)
    vote_within = timedelta(days=p.settings.survey_days)
    survey = Survey(p.database, p.stream, p.clock, vote_within, p.announce)
    tell = Tell(p.database, p.clock, p.doors, p.keeper, p.full_link)
    fetch = FetchAttachment(p.database, p.files, p.doors, p.keeper, p.clock)
    walk = Walk(
        p.database, flow(p, talk), tell, fetch, talk.attend.wake, talk.say, talk.prompt, p.metrics
    )
    payloads_last = timedelta(days=p.settings.payload_days)
    schedule = Schedule(p.database, p.stream, survey, p.metrics, p.clock, p.raws, payloads_last)
    site = make_site(p, intake, desk, join, units, survey, talk.attend)
    return Gateway(site, parts, intake, desk, join, units, survey, talk.attend, walk, schedule)


def flow(p: Parts, talk: Conversation) -> Flow:
    """The program: from each status that has a stage to that stage."""
    way_to, tries = ways_out(p)
    inform = Inform(p.database, p.stream, p.clock, p.announce)
    return Flow(
        messages={
            MessageStatus.KEPT: talk.converse,
        },
        thinking={
            ReportStatus.RECEIVED: Understand(p.town, p.clock, p.announce),
            ReportStatus.UNDERSTOOD: Match(p.database, p.clock),
        },
        tickets={TicketStatus.MATCHED: Propose(p.town, p.clock)},
        outward={
            TicketStatus.CONFIRMED: Dispatch(
                p.database, p.town, p.clock, way_to, tries, p.announce
            ),
            TicketStatus.ANSWERED: inform,
            TicketStatus.NOT_ACCEPTED: inform,
        },
    )


def ways_out(p: Parts) -> tuple[Callable[[str], HandOff], int]:
    """Which destination a unit's tickets go to, and how often a hand-over is tried."""
    embedded: HandOff = EmbeddedDesk()
    wanted = p.settings.webhook
    if wanted is None:
        return (lambda unit: embedded), 1
    secret = wanted.secret.get_secret_value().encode()
    webhook: HandOff = Webhook(wanted.url, secret, p.http, p.clock, wanted.timeout)

    def way_to(unit: str) -> HandOff:
        return webhook if not wanted.units or unit in wanted.units else embedded

    return way_to, wanted.tries


def open_doors(lender: Lender) -> Doors:
    """Every door whose table stands in the settings. Raises SettingsError."""
    checked = door_settings(lender.settings, lender.town)
    return Doors(
        {name: _opened(name, table, lender.ports(name)) for name, table in checked.items()}
    )


def _opened(name: str, table: ChannelSettings, ports: Ports) -> Channel:
    kind, _, account = name.partition("-")
    return CHANNELS[kind](account, table, ports)


def door_settings(settings: Settings, town: Town) -> dict[str, ChannelSettings]:
    """The tables of the doors, checked. Raises SettingsError."""
    return {name: _checked(name, table, town) for name, table in settings.channels.items()}


def _checked(name: str, table: Mapping[str, Any], town: Town) -> ChannelSettings:
    kind, _, account = name.partition("-")
    door = CHANNELS.get(kind)
    if door is None or (account and door.mounted_at):
        known = ", ".join(sorted(CHANNELS))
        raise SettingsError(f"channels: 不认识 unknown {name}; 可用 known: {known}")
    words = city_words(town.city) if kind == WebformChannel.name else {}
    try:
        return door.Settings.model_validate({**words, **table})
    except ValidationError as error:
        raise SettingsError(explained(error, door.Settings, f"channels.{name}")) from error
