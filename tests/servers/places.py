"""Where a server finds its program and puts its data: readable to whoever it runs as."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOCKET_PATH = 100  # characters of a unix socket's path that every system takes


class NoServer(Exception):
    """A server that the tests need cannot be started; the message says which and why."""


def packaged(package: str) -> Path:
    """The folder of an installed package, without importing it. Raises NoServer."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise NoServer(f"{package} is not installed: it is one of the development dependencies")
    return Path(found.origin).parent


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder for data and a unix socket, whose path the system limits to about 100."""
    base = tempfile.gettempdir()
    folder = Path(
        tempfile.mkdtemp(prefix="dk", dir=base if len(base) < SOCKET_PATH / 2 else "/tmp")
    )
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ordinary_user() -> str | None:
    """Whom a server that refuses root should run as; None when we are ordinary ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody").pw_name
    except KeyError as error:
        raise NoServer("PostgreSQL refuses root, and there is no user nobody") from error


def reachable(package: Path, program: str, user: str | None, folder: Path) -> Path:
    """`program` of `package`, from a copy in `folder` when that user may not enter the package."""
    if user is None or _runs(package / program, user):
        return package / program
    site = folder / "site"
    shutil.copytree(package, site / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")  # the wheel's own, found beside it
    if libraries.exists():
        shutil.copytree(libraries, site / libraries.name, symlinks=True)
    return site / package.name / program


def _runs(program: Path, user: str) -> bool:
    try:
        subprocess.run([program, "--version"], user=user, check=True, capture_output=True, cwd="/")
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True
