"""One conversation with all that was said in it, read in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.conversation.talk import Talk
from gateway.reports import KeptMessage, Report
from gateway.store import notices, replies, reports, talks, tickets
from gateway.store.notices import Notice
from gateway.store.replies import Line
from gateway.tickets import Ticket

MOST_REPORTS = 50


@dataclass(frozen=True, slots=True)
class Transcript:
    """`messages`, `lines` and `notices` are each oldest first.

    `reports` are by id, those that were filed elsewhere and added to here among them; `tickets`
    by their own. `his` are all his reports, at other doors as well, newest first. `others` are
    his talks there. `more`: there is something older.
    """

    talk: Talk
    messages: Sequence[KeptMessage]
    lines: Sequence[Line]
    notices: Sequence[Notice]
    reports: Mapping[str, Report]
    tickets: Mapping[str, Ticket]
    his: Sequence[Report]
    others: Sequence[Talk]
    more: bool

    def ticket_of(self, report_id: str | None) -> Ticket | None:
        report = self.reports.get(report_id or "")
        return self.tickets.get(report.ticket_id) if report else None


def transcript(connection: Connection, talk_id: str, most: int) -> Transcript | None:
    """The last `most` messages and lines; None where there is no such talk."""
    talk = talks.get(connection, talk_id)
    if talk is None:
        return None
    messages = talks.messages_of(connection, talk, most + 1)
    lines = replies.of_talk(connection, talk.id, most + 1)
    told = _notices(connection, talk)
    more = len(messages) > most or len(lines) > most
    his = talks.reports_of(connection, talk, MOST_REPORTS)
    known = _reports(connection, messages, his)
    carriers = {report.ticket_id for report in known.values()}
    return Transcript(
        talk,
        messages[-most:],
        lines[-most:],
        told,
        known,
        {ticket.id: ticket for ticket in tickets.of_ids(connection, carriers)},
        his,
        talks.of_ids(connection, talk.also) if talk.also else (),
        more,
    )


def of_messages(connection: Connection, kept: Iterable[KeptMessage]) -> Mapping[str, Talk]:
    """By the message's id, the talk that it was said in, where it was said in one."""
    ids = {one.id: one.talk for one in kept if one.talk}
    found = {talk.id: talk for talk in talks.of_ids(connection, list(set(ids.values())))}
    return {own: found[id_] for own, id_ in ids.items() if id_ in found}


def _notices(connection: Connection, talk: Talk) -> Sequence[Notice]:
    """Those that went the way of this talk: of the reports that were opened in it."""
    opened = talks.reports_of(connection, replace(talk, also=()), MOST_REPORTS)
    return notices.of_reports(connection, [report.id for report in opened])


def _reports(
    connection: Connection, messages: Sequence[KeptMessage], his: Sequence[Report]
) -> Mapping[str, Report]:
    named = {kept.report_id for kept in messages if kept.report_id}
    found = reports.of_ids(connection, named - {report.id for report in his})
    return {report.id: report for report in (*his, *found)}
