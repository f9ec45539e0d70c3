"""The real commands: in a process of their own, or in this one, which spares them the start."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from typer.testing import CliRunner

from gateway.__main__ import app
from gateway.commands.plainly import say, show

PATIENCE = 120  # seconds
PLAIN = {"COLUMNS": "200", "NO_COLOR": "1"}


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: str
    err: str


def duokou(*words: str, cwd: Path, stdin: str = "", **environment: str) -> Outcome:
    """Runs `duokou WORDS` in `cwd`, whose var/ folder it then uses."""
    done = subprocess.run(
        [sys.executable, "-m", "gateway", *words],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=surroundings(**environment),
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def surroundings(**more: str) -> dict[str, str]:
    checkout = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": checkout, **PLAIN, **more}


def duokou_here(*words: str, cwd: Path, stdin: str = "", **environment: str) -> Outcome:
    """As `duokou`, in this process: where the process itself is not the point."""
    with contextlib.chdir(cwd), _own_logs(), _wide(say), _wide(show):
        done = CliRunner().invoke(app, words, input=stdin, env={**PLAIN, **environment})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Outcome(done.exit_code, done.stdout, done.stderr)


@contextlib.contextmanager
def _own_logs() -> Iterator[None]:
    """A command sets up the logs of its process; here they are put back as they were."""
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    levels = [logger.level for logger in loggers]
    handlers, logging.root.handlers = logging.root.handlers, []
    try:
        yield
    finally:
        logging.root.handlers = handlers
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextlib.contextmanager
def _wide(console: Console) -> Iterator[None]:
    """It asked how wide the terminal is when it was made."""
    width, console.width = console.width, int(PLAIN["COLUMNS"])
    try:
        yield
    finally:
        console.width = width
