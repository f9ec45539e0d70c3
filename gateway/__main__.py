"""The command line: every way an administrator starts, feeds, checks and mends the gateway."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from aiohttp import web
from redis.exceptions import RedisError
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from gateway.app import running
from gateway.logs import set_up_logs
from gateway.settings import Settings, SettingsError, read_settings
from routing_rules import CityError

log = logging.getLogger(__name__)

FAILED, WRONG = 1, 2  # exit codes: it could not be done; it was asked for in a wrong way

app = typer.Typer(
    name="duokou",
    help="多口归一：12345 热线的诉求接入网关 / intake gateway of a 12345 hotline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
say = Console(stderr=True, highlight=False)

SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings", "-s", help="设置文件 / settings file (TOML)", envvar="DUOKOU_SETTINGS"
    ),
]


@contextlib.contextmanager
def plainly() -> Iterator[None]:
    """One plain sentence and the right exit code for whatever stops a command."""
    try:
        yield
    except (SettingsError, CityError) as error:
        say.print(str(error), style="red", markup=False)
        raise typer.Exit(WRONG) from error
    except SQLAlchemyError as error:
        say.print(f"数据库不可用 / the database cannot be used: {error.args[0]}", markup=False)
        raise typer.Exit(FAILED) from error
    except RedisError as error:
        say.print(f"Redis 不可用 / Redis cannot be reached: {error}", markup=False)
        raise typer.Exit(FAILED) from error
    except OSError as error:
        say.print(f"{error.strerror or error}: {error.filename or ''}", markup=False)
        raise typer.Exit(FAILED) from error


def settings_of(path: Path | None) -> Settings:
    return read_settings(path, os.environ)


@app.callback()
def duokou() -> None:
    """Only so that there may be subcommands before there are two of them."""


@app.command()
def serve(settings: SettingsFile = None) -> None:
    """启动网关 / run the gateway until Ctrl-C or SIGTERM."""
    set_up_logs(machine=not sys.stderr.isatty())
    with plainly():
        uvloop.run(serve_until_stopped(settings_of(settings)))


async def serve_until_stopped(
    settings: Settings, started: Callable[[str], None] = lambda address: None
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running(settings) as gateway:
        runner = web.AppRunner(gateway.site, handle_signals=False, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
            log.info("listening on %s:%s", settings.host, settings.port)
            started(settings.address)
            await stop.wait()
        finally:
            await runner.cleanup()


def main() -> None:
    app()


if __name__ == "__main__":
    main()
