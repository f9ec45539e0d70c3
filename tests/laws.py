"""The conservation laws: what must hold of the whole store at any moment, and what at rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, Row, select

from gateway.conversation.talk import State
from gateway.database.tables import history, messages, reports, tickets
from gateway.database.talk_tables import talks
from gateway.reports import MESSAGE_NEXT, REPORT_NEXT, MessageStatus, ReportStatus
from gateway.store.history import rebuild
from gateway.tickets import NEXT, TicketStatus

AT_WORK = ("received", "matched", "confirmed", "answered", "not_accepted")  # a stage should act
TO_BE_HANDLED = frozenset(TicketStatus) - {
    TicketStatus.SURVEYING,
    TicketStatus.CLOSED,
    TicketStatus.MERGED,
}

ALLOWED: dict[str, dict[str, frozenset[str]]] = {
    "message": {was.value: frozenset(after) for was, after in MESSAGE_NEXT.items()},
    "report": {was.value: frozenset(after) for was, after in REPORT_NEXT.items()},
    "ticket": {was.value: frozenset(after) for was, after in NEXT.items()},
}

OF_A_REPORT = frozenset({MessageStatus.OPENED, MessageStatus.ATTACHED})

Rows = Mapping[str, Row[tuple[object, ...]]]


def broken_laws(connection: Connection, *, at_rest: bool) -> list[str]:
    """One sentence for each law that is broken, with the id; empty when all hold."""
    kept = {row.id: row for row in connection.execute(select(messages))}
    filed = {row.id: row for row in connection.execute(select(reports))}
    known = {row.id: row for row in connection.execute(select(tickets))}
    lines = connection.execute(select(history).order_by(history.c.seq)).all()
    return [
        *_outcomes(kept, filed),
        *_belonging(kept, filed, known),
        *_drafts(kept, connection.execute(select(talks)).all()),
        *_merging(known, Counter(row.ticket_id for row in filed.values())),
        *_waiting(filed, known),
        *_rebuilt(connection, kept, filed, known),
        *_steps(lines),
        *_confirmed(lines),
        *(_resting(kept, filed, known) if at_rest else ()),
    ]


def _outcomes(kept: Rows, filed: Rows) -> Iterator[str]:
    """A message opened one report, or says more about one, or waits: never two of these."""
    opened = Counter(row.message_id for row in filed.values())
    for id_, row in kept.items():
        status = MessageStatus(row.status)
        if opened[id_] != (status is MessageStatus.OPENED):
            yield f"message {id_} is {status} and opened {opened[id_]} reports"
        if (row.report_id is not None) != (status in OF_A_REPORT):
            yield f"message {id_} is {status} with report {row.report_id}"
        if row.report_id is not None and row.report_id not in filed:
            yield f"message {id_} belongs to report {row.report_id}, which is not there"


def _drafts(kept: Rows, held: Sequence[Row[tuple[object, ...]]]) -> Iterator[str]:
    """What waits for the rest of its report is in one talk, and somebody comes back to it."""
    talks_of = Counter(id_ for row in held for id_ in row.told["draft"]["messages"])
    drafted = {id_ for id_, row in kept.items() if row.status == MessageStatus.DRAFTED}
    for id_ in drafted | talks_of.keys():
        if talks_of[id_] != (id_ in drafted):
            status = kept[id_].status
            yield f"message {id_} is {status} and in the drafts of {talks_of[id_]} talks"
    for row in held:
        if row.wake_at is None and (row.told["draft"]["messages"] or row.state != State.OPEN):
            yield f"talk {row.id} is {row.state} and nobody comes back to it"


def _belonging(kept: Rows, filed: Rows, known: Rows) -> Iterator[str]:
    for id_, row in filed.items():
        if row.ticket_id not in known or row.first_ticket_id not in known:
            yield f"report {id_} belongs to a ticket that is not there"
        if row.message_id not in kept:
            yield f"report {id_} has no message"
        elif kept[row.message_id].number != row.number:
            yield f"report {id_} has changed its number"


def _merging(known: Rows, carried: Counter[str]) -> Iterator[str]:
    for id_, row in known.items():
        if row.reports != carried[id_]:
            yield f"ticket {id_} counts {row.reports} reports and carries {carried[id_]}"
        merged = row.status == TicketStatus.MERGED
        if merged != (carried[id_] == 0) or merged != (row.merged_into is not None):
            yield f"ticket {id_} is {row.status} with {carried[id_]} reports"
        if _goes_in_circles(known, id_):
            yield f"ticket {id_} is merged into itself in the end"


def _goes_in_circles(known: Rows, id_: str) -> bool:
    seen = set()
    while (into := known[id_].merged_into) is not None:
        if id_ in seen:
            return True
        seen.add(id_)
        id_ = into
    return False


def _waiting(filed: Rows, known: Rows) -> Iterator[str]:
    """Whoever waits for a result is on a ticket that will have one; a survey waits for somebody."""
    asked = {row.ticket_id for row in filed.values() if row.status == ReportStatus.INFORMED}
    for id_, row in filed.items():
        status = known[row.ticket_id].status
        if row.status == ReportStatus.FILED and status not in TO_BE_HANDLED:
            yield f"report {id_} waits for a result on a ticket that is {status}"
    for id_, row in known.items():
        if row.status == TicketStatus.SURVEYING and id_ not in asked:
            yield f"ticket {id_} waits for a vote that nobody can cast"


def _rebuilt(connection: Connection, kept: Rows, filed: Rows, known: Rows) -> Iterator[str]:
    said = {key: (state.status, state.ticket_id) for key, state in rebuild(connection).items()}
    present = {
        **{("message", id_): (row.status, None) for id_, row in kept.items()},
        **{("report", id_): (row.status, row.ticket_id) for id_, row in filed.items()},
        **{("ticket", id_): (row.status, id_) for id_, row in known.items()},
    }
    for key in said.keys() | present.keys():
        if said.get(key) != present.get(key):
            yield f"{key} is {present.get(key)}, but its history says {said.get(key)}"


def _steps(lines: Sequence[Row[tuple[object, ...]]]) -> Iterator[str]:
    """Each step starts where the last one ended, and leads where the table allows."""
    stands: dict[tuple[str, str], str] = {}
    for line in lines:
        key = (line.subject, line.subject_id)
        was = stands.get(key)
        if line.was != was:
            yield f"{key} steps from {line.was}, but stands at {was}"
        if was is not None and line.now not in {was, *ALLOWED[line.subject][was]}:
            yield f"{key} steps from {was} to {line.now}"
        stands[key] = line.now


def _confirmed(lines: Sequence[Row[tuple[object, ...]]]) -> Iterator[str]:
    """Nothing leaves the house unless a person confirmed what was proposed last."""
    by_person: defaultdict[str, bool] = defaultdict(bool)
    for line in lines:
        if line.subject != "ticket":
            continue
        if line.now == TicketStatus.PROPOSED:
            by_person[line.subject_id] = False
        if line.now == TicketStatus.CONFIRMED and line.was != TicketStatus.CONFIRMED:
            by_person[line.subject_id] = line.by.startswith("user:")
        if line.event == "dispatched" and not by_person[line.subject_id]:
            yield f"ticket {line.subject_id} was dispatched without a person's word"


def _resting(kept: Rows, filed: Rows, known: Rows) -> Iterator[str]:
    for id_, row in kept.items():
        if row.status == MessageStatus.KEPT:
            yield f"message {id_} has no outcome"
    for id_, row in filed.items():
        if row.status in {ReportStatus.RECEIVED, ReportStatus.UNDERSTOOD}:
            yield f"report {id_} stands at {row.status}"
    for id_, row in known.items():
        if row.status in AT_WORK:
            yield f"ticket {id_} stands at {row.status}"
