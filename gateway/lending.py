"""What the gateway lends each door."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import ClientSession

from channels.base import Ports
from gateway.clock import Clock
from gateway.database import Database
from gateway.doors import Parking, StoredShelf
from gateway.files import Files
from gateway.raws import Raws
from gateway.records import StoredRecords
from gateway.settings import Settings
from gateway.spooling import SpoolFolder
from gateway.town import Town


@dataclass(frozen=True, slots=True)
class Lender:
    settings: Settings
    town: Town
    database: Database
    clock: Clock
    http: ClientSession

    @property
    def raws(self) -> Raws:
        return Raws(Files(self.settings.folder / "payloads"))

    @property
    def parking(self) -> Parking:
        return Parking(self.database, self.raws, self.clock)

    @property
    def spool(self) -> SpoolFolder:
        return SpoolFolder(self.settings.folder / "spool")

    def ports(self, door: str) -> Ports:
        shelf = StoredShelf(self.database, self.clock, door)
        records = StoredRecords(self.database, self.town, door.partition("-")[0])
        return Ports(self.http, shelf, self.parking, self.spool, records)
