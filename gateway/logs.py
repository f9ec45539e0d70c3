"""Structured logs: one line for each event, never a citizen's words, name or number."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logs(*, machine: bool, level: int = logging.INFO) -> None:
    """JSON lines for machines, coloured lines for a person at a terminal; both on stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    ending: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta
    ]
    if machine:
        ending += [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        # the default shows the local variables of every frame: citizens' words
        plain = structlog.dev.plain_traceback
        ending.append(structlog.dev.ConsoleRenderer(exception_formatter=plain))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=ending)
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # both would write the address line of every request, and with it a secret link
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
