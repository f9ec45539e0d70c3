"""Calls the Bot API with python-telegram-bot, over the service's own HTTP session."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from typing import Any

from aiohttp import ClientSession
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.request import BaseRequest, RequestData

from channels.base import Refused, TryAgain
from channels.calling import PATIENCE, Call, answered
from channels.http import MIB
from channels.telegram.settings import TelegramSettings

LARGEST_FILE = 20 * MIB  # Bot API, getFile: more cannot be downloaded
LARGEST_ANSWER = LARGEST_FILE + MIB
FLOODED_FOR = 30  # seconds to keep still when a 429 does not say how long

# what Telegram says of a refusal; anything else could be a proxy's page and is not repeated
_PLAIN = re.compile(r"[A-Za-z_' ,:()-]{1,90}")

# at DEBUG it would write what citizens are told
logging.getLogger("telegram").setLevel(logging.WARNING)


class Flooded(TelegramError):
    """429: Telegram will take nothing for so many seconds.

    Stands in for RetryAfter, which warns unless an environment variable is set.
    """

    __slots__ = ("seconds",)

    def __init__(self, seconds: int) -> None:
        super().__init__("flood control")
        self.seconds = seconds


class SessionRequest(BaseRequest):
    """Our session instead of httpx: three times as fast, and closed with everything else."""

    __slots__ = ("_http",)

    def __init__(self, http: ClientSession) -> None:
        self._http = http

    @property
    def read_timeout(self) -> float:
        return PATIENCE

    async def initialize(self) -> None:
        """The session is open already."""

    async def shutdown(self) -> None:
        """Whoever opened the session closes it."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        *_others: object,
        **_named: object,
    ) -> tuple[int, bytes]:
        patience = read_timeout if isinstance(read_timeout, int | float) else PATIENCE
        said = json.dumps(request_data.parameters).encode() if request_data else None
        call = Call(method, url, {"Content-Type": "application/json"}, said)
        answer = await answered(self._http, call, LARGEST_ANSWER, patience)
        if answer.status == 429:
            raise Flooded(_retry_after(answer.content))
        return answer.status, answer.content

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            found = json.loads(payload)
        except (ValueError, RecursionError) as error:  # the library's own would log the payload
            raise TelegramError("unreadable answer") from error
        if not isinstance(found, dict):
            raise TelegramError("unreadable answer")
        return found


class QuietBot(Bot):
    """A bot that does not tell its token, and gives updates as they came."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "QuietBot"

    async def updates(
        self, offset: int | None, allowed: Sequence[str], patience: int
    ) -> Sequence[Any]:
        """Waits up to `patience` seconds; parsing all at once, one bad update would spoil all."""
        asked = {"offset": offset, "timeout": patience, "allowed_updates": list(allowed)}
        found = await self._post("getUpdates", asked, read_timeout=patience + PATIENCE)
        if not isinstance(found, list):
            raise TelegramError("unreadable answer")
        return found


def bot_of(settings: TelegramSettings, http: ClientSession) -> QuietBot:
    request = SessionRequest(http)
    return QuietBot(
        settings.token.get_secret_value(),
        base_url=f"{settings.api}/bot",
        base_file_url=f"{settings.api}/file/bot",
        request=request,
        get_updates_request=request,
    )


def judged(error: TelegramError) -> TryAgain | Refused:
    """Blocked, unknown or malformed stays so; a wrong token, a conflict and the rest may pass."""
    if isinstance(error.__cause__, TryAgain | Refused):
        return error.__cause__
    said = error.message if _PLAIN.fullmatch(error.message) else ""
    reason = f"Telegram: {type(error).__name__} {said}".rstrip()
    lasting = isinstance(error, Forbidden | BadRequest | ChatMigrated)
    if lasting and "temporarily unavailable" not in error.message:
        return Refused(reason)
    return TryAgain(reason)


def _retry_after(payload: bytes) -> int:
    """Seconds; Bot API, ResponseParameters."""
    try:
        return max(1, int(json.loads(payload)["parameters"]["retry_after"]))
    except (ValueError, LookupError, TypeError):
        return FLOODED_FOR
