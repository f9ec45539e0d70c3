"""One line of the append-only history: who did what, from which state to which, and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

Subject = Literal["message", "report", "ticket"]


class Event(StrEnum):
    KEPT = "kept"
    OPENED = "opened"
    ATTACHED = "attached"
    UNDERSTOOD = "understood"
    MATCHED = "matched"
    PROPOSED = "proposed"
    CORRECTED = "corrected"
    CONFIRMED = "confirmed"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    RETURNED = "returned"
    RETURN_DECIDED = "return_decided"
    ANSWERED = "answered"
    ANSWERED_DIRECTLY = "answered_directly"
    NOT_ACCEPTED = "not_accepted"
    INFORMED = "informed"
    VOTED = "voted"
    SECOND_ROUND = "second_round"
    CLOSED = "closed"
    MERGED = "merged"
    SPLIT = "split"
    ALARM_SEEN = "alarm_seen"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Step:
    """`ticket_id` is the ticket the subject belongs to after the step.

    So the lines alone rebuild the present state.
    """

    subject: Subject
    subject_id: str
    event: Event
    at: datetime
    by: str  # "citizen", "machine", "user:…", "unit:…", "rules:…", "backend:…"
    was: str | None
    now: str
    ticket_id: str | None = None
    because: tuple[str, ...] = field(default=(), repr=False)
