"""What becomes of each thing that was fetched: a message, a word to staff, a welcome, nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.base import Deliver, IdReused, Park, Problem, Refused, TryAgain, Unacceptable
from channels.http import UNREADABLE
from channels.kefu.parse import Entered, Noticed, UnknownKind, parse
from channels.kefu.sending import Sending
from channels.message import InboundMessage, Raw, Reply
from channels.weixin.corp import UNKNOWN_KIND, said_back
from channels.weixin.texts import ID_REUSED

CODE_LASTS = timedelta(seconds=20)  # of a welcome, document 95122


@dataclass(frozen=True, slots=True)
class Taking:
    """For one door; `welcome` may be empty."""

    account: str
    raw: Callable[[bytes], Raw]
    park: Park
    sending: Sending
    welcome: str

    async def take(self, item: Any, deliver: Deliver) -> Entered | None:
        """Keeps or parks it; gives who is to be greeted. Raises what `deliver` raises."""
        raw = self.raw(json.dumps(item).encode())
        try:
            found = parse(item, self.account)
        except UnknownKind as error:
            await self.park(raw, UNKNOWN_KIND)
            await self.sending.windows.open(error.sender, error.message_id, error.sent_at)
            await self._tell(error.sender, UNKNOWN_KIND)
            return None
        except (KeyError, TypeError, ValueError):
            await self.park(raw, UNREADABLE)
            return None
        if isinstance(found, InboundMessage):
            await self._keep(replace(found, raw=raw), deliver)
        if isinstance(found, Noticed):
            await self.park(raw, found.problem)
        return found if isinstance(found, Entered) else None

    async def _keep(self, message: InboundMessage, deliver: Deliver) -> None:
        assert message.raw is not None  # `take` has just given it
        await self.sending.windows.open(message.sender, message.external_id, message.sent_at)
        try:
            await deliver(message)
        except IdReused:
            await self.park(message.raw, ID_REUSED)  # nothing that the citizen did
        except Unacceptable as error:
            await self.park(message.raw, error.problems[0])
            await self._tell(message.sender, *error.problems)

    async def _tell(self, sender: str, *problems: Problem) -> None:
        # staff see what was parked; if he cannot be told now, they tell him
        with suppress(TryAgain, Refused):
            await self.sending.send(sender, Reply(said_back(problems)))

    async def greet(self, entered: Entered | None) -> None:
        """Only while the code works; a courtesy, so what goes wrong with it is let be."""
        if entered is None or not self.welcome:
            return
        if datetime.now(UTC) - entered.at < CODE_LASTS:
            with suppress(TryAgain, Refused):
                await self.sending.welcome(entered.code, self.welcome)


def read(content: bytes, account: str) -> InboundMessage | None:
    """A kept item once more. Raises KeyError, TypeError, ValueError."""
    item: Mapping[str, Any] = json.loads(content)
    found = parse(item, account)
    return found if isinstance(found, InboundMessage) else None
