"""Whether the service is well, for load balancers, and its metrics, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from gateway.database import Database
from gateway.metrics import Metrics
from gateway.store import history
from gateway.stream import Stream


@dataclass(frozen=True, slots=True)
class Health:
    database: Database
    stream: Stream
    metrics: Metrics

    def routes(self) -> Iterable[web.RouteDef]:
        return (web.get("/health", self.health), web.get("/metrics", self.measured))

    async def health(self, request: web.Request) -> web.Response:
        """200 while new reports can be kept. A stream that is down delays, it loses nothing."""
        database, stream = await self._database(), await self._stream()
        status = 200 if database == "ok" else 503
        return web.json_response({"database": database, "stream": stream}, status=status)

    async def measured(self, request: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(self.metrics.registry),
            headers={"Content-Type": CONTENT_TYPE_LATEST},
        )

    async def _database(self) -> str:
        try:
            await self.database.read(history.newest)
        except (SQLAlchemyError, OSError) as error:
            return type(error).__name__
        return "ok"

    async def _stream(self) -> str:
        try:
            await self.stream.waiting()
        except (RedisError, SQLAlchemyError, OSError) as error:
            return type(error).__name__
        return "ok"
