"""The conversations as the desk lists them, and a sign of whether anything moves in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, case, func, literal_column, select, text

from gateway.conversation.talk import State, Talk
from gateway.database.lists import any_of
from gateway.database.tables import messages, reports, tickets
from gateway.database.talk_tables import UNTOLD, replies, talks
from gateway.reports import KeptMessage
from gateway.store import journal
from gateway.store import reports as stored_reports
from gateway.store import talks as stored_talks
from gateway.store import tickets as stored_tickets
from gateway.tickets import Ticket

MOST_WITH_STAFF = 200
MOST_LATELY = 50

_IN_TALKS = any_of(messages.c.talk, "ids"), messages.c.talk != literal_column("''")
# what only steers the conversation says little of its matter
_MATTER = func.max(case((messages.c.answers != literal_column("'aside'"), messages.c.id)))
_LAST_MESSAGES = (
    select(messages.c.talk, func.coalesce(_MATTER, func.max(messages.c.id)).label("message_id"))
    .where(*_IN_TALKS)
    .group_by(messages.c.talk)
)
_ALARMED = (
    select(messages.c.talk, tickets.c.id.label("ticket_id"))
    .join(reports, reports.c.message_id == messages.c.id)
    .join(tickets, tickets.c.id == reports.c.ticket_id)
    .where(*_IN_TALKS, tickets.c.alarm)
    .order_by(tickets.c.id)
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A talk, what its citizen said last, his last report's ticket, and one that tells of danger.

    Of several dangers it is one that nobody has seen, if there is any.
    """

    talk: Talk
    last: KeptMessage | None
    ticket: Ticket | None
    alarm: Ticket | None


@dataclass(frozen=True, slots=True)
class Chats:
    """Who waits for a person, longest first; who has one; and all others, the newest first."""

    waiting: Sequence[Listed]
    staffed: Sequence[Listed]
    lately: Sequence[Listed]


@dataclass(frozen=True, slots=True)
class Stirring:
    """Equal as long as nothing moves in any conversation.

    `unanswered` counts, by user, the talks whose citizens spoke after him.
    """

    waiting: int = 0
    unanswered: Mapping[str, int] = field(default_factory=dict)
    mark: tuple[object, ...] = ()


def chats(connection: Connection) -> Chats:
    attended = stored_talks.with_staff(connection, MOST_WITH_STAFF)
    others = stored_talks.lately(connection, MOST_LATELY + MOST_WITH_STAFF)
    known = {talk.id for talk in attended}
    lately = [talk for talk in others if talk.id not in known][:MOST_LATELY]
    listed = {one.talk.id: one for one in _listed(connection, [*attended, *lately])}
    return Chats(
        [listed[talk.id] for talk in attended if talk.state is State.CALLING],
        [listed[talk.id] for talk in attended if talk.state is State.STAFFED],
        [listed[talk.id] for talk in lately],
    )


def stirring(connection: Connection) -> Stirring:
    """Looks only at what an index finds at once: it is asked every second."""
    attended = stored_talks.with_staff(connection, MOST_WITH_STAFF)
    newest = select(func.max(replies.c.id)), select(func.max(talks.c.heard_at))
    untold = select(func.count(), func.sum(replies.c.attempts)).where(text(UNTOLD))
    return Stirring(
        sum(talk.state is State.CALLING for talk in attended),
        Counter(talk.staff for talk in attended if talk.staff and talk.unanswered),
        (
            *(connection.execute(query).scalar_one() for query in newest),
            *connection.execute(untold).one(),
            *((talk.id, talk.version) for talk in attended),
        ),
    )


def calling(connection: Connection) -> int:
    """How many citizens wait for a person."""
    return stored_talks.counts(connection).get(State.CALLING.value, 0)


def _listed(connection: Connection, found: Sequence[Talk]) -> Sequence[Listed]:
    ids = {"ids": [talk.id for talk in found]}
    last = {row.talk: row.message_id for row in connection.execute(_LAST_MESSAGES, ids)}
    said = {kept.id: kept for kept in journal.of_ids(connection, list(last.values()))}
    alarms = _alarms(connection, ids)
    filed = _tickets(connection, found)
    return [
        Listed(talk, said.get(last.get(talk.id, "")), filed.get(talk.id), alarms.get(talk.id))
        for talk in found
    ]


def _tickets(connection: Connection, found: Sequence[Talk]) -> Mapping[str, Ticket]:
    wanted = {talk.report_id: talk.id for talk in found if talk.report_id}
    carried = {
        report.id: report.ticket_id for report in stored_reports.of_ids(connection, list(wanted))
    }
    known = {
        ticket.id: ticket
        for ticket in stored_tickets.of_ids(connection, list(set(carried.values())))
    }
    return {talk.id: known[carried[talk.report_id]] for talk in found if talk.report_id in carried}


def _alarms(connection: Connection, ids: Mapping[str, Sequence[str]]) -> Mapping[str, Ticket]:
    rows = connection.execute(_ALARMED, ids).all()
    found = stored_tickets.of_ids(connection, list({row.ticket_id for row in rows}))
    known = {ticket.id: ticket for ticket in found}
    alarms = [(row.talk, known[row.ticket_id]) for row in rows]
    # what nobody has seen comes last, and so it stands in the end
    return dict(sorted(alarms, key=lambda alarm: not alarm[1].alarm_seen_by))
