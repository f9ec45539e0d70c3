"""The units' side of the domain: tickets, their statuses and the steps they may take. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self


class TicketStatus(StrEnum):
    RECEIVED = "received"  # 待受理: its first report is being understood
    MATCHED = "matched"  # 已受理
    PROPOSED = "proposed"  # 待确认: waits for a person
    CONFIRMED = "confirmed"  # 待派单
    DISPATCHED = "dispatched"  # 已派单: waits for the unit
    SIGNED = "signed"  # 已签收: waits for the unit
    RETURNED = "returned"  # 申请退单: waits for a person
    ANSWERED = "answered"  # 已答复, by a unit or by the hotline itself
    NOT_ACCEPTED = "not_accepted"  # 不予受理, with a reason for the citizen
    SURVEYING = "surveying"  # 待回访: waits for the citizen, with a limit
    CLOSED = "closed"  # 已归档
    MERGED = "merged"  # 已并单: its reports are with another ticket


NEXT: dict[TicketStatus, frozenset[TicketStatus]] = {
    TicketStatus.RECEIVED: frozenset({TicketStatus.MATCHED, TicketStatus.MERGED}),
    TicketStatus.MATCHED: frozenset({TicketStatus.PROPOSED, TicketStatus.MERGED}),
    TicketStatus.PROPOSED: frozenset(
        {
            TicketStatus.PROPOSED,
            TicketStatus.CONFIRMED,
            TicketStatus.ANSWERED,
            TicketStatus.NOT_ACCEPTED,
            TicketStatus.MERGED,
            TicketStatus.CLOSED,  # its citizens withdrew it
        }
    ),
    TicketStatus.CONFIRMED: frozenset({TicketStatus.DISPATCHED}),
    TicketStatus.DISPATCHED: frozenset(
        {TicketStatus.SIGNED, TicketStatus.RETURNED, TicketStatus.ANSWERED, TicketStatus.MERGED}
    ),
    TicketStatus.SIGNED: frozenset(
        {TicketStatus.RETURNED, TicketStatus.ANSWERED, TicketStatus.MERGED}
    ),
    TicketStatus.RETURNED: frozenset(
        {TicketStatus.PROPOSED, TicketStatus.CONFIRMED, TicketStatus.SIGNED, TicketStatus.MERGED}
    ),
    TicketStatus.ANSWERED: frozenset({TicketStatus.SURVEYING}),
    TicketStatus.NOT_ACCEPTED: frozenset({TicketStatus.SURVEYING}),
    TicketStatus.SURVEYING: frozenset({TicketStatus.CLOSED, TicketStatus.MATCHED}),
    TicketStatus.CLOSED: frozenset({TicketStatus.MATCHED}),
    TicketStatus.MERGED: frozenset({TicketStatus.MATCHED}),
}

OPEN = frozenset(TicketStatus) - {TicketStatus.CLOSED, TicketStatus.MERGED}
WITH_THE_UNIT = frozenset({TicketStatus.DISPATCHED, TicketStatus.SIGNED})
FOR_STAFF = frozenset({TicketStatus.PROPOSED, TicketStatus.RETURNED})


class StepNotAllowed(Exception):
    """The status does not allow this step; the two statuses say which."""

    def __init__(self, was: StrEnum, now: StrEnum) -> None:
        super().__init__(f"{was} does not lead to {now}")
        self.was = was
        self.now = now


@dataclass(frozen=True, slots=True)
class Place:
    text: str = field(default="", repr=False)
    area: str | None = None  # the city's area code
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who should handle it and why; confirmed or corrected by a person."""

    lead: str
    assists: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    mode: str = "one_key"  # or "supervisor"
    rule: str = ""
    confidence: float = 0.0  # 0 to 1
    emergency_first: bool = False
    contested: str = ""  # the decisive question, when duties overlap
    because: tuple[str, ...] = ()
    city_version: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What the unit (or the hotline) answered; `for_citizen` is what he reads."""

    for_citizen: str = field(repr=False)
    internal: str = field(default="", repr=False)
    by: str = ""
    claims_solved: bool | None = None  # the unit's own word, kept apart from the citizen's


@dataclass(frozen=True, slots=True)
class Return:
    """A unit says "not ours": why, and whose it is instead."""

    unit: str
    reason: str = field(repr=False)
    proposed: str = ""  # unit
    code: str = ""  # of stages.answering.RETURN_REASONS


@dataclass(frozen=True, slots=True)
class Ticket:
    """One matter at one place, for the units that handle it."""

    id: str
    number: str
    status: TicketStatus
    created_at: datetime
    since: datetime  # when it took its present status
    title: str = field(default="", repr=False)
    kind: str = ""
    category: str = ""  # the city's code; "" while nobody knows
    urgency: str = "U3"
    place: Place = Place()
    round: int = 1
    proposal: Proposal | None = None
    lead: str = ""
    assists: tuple[str, ...] = ()
    due_at: datetime | None = None
    due_set_by: str = ""  # the person who set the deadline by hand
    dispatches: int = 0  # how often it was handed over; part of the idempotency key
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    answered_at: datetime | None = None
    returning: Return | None = None
    result: Result | None = None
    merged_into: str | None = None
    confidential: bool = False
    alarm: bool = False  # danger: a person must look at once
    alarm_sure: float = 0.0  # how sure that danger is, 0 to 1; 1 where a citizen asked for help
    alarm_seen_by: str = ""
    reports: int = 1
    version: int = 1

    def alarmed(self, sure: float) -> Self:
        """The same ticket with a danger that nobody has looked at yet."""
        surest = max(sure, self.alarm_sure)
        return replace(self, alarm=True, alarm_sure=surest, alarm_seen_by="", urgency="U0")

    def to(self, status: TicketStatus, at: datetime) -> Self:
        """The same ticket in its next status. Raises StepNotAllowed."""
        if status not in NEXT[self.status]:
            raise StepNotAllowed(self.status, status)
        return replace(self, status=status, since=at)
