"""Reminds the stream of what a conversation wants next, as soon as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.database import Database
from gateway.reports import KeptMessage, MessageStatus
from gateway.store import notices, replies
from gateway.stream import Stream
from gateway.town import Town


@dataclass(frozen=True, slots=True)
class Prompt:
    """What it forgets the schedule finds; it only spares citizens the wait."""

    database: Database
    stream: Stream
    town: Town

    async def __call__(self, kept: Sequence[KeptMessage], *talk_ids: str) -> None:
        """After these messages have moved, or wait for the end of their turn."""
        chats = [one for one in kept if one.talk]
        if not chats and not talk_ids:
            return
        waiting = [one.item for one in chats if one.status is MessageStatus.KEPT]
        opened = [one.item for one in chats if one.status is MessageStatus.OPENED]
        told = await self.database.read(_waiting_notices, [one.report_id or "" for one in chats])
        moved = (one.talk for one in chats if one.status is not MessageStatus.KEPT)
        spoken = dict.fromkeys([*talk_ids, *moved])
        going_on = opened if talk_ids else []  # in a walk, what was opened goes on by itself
        await self.stream.append(*(replies.item(id_) for id_ in spoken), *told, *going_on)
        if waiting:
            pause = self.town.city.conversation.pause
            await self.stream.append(*waiting, after=pause)


def _waiting_notices(connection: Connection, report_ids: Sequence[str]) -> Sequence[str]:
    known = [id_ for id_ in dict.fromkeys(report_ids) if id_]
    if not known:
        return []
    noted = notices.of_reports(connection, known)
    return [notice.item for notice in noted if notice.state == "waiting"]
