"""The real command in a process of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from gateway.__main__ import app

PATIENCE = 120  # seconds


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
    return {**os.environ, "PYTHONPATH": checkout, "COLUMNS": "200", "NO_COLOR": "1", **more}


def duokou_here(*words: str, cwd: Path) -> Outcome:
    """As `duokou`, in this process: for commands that only read files and print."""
    with contextlib.chdir(cwd):
        done = CliRunner().invoke(app, words, env={"COLUMNS": "200", "NO_COLOR": "1"})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Outcome(done.exit_code, done.stdout, done.stderr)
