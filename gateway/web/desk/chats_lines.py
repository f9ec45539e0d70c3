"""A conversation as people read it: who said what, in one order of time. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from channels.message import InboundMessage
from gateway.conversation.commands import Command, command_in
from gateway.reports import KeptMessage, MessageStatus, Report
from gateway.secrecy import fingerprint
from gateway.store.notices import Notice
from gateway.store.replies import Line
from gateway.store.transcripts import Transcript
from gateway.tickets import Ticket
from gateway.web.desk.marks import covered

Side = Literal["citizen", "machine", "staff", "notice"]
Words = tuple[str, str]  # Chinese, English

PART = re.compile(r"(.+)#\d+", re.DOTALL)  # the external id of one matter out of a message
CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z]*[0-9])[A-Za-z0-9]{8}(?![A-Za-z0-9])"
)  # lets whoever knows it go on at another door
OF_A_CODE = "resume_code"


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that a message went into, and the ticket it is on now."""

    report: Report
    ticket: Ticket | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said. `state` is a message's outcome, or how the sending stands.

    `by` is "user:…" where a person said it or had it said.
    """

    id: str
    at: datetime
    side: Side
    words: str = field(repr=False)
    state: str
    by: str = ""
    choices: tuple[str, ...] = ()
    error: str = field(default="", repr=False)
    turn: Words | None = None  # what it changed
    about: str = ""  # of a notice
    kept: KeptMessage | None = None
    filed: tuple[Filed, ...] = ()


def entries(told: Transcript, *, open_: bool) -> Sequence[Entry]:
    """Oldest first. `open_`: whoever reads it may see the citizen's numbers."""
    all_ = [
        *_messages(told, open_=open_),
        *_lines(told.lines, open_=open_),
        *(_notice(notice, open_=open_) for notice in told.notices),
    ]
    return sorted(all_, key=lambda entry: (entry.at, entry.id))


def mark(told: Transcript, shown: Sequence[Entry]) -> str:
    """The same as long as the page would look the same."""
    standing = (f"{one.id} {one.state} {one.error} {len(one.filed)}" for one in shown)
    files = (str(len(one.kept.files)) for one in shown if one.kept)
    carried = (f"{ticket.number} {ticket.status}" for ticket in told.tickets.values())
    return fingerprint(str(told.talk.version), *standing, *files, *carried)[:16]


def _messages(told: Transcript, *, open_: bool) -> Iterator[Entry]:
    parts = _parts(told.messages)
    hidden = {part.id for some in parts.values() for part in some}
    for kept in told.messages:
        if kept.id not in hidden:
            became = [kept, *parts.get(kept.id, ())]
            yield Entry(
                kept.id,
                kept.kept_at,
                "citizen",
                _said(kept.message, open_=open_),
                kept.status.value,
                kept=kept,
                filed=tuple(_filed(told, became)),
            )


def _parts(messages: Sequence[KeptMessage]) -> dict[str, list[KeptMessage]]:
    """By the message that was divided, what came of it: nobody sent those."""
    whole = {
        kept.message.external_id: kept.id
        for kept in messages
        if kept.status is MessageStatus.DIVIDED
    }
    parts: dict[str, list[KeptMessage]] = {}
    for kept in messages:
        found = PART.fullmatch(kept.message.external_id)
        if found and found[1] in whole:
            parts.setdefault(whole[found[1]], []).append(kept)
    return parts


def _filed(told: Transcript, became: Sequence[KeptMessage]) -> Iterator[Filed]:
    for kept in became:
        report = told.reports.get(kept.report_id or "")
        if report is not None:
            yield Filed(report, told.ticket_of(report.id))


def _said(message: InboundMessage, *, open_: bool) -> str:
    said = f"{message.title}\n{message.text}".strip()
    steers = command_in(message.text)
    if steers is not None and steers.command is Command.RESUME:
        said = CODE.sub(_dots, said)
    return said if open_ else covered(said)


def _lines(lines: Sequence[Line], *, open_: bool) -> Iterator[Entry]:
    before = ""
    for line in lines:
        turn = _turn(line, before)
        before = line.template if turn else before
        words = CODE.sub(_dots, line.words) if line.template == OF_A_CODE else line.words
        yield Entry(
            line.id,
            line.at,
            "machine" if line.template else "staff",
            words if open_ else covered(words),
            line.state,
            by=line.by,
            choices=line.choices,
            error=line.error,
            turn=turn,
        )


def _turn(line: Line, before: str) -> Words | None:
    """Who has the conversation from this line on; `before` is what settled that last."""
    _, person, who = line.by.partition("user:")
    match line.template:
        case "person_called":
            return "市民要找人工", "The citizen asked for a person"
        case "person_taken":
            return f"{who} 接手对话", f"{who} took the conversation"
        case "person_ended" if person:
            return f"{who} 结束人工接待，系统继续", f"{who} ended it; the machine goes on"
        case "person_ended":
            return (
                "市民没有再说话，人工接待自动结束",
                "The citizen said nothing more; it ended by itself",
            )
        case "person_back" if before == "person_taken":
            return (
                "时限已到，工作人员没有回话，交回系统",
                "Time ran out without a word of ours; the machine goes on",
            )
        case "person_back":
            return (
                "时限已到，没有人接手，交回系统",
                "Time ran out and nobody came; the machine goes on",
            )
    return None


def _notice(notice: Notice, *, open_: bool) -> Entry:
    return Entry(
        notice.item,
        notice.next_at,
        "notice",
        notice.words if open_ else covered(notice.words),
        notice.state,
        error=notice.error,
        about=notice.about,
    )


def _dots(found: re.Match[str]) -> str:
    return "●" * len(found[0])
