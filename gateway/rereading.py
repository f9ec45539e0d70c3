"""Reads a payload that was kept once more, and delivers what it says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum

from channels.base import Channel, Deliver, IdReused, NotSupported, Problem, Unacceptable
from channels.http import UNREADABLE, Rejected
from channels.message import InboundMessage, Raw, Receipt


class Outcome(StrEnum):
    """What became of one message of a payload, or of a payload without any."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"  # known, but with other content; the first stands
    REFUSED = "refused"
    NOTHING = "nothing"  # genuine, but no message: an event, a greeting, a machine's mail
    UNREADABLE = "unreadable"
    GONE = "gone"  # its file is not there any more


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that is kept now, and what its sender may be told."""

    message: InboundMessage
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Read:
    """`problems` say why a message, or the whole payload, was not taken."""

    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    taken: Taken | None = None


async def reread(door: Channel, raw: Raw, deliver: Deliver) -> AsyncIterator[Read]:
    """One for each message of the payload, as soon as it is delivered; at least one.

    Raises Unavailable; what came before it has been delivered.
    """
    try:
        messages = list(door.again(raw))
    except (KeyError, TypeError, ValueError, Rejected, NotSupported):
        yield Read(Outcome.UNREADABLE, (UNREADABLE,))
        return
    except Unacceptable as error:
        yield Read(Outcome.REFUSED, error.problems)
        return
    for message in messages:
        yield await _delivered(message, deliver)
    if not messages:
        yield Read(Outcome.NOTHING)


async def _delivered(message: InboundMessage, deliver: Deliver) -> Read:
    try:
        receipt = await deliver(message)
    except IdReused as error:
        return Read(Outcome.CHANGED, error.problems)
    except Unacceptable as error:
        return Read(Outcome.REFUSED, error.problems)
    outcome = Outcome.KNOWN if receipt.known else Outcome.NEW
    return Read(outcome, taken=Taken(message, receipt))
