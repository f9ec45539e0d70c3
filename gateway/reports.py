"""The citizen's side of the domain: kept messages and reports. Pure, no I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from channels.message import InboundMessage
from nlp import Suggestion


class MessageStatus(StrEnum):
    """Where a kept message stands; every status but KEPT is its one visible outcome."""

    KEPT = "kept"
    OPENED = "opened"  # it became a report of its own
    ATTACHED = "attached"  # it says more about a report that was there already
    DRAFTED = "drafted"  # part of a report that is not filed yet; its conversation goes on
    TALKED = "talked"  # talk that needs no report: a greeting, a question that was answered
    DIVIDED = "divided"  # it told of several matters; each became a message of its own


class ReportStatus(StrEnum):
    RECEIVED = "received"
    UNDERSTOOD = "understood"
    FILED = "filed"  # its ticket is being handled
    INFORMED = "informed"  # the citizen has the result; his vote is open
    CLOSED = "closed"


class Relation(StrEnum):
    """How a message or report stands to what was known before it."""

    NEW = "new"
    REPEAT = "repeat"  # the same words of the same person, while the report is open
    SUPPLEMENT = "supplement"  # names an open report of its own
    CHASE = "chase"  # the same person asks where his open matter stands
    SECOND_ROUND = "second_round"  # the same person is not content with the result
    SAME_EVENT = "same_event"  # other people, one ticket; a person confirmed it


MESSAGE_NEXT: dict[MessageStatus, frozenset[MessageStatus]] = {
    MessageStatus.KEPT: frozenset(MessageStatus) - {MessageStatus.KEPT},
    MessageStatus.DRAFTED: frozenset(MessageStatus) - {MessageStatus.KEPT, MessageStatus.DRAFTED},
    MessageStatus.OPENED: frozenset(),
    MessageStatus.ATTACHED: frozenset({MessageStatus.OPENED}),  # a person: it is another matter
    MessageStatus.TALKED: frozenset(),
    MessageStatus.DIVIDED: frozenset(),
}

REPORT_NEXT: dict[ReportStatus, frozenset[ReportStatus]] = {
    ReportStatus.RECEIVED: frozenset({ReportStatus.UNDERSTOOD}),
    ReportStatus.UNDERSTOOD: frozenset({ReportStatus.FILED}),
    ReportStatus.FILED: frozenset({ReportStatus.INFORMED, ReportStatus.CLOSED}),
    ReportStatus.INFORMED: frozenset({ReportStatus.CLOSED, ReportStatus.FILED}),
    ReportStatus.CLOSED: frozenset({ReportStatus.FILED}),
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An attachment's bytes as they are kept: by content, once."""

    digest: str  # SHA-256, hexadecimal
    media_type: str
    size: int  # bytes
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message in the store. `message` is what arrived and never changes.

    `answers` is what it answered in a conversation: "where", "when", "reach" (how to reach him),
    "aside" (it steers the conversation), or "" for the matter itself.
    """

    id: str
    number: str
    message: InboundMessage
    kept_at: datetime
    status: MessageStatus
    person: str | None = None  # pseudonym of the sender; None when he cannot be told apart
    files: tuple[StoredFile, ...] = ()
    report_id: str | None = None
    answers: str = ""
    talk: str = ""  # the conversation it is a turn of; "" for none

    @property
    def item(self) -> str:
        """How the stream names it."""
        return f"message:{self.id}"


@dataclass(frozen=True, slots=True)
class Vote:
    """The citizen's word on the result; the unit's own word is kept apart from it."""

    report_id: str
    round: int
    solved: bool
    satisfied: int  # 1 very dissatisfied … 5 very satisfied
    at: datetime
    comment: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """One matter of one citizen, with his own receipt number, feedback and vote."""

    id: str
    number: str
    message_id: str
    ticket_id: str
    first_ticket_id: str
    status: ReportStatus
    relation: Relation
    created_at: datetime
    person: str | None = None
    round: int = 1
    chased: int = 0
    suggestion: Suggestion | None = None
    informed_at: datetime | None = None
    version: int = 1
