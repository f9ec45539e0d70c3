"""One line of the append-only history: who did what, from which state to which, and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from gateway.reports import KeptMessage, Report
from gateway.tickets import Ticket

Subject = Literal["message", "report", "ticket"]


class Event(StrEnum):
    KEPT = "kept"
    OPENED = "opened"
    ATTACHED = "attached"
    DRAFTED = "drafted"
    TALKED = "talked"
    DIVIDED = "divided"
    WITHDRAWN = "withdrawn"
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
    ALARMED = "alarmed"
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


@dataclass(frozen=True, slots=True)
class Deed:
    """What happened, when, by whom and why: the part of a step that its subjects share."""

    event: Event
    at: datetime
    by: str
    because: tuple[str, ...] = field(default=(), repr=False)

    def on_message(self, before: KeptMessage | None, after: KeptMessage) -> Step:
        was = before.status.value if before else None
        return self._step("message", after.id, was, after.status.value, None)

    def on_report(self, before: Report | None, after: Report) -> Step:
        was = before.status.value if before else None
        return self._step("report", after.id, was, after.status.value, after.ticket_id)

    def on_ticket(self, before: Ticket | None, after: Ticket) -> Step:
        was = before.status.value if before else None
        return self._step("ticket", after.id, was, after.status.value, after.id)

    def _step(
        self, subject: Subject, subject_id: str, was: str | None, now: str, ticket_id: str | None
    ) -> Step:
        return Step(
            subject, subject_id, self.event, self.at, self.by, was, now, ticket_id, self.because
        )
