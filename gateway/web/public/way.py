"""The way of a report in a citizen's words: where it stands, since when, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gateway.history import Event
from gateway.reports import ReportStatus
from gateway.tickets import TicketStatus
from gateway.web.public.reading import Found, Matter

Words = tuple[str, str]  # Chinese, English

MOVED = frozenset({Event.MERGED, Event.SPLIT, Event.MATCHED})
ENDINGS = frozenset({Event.ANSWERED, Event.ANSWERED_DIRECTLY, Event.NOT_ACCEPTED})
REACHED = {
    TicketStatus.DISPATCHED: 2,
    TicketStatus.SIGNED: 3,
    TicketStatus.ANSWERED: 3,
    TicketStatus.NOT_ACCEPTED: 3,
}
RECEIVED, ACCEPTED, DISPATCHED, HANDLED, ANSWERED, RATED = range(6)

NAMES: tuple[Words, ...] = (
    ("已收到", "Received"),
    ("已受理", "Accepted"),
    ("已派单", "Sent to the unit"),
    ("办理中", "Being handled"),
    ("已答复", "Answered"),
    ("已评价", "Rated"),
)
AGAIN: Words = ("重新受理", "Taken up again")
REFUSED: Words = ("不予受理", "Not accepted")
CLOSED: Words = ("已结束", "Closed")


@dataclass(frozen=True, slots=True)
class Mark:
    """One step of the way; `at` is missing where only its being past is known."""

    name: Words
    state: Literal["done", "now", "ahead"]
    at: datetime | None = None


def ending(matter: Matter) -> Event | None:
    """How the result came about that this citizen was last told; None before there is one."""
    told = matter.report.informed_at
    if told is None:
        return None
    ends = [step.event for step in matter.steps if step.event in ENDINGS and step.at <= told]
    return ends[-1] if ends else None


def reached(found: Found) -> int:
    """The step in which the report stands, from RECEIVED to RATED."""
    if found.matter is None:
        return RECEIVED
    match found.matter.report.status:
        case ReportStatus.RECEIVED | ReportStatus.UNDERSTOOD:
            return RECEIVED
        case ReportStatus.INFORMED:
            return ANSWERED
        case ReportStatus.CLOSED:
            return RATED
    return REACHED.get(found.matter.ticket.status, ACCEPTED)


def way(found: Found) -> tuple[Mark, ...]:
    """Every step that this report takes, the present one marked."""
    here = reached(found)
    times = _times(found)
    return tuple(
        Mark(_name(found, step), _state(step, here), times.get(step) if step <= here else None)
        for step in _taken(found)
    )


def _taken(found: Found) -> tuple[int, ...]:
    """What the hotline answers or refuses itself never goes to a unit."""
    if found.matter and ending(found.matter) in {Event.ANSWERED_DIRECTLY, Event.NOT_ACCEPTED}:
        return (RECEIVED, ACCEPTED, ANSWERED, RATED)
    return (RECEIVED, ACCEPTED, DISPATCHED, HANDLED, ANSWERED, RATED)


def _state(step: int, here: int) -> Literal["done", "now", "ahead"]:
    if step == here:
        return "now"
    return "done" if step < here else "ahead"


def _name(found: Found, step: int) -> Words:
    matter = found.matter
    if matter is not None:
        if step == ACCEPTED and matter.report.round > 1:
            return AGAIN
        if step == ANSWERED and ending(matter) is Event.NOT_ACCEPTED:
            return REFUSED
        if step == RATED and reached(found) == RATED and not voted(matter):
            return CLOSED
    return NAMES[step]


def voted(matter: Matter) -> bool:
    """Whether the citizen has had his say on the present round."""
    return any(vote.round == matter.report.round for vote in matter.votes)


def _times(found: Found) -> dict[int, datetime | None]:
    times: dict[int, datetime | None] = {RECEIVED: found.kept.kept_at}
    matter = found.matter
    if matter is None:
        return times
    ticket, report = matter.ticket, matter.report
    joined = _last(matter, *MOVED)
    accepted = _last(matter, Event.SECOND_ROUND) if report.round > 1 else joined
    closed = _last(matter, Event.VOTED, Event.CLOSED)
    return times | {
        ACCEPTED: accepted,
        DISPATCHED: _not_before(ticket.dispatched_at, joined),
        HANDLED: _not_before(ticket.signed_at, joined),
        ANSWERED: report.informed_at,
        RATED: closed,
    }


def _last(matter: Matter, *events: Event) -> datetime | None:
    mine = [step.at for step in matter.steps if step.subject == "report" and step.event in events]
    return mine[-1] if mine else None


def _not_before(at: datetime | None, joined: datetime | None) -> datetime | None:
    """A report that joined a ticket on its way takes part from then on."""
    return max(at, joined) if at and joined else at
