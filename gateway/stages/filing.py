"""Files what a conversation brought together: one report, or one for each matter."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.clock import Clock, NewId
from gateway.history import Deed, Event
from gateway.reports import KeptMessage, MessageStatus, Report
from gateway.stages.marks import mark_of
from gateway.stages.opening import open_reports
from gateway.stages.wholes import whole
from gateway.store import fetches, history, journal, tickets
from gateway.store.fetches import Fetch
from nlp.matters import shared
from nlp.suggestion import Matter

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileDraft:
    """`draw` draws numbers, of receipts and of tickets, by their prefix."""

    clock: Clock
    new_id: NewId
    draw: Callable[[str], str]

    def one(
        self,
        connection: Connection,
        kept: Sequence[KeptMessage],
        sender: str,
        *,
        alarm: float | None,
    ) -> tuple[Report, Sequence[KeptMessage]]:
        """One report of all these messages; gives it, and the messages with their outcome.

        The first message of `sender` opens it, as results go back the way that message came.
        `alarm` is how sure it is that somebody is in danger, None where nobody seems to be.
        """
        opener = next((one for one in kept if one.message.sender == sender), kept[0])
        deed = Deed(Event.OPENED, self.clock(), "machine")
        (opened,) = open_reports(connection, [whole(kept, opener)], self.draw, self.new_id, deed)
        report = opened.report
        others = [one for one in kept if one.id != opener.id]
        settled = [replace(opener, status=MessageStatus.OPENED, report_id=report.id)]
        settled += self.attached(connection, others, report, "对话中所说")
        journal.settle(connection, settled[0])
        if alarm is not None:
            self.alarm(connection, report, alarm)
        log.info("ticket %s opened by message %s", report.ticket_id, opener.id)
        return report, settled

    def attached(
        self, connection: Connection, kept: Sequence[KeptMessage], report: Report, says: str
    ) -> Sequence[KeptMessage]:
        """These messages as part of a report that is there."""
        deed = Deed(Event.ATTACHED, self.clock(), "citizen", (says,))
        settled = [replace(one, status=MessageStatus.ATTACHED, report_id=report.id) for one in kept]
        journal.settle(connection, *settled)
        pairs = zip(kept, settled, strict=True)
        history.write(connection, *(deed.on_message(was, now) for was, now in pairs))
        return settled

    def each(
        self, connection: Connection, kept: Sequence[KeptMessage], matters: Sequence[Matter]
    ) -> tuple[Sequence[tuple[Report, str]], Sequence[KeptMessage]]:
        """One report for each matter, with its words; the messages themselves are divided."""
        together = whole(kept)
        parts = [
            self._part(connection, together, place, matters) for place in range(1, len(matters) + 1)
        ]
        for part in parts:
            self._fetch_for(connection, part, kept)
        deed = Deed(Event.OPENED, self.clock(), "machine", ("一次反映多件事，分别登记",))
        opened = open_reports(connection, parts, self.draw, self.new_id, deed)
        journal.settle(connection, *(one.message for one in opened))
        divided = self._settled(connection, kept, MessageStatus.DIVIDED, Event.DIVIDED)
        filed = [(one.report, one.message.message.text) for one in opened]
        return filed, [*divided, *(one.message for one in opened)]

    def talked(self, connection: Connection, kept: Sequence[KeptMessage]) -> Sequence[KeptMessage]:
        """What needs no report."""
        return self._settled(connection, kept, MessageStatus.TALKED, Event.TALKED)

    def drafted(self, connection: Connection, kept: Sequence[KeptMessage]) -> Sequence[KeptMessage]:
        """What waits for the rest of its report."""
        return self._settled(connection, kept, MessageStatus.DRAFTED, Event.DRAFTED)

    def _settled(
        self,
        connection: Connection,
        kept: Sequence[KeptMessage],
        status: MessageStatus,
        event: Event,
    ) -> Sequence[KeptMessage]:
        deed = Deed(event, self.clock(), "machine")
        settled = [replace(one, status=status) for one in kept]
        journal.settle(connection, *settled)
        pairs = zip(kept, settled, strict=True)
        history.write(connection, *(deed.on_message(was, now) for was, now in pairs))
        return settled

    def _part(
        self,
        connection: Connection,
        together: KeptMessage,
        place: int,
        matters: Sequence[Matter],
    ) -> KeptMessage:
        """One matter as a message of its own, in the citizen's words; pictures go with each."""
        message, matter = together.message, matters[place - 1]
        told = message.title if matter.field == "title" else message.text
        of_all = shared(told, matters)  # such as the place, said once in front
        part = replace(
            together,
            id=self.new_id(),
            number=self.draw(together.number[:2]),
            message=replace(
                message,
                external_id=f"{message.external_id}#{place}",
                title="",
                text=f"{of_all}{told[matter.start : matter.end].strip()}",
            ),
            status=MessageStatus.KEPT,
            report_id=None,
            answers="",
        )
        kept, _ = journal.keep(connection, part, mark_of(part.message, part.files))
        deed = Deed(Event.KEPT, self.clock(), "machine", ("由一次反映的多件事分出",))
        history.write(connection, deed.on_message(None, kept))
        return kept

    def _fetch_for(
        self, connection: Connection, part: KeptMessage, kept: Sequence[KeptMessage]
    ) -> None:
        """Pictures that are still at the provider come to each matter by themselves."""
        before: dict[str, int] = {}  # how many attachments stand before a message's own
        for one in kept:
            before[one.id] = sum(len(each.message.attachments) for each in kept[: len(before)])
        for fetch in fetches.unfetched(connection, list(before)):
            position = before[fetch.message_id] + fetch.position
            fetches.add(connection, Fetch(part.id, position, next_at=self.clock()))

    def alarm(self, connection: Connection, report: Report, sure: float) -> None:
        """A person must look at once, whatever nlp will say of it."""
        ticket = tickets.get(connection, report.ticket_id)
        alarmed = ticket.alarmed(sure)
        tickets.save(connection, alarmed)
        deed = Deed(Event.ALARMED, self.clock(), "machine", ("市民在对话中要求马上来人",))
        history.write(connection, deed.on_ticket(ticket, alarmed))
