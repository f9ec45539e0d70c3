"""Puts the short messages of a few seconds together into one turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from gateway.conversation.commands import command_in
from gateway.conversation.talk import Talk
from gateway.reports import KeptMessage

MINUTE = timedelta(minutes=1)
MANY = 10  # turns within a minute; whoever sends more is answered together
HURRIED = timedelta(seconds=15)  # the pause that ends a turn then, and the longest such turn


def is_flood(talk: Talk, now: datetime) -> bool:
    """Whether he has sent so many turns within a minute that he is answered all in one."""
    return sum(moment > now - MINUTE for moment in talk.lately) >= MANY


def turns(
    kept: Sequence[KeptMessage], pause: timedelta, *, flood: bool = False
) -> Sequence[Sequence[KeptMessage]]:
    """The messages, oldest first, as turns; a command is a turn of its own, but in a flood."""
    ended: list[list[KeptMessage]] = []
    for one in kept:
        steers = not flood and command_in(one.message.text) is not None
        if ended and not steers and _goes_on(ended[-1], one, pause, flood=flood):
            ended[-1].append(one)
        else:
            ended.append([one])
    return ended


def _goes_on(
    turn: Sequence[KeptMessage], one: KeptMessage, pause: timedelta, *, flood: bool
) -> bool:
    if not flood and command_in(turn[-1].message.text) is not None:
        return False
    if one.kept_at - turn[0].kept_at > HURRIED:
        return False
    return one.kept_at - turn[-1].kept_at <= pause


def ends_at(turn: Sequence[KeptMessage], pause: timedelta) -> datetime:
    """When nothing more belongs to this turn."""
    return min(turn[-1].kept_at + pause, turn[0].kept_at + HURRIED)


def counted(talk: Talk, now: datetime) -> Talk:
    """The talk with one turn more in its last minute."""
    recent = [moment for moment in talk.lately if moment > now - MINUTE]
    return replace(talk, lately=(*recent, now)[-2 * MANY :])
