"""How every command ends: one plain sentence and the right exit code."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import typer
from redis.exceptions import RedisError
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from gateway.settings import SettingsError
from routing_rules import CityError

FAILED, WRONG = 1, 2  # it could not be done; it was asked for in a wrong way

say = Console(stderr=True, highlight=False)
show = Console(highlight=False)


class CommandFailed(Exception):
    """It could not be done; the message says why, Chinese and English."""


class WrongUse(Exception):
    """It was asked for in a wrong way; the message says how to ask."""


@contextlib.contextmanager
def plainly() -> Iterator[None]:
    """Whatever stops a command, the person reads a sentence and no stack trace."""
    try:
        yield
    except (SettingsError, CityError, WrongUse) as error:
        raise _end(str(error), WRONG) from error
    except CommandFailed as error:
        raise _end(str(error), FAILED) from error
    except SQLAlchemyError as error:
        first = str(error.args[0] if error.args else error).splitlines()[0]
        raise _end(f"数据库不可用 / the database cannot be used: {first}", FAILED) from error
    except RedisError as error:
        raise _end(f"Redis 不可用 / Redis cannot be reached: {error}", FAILED) from error
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        raise _end(f"{error.strerror or error}{where}", FAILED) from error


def _end(words: str, code: int) -> typer.Exit:
    say.print(words, style="red", markup=False)
    return typer.Exit(code)
