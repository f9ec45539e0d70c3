"""What was opened once and is handed to those who need it."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import ClientSession

from gateway.clock import Clock
from gateway.database import Database
from gateway.doorkeeping import Doorkeeper
from gateway.doors import Doors
from gateway.files import Files
from gateway.lending import Lender
from gateway.metrics import Metrics
from gateway.raws import Raws
from gateway.secrecy import Secrecy
from gateway.settings import Settings
from gateway.stages.announcing import Announce
from gateway.stream import Stream
from gateway.town import Town
from nlp import Suggestion


@dataclass(frozen=True, slots=True)
class Parts:
    """Only the wiring (`app.py`, `web/site.py`) sees this; everybody else gets single parts."""

    settings: Settings
    clock: Clock
    town: Town
    secrecy: Secrecy
    database: Database
    stream: Stream
    http: ClientSession
    doors: Doors
    keeper: Doorkeeper
    metrics: Metrics

    @property
    def files(self) -> Files:
        return Files(self.settings.folder / "files")

    @property
    def lender(self) -> Lender:
        return Lender(self.settings, self.town, self.database, self.clock, self.http)

    @property
    def raws(self) -> Raws:
        return self.lender.raws

    @property
    def announce(self) -> Announce:
        return Announce(self.town, self.doors, self.clock)

    def full_link(self, number: str) -> str:
        return f"{self.settings.address}{self.secrecy.link(number)}"

    def read(self, text: str) -> Suggestion:
        return self.town.understanding(self.town.today(self.clock())).suggest(text)
