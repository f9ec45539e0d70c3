"""Structured logs: one line for each event, never a citizen's words, name or number."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator

import structlog


def set_up_logs(*, machine: bool, level: int = logging.INFO) -> None:
    """JSON lines for machines, coloured lines for a person at a terminal; both on stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    ending: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        _bare_exception,
    ]
    if machine:
        ending.append(structlog.processors.JSONRenderer(ensure_ascii=False))
    else:
        ending.append(structlog.dev.ConsoleRenderer())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=ending)
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # both would write the address line of every request, and with it a secret link
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    # this one would write lines of a mail that it does not understand
    logging.getLogger("aioimaplib").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _bare_exception(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Where it broke and what kind of error it was; not its message, which may quote a citizen."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = "".join(_chain(error)).rstrip()
    return event


def _chain(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _chain(cause)
        yield "led to\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__qualname__}\n"
