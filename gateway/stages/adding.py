"""Adds to a report what its citizen says besides: more of it, a chase, or that it is not over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.history import Deed, Event
from gateway.reports import KeptMessage, MessageStatus, Relation, Report, ReportStatus
from gateway.stages.announcing import Announce
from gateway.stages.recordings import with_recording
from gateway.stages.rounds import open_second_round
from gateway.stages.wholes import whole
from gateway.store import history, journal, reports, tickets
from nlp import Suggestion

log = logging.getLogger(__name__)

DONE = frozenset({ReportStatus.INFORMED, ReportStatus.CLOSED})
_SAYS = {
    Relation.SUPPLEMENT: "市民补充",
    Relation.REPEAT: "同一市民重复提交同样内容",
}


@dataclass(frozen=True, slots=True)
class Add:
    """`read` says what words alone tell: what is added passes no other stage."""

    clock: Clock
    read: Callable[[str], Suggestion]
    announce: Announce

    def __call__(
        self,
        connection: Connection,
        kept: Sequence[KeptMessage],
        report: Report,
        relation: Relation = Relation.SUPPLEMENT,
    ) -> Sequence[KeptMessage]:
        """Gives the messages, which are not empty, as they are settled."""
        settled = [replace(one, status=MessageStatus.ATTACHED, report_id=report.id) for one in kept]
        journal.settle(connection, *settled)
        deed = Deed(Event.ATTACHED, self.clock(), "citizen", (_SAYS[relation],))
        together = whole([replace(one, answers="") for one in kept])
        written = self.read(f"{together.message.title}\n{together.message.text}")
        said = with_recording(written, together.message, self.read)
        praised = said.kind is not None and said.kind.code == "praise"
        again = report.status in DONE and not praised
        chased = replace(report, chased=report.chased + 1)
        pairs = zip(kept, settled, strict=True)
        history.write(
            connection,
            *(deed.on_message(was, now) for was, now in pairs),
            deed.on_report(report, chased),
        )
        if again:
            open_second_round(
                connection, chased, deed.at, ("市民对结果再次提出诉求",), self.announce
            )
        else:
            reports.save(connection, chased)
        if said.alarm:
            self._raise_alarm(connection, settled[0], report, said.urgency.confidence)
        log.info("message %s attached to report %s", kept[0].id, report.id)
        return settled

    def _raise_alarm(
        self, connection: Connection, kept: KeptMessage, report: Report, sure: float
    ) -> None:
        """Danger that a supplement tells of is as present as in a first report."""
        ticket = tickets.get(connection, report.ticket_id)
        alarmed = ticket.alarmed(sure)
        tickets.save(connection, alarmed)
        deed = Deed(Event.ALARMED, self.clock(), "machine", ("市民补充的内容涉及危险",))
        history.write(connection, deed.on_ticket(ticket, alarmed))
        self.announce.danger(connection, kept, report)
        log.warning("ticket %s: danger in a supplement", ticket.id)
