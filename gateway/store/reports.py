"""Reports: one matter of one citizen each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from gateway.database.lists import any_of, each
from gateway.database.tables import reports, tickets
from gateway.reports import Relation, Report, ReportStatus
from gateway.store.codec import maybe, to_json
from gateway.tickets import OPEN
from nlp import Suggestion

# built once: building a statement costs more than running it
_ADD = insert(reports)
_SAVE = update(reports).where(
    reports.c.id == bindparam("own"), reports.c.version == bindparam("read")
)
_OF_ID = select(reports).where(reports.c.id == bindparam("id"))
_OF_IDS = select(reports).where(any_of(reports.c.id, "ids")).order_by(reports.c.id)
_OTHER = reports.alias("other")
_WITH_OTHERS = (
    select(reports.c.id)
    .join(_OTHER, (_OTHER.c.person == reports.c.person) & (_OTHER.c.id != reports.c.id))
    .where(
        any_of(reports.c.id, "ids"),
        _OTHER.c.status.in_([ReportStatus.UNDERSTOOD.value, ReportStatus.FILED.value]),
    )
    .distinct()
)
_TICKETS = each("tickets")
_FIRST = (
    select(_OTHER.c.id)
    .where(_OTHER.c.ticket_id == _TICKETS.c.value)
    .order_by(_OTHER.c.id)
    .limit(1)
    .correlate(_TICKETS)
    .scalar_subquery()
)
_SUGGESTIONS = select(_TICKETS.c.value.label("ticket_id"), reports.c.suggestion).select_from(
    _TICKETS.join(reports, reports.c.id == _FIRST)
)
_OF_TICKET = (
    select(reports).where(reports.c.ticket_id == bindparam("ticket_id")).order_by(reports.c.id)
)


class ReportChanged(Exception):
    """Somebody else saved this report since we read it. Read it again and decide afresh."""


def add(connection: Connection, *added: Report) -> None:
    if added:
        rows = [_values(report) | {"version": report.version} for report in added]
        connection.execute(_ADD, rows)


def save(connection: Connection, *saved: Report) -> None:
    """Write all but the suggestions over the versions the reports were read in.

    Raises ReportChanged.
    """
    _write(connection, [_values(report) | _seen(report) for report in saved])


def understood(connection: Connection, *saved: Report) -> None:
    """Write the reports with their suggestions, which are long and never change after that.

    Raises ReportChanged.
    """
    suggested = ({"suggestion": to_json(report.suggestion)} for report in saved)
    rows = zip(saved, suggested, strict=True)
    _write(connection, [_values(report) | _seen(report) | more for report, more in rows])


def _seen(report: Report) -> dict[str, Any]:
    return {"own": report.id, "read": report.version, "version": report.version + 1}


def _write(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows and connection.execute(_SAVE, rows).rowcount != len(rows):
        raise ReportChanged(*(row["own"] for row in rows))


def get(connection: Connection, report_id: str) -> Report | None:
    row = connection.execute(_OF_ID, {"id": report_id}).one_or_none()
    return of_row(row) if row else None


def of_ids(connection: Connection, ids: Collection[str]) -> Sequence[Report]:
    """Those of them that are there, oldest first."""
    if not ids:
        return []
    return [of_row(row) for row in connection.execute(_OF_IDS, {"ids": list(ids)})]


def of_number(connection: Connection, number: str) -> Report | None:
    row = connection.execute(select(reports).where(reports.c.number == number)).one_or_none()
    return of_row(row) if row else None


def of_ticket(connection: Connection, ticket_id: str) -> Sequence[Report]:
    """The reports a ticket carries now, oldest first."""
    return [of_row(row) for row in connection.execute(_OF_TICKET, {"ticket_id": ticket_id})]


def suggestions(
    connection: Connection, ticket_ids: Collection[str]
) -> Mapping[str, Suggestion | None]:
    """By ticket, what was suggested for the oldest report it carries."""
    rows = connection.execute(_SUGGESTIONS, {"tickets": list(ticket_ids)})
    return {row.ticket_id: maybe(Suggestion, row.suggestion) for row in rows}


def with_others(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Those of these reports whose persons have other reports that are not done."""
    return frozenset(connection.execute(_WITH_OTHERS, {"ids": list(ids)}).scalars())


def open_of_person(connection: Connection, person: str, but: str) -> Sequence[Report]:
    """This person's other reports whose tickets are still open, newest first; at most 20."""
    query = (
        select(reports)
        .join(tickets, tickets.c.id == reports.c.ticket_id)
        .where(
            reports.c.person == person,
            reports.c.id != but,
            reports.c.status == ReportStatus.FILED.value,
            tickets.c.status.in_([status.value for status in OPEN]),
        )
        .order_by(reports.c.id.desc())
        .limit(20)
    )
    return [of_row(row) for row in connection.execute(query)]


def of_person(connection: Connection, person: str, most: int) -> Sequence[Report]:
    """What this person reported by whichever door, newest first."""
    query = select(reports).where(reports.c.person == person)
    newest = query.order_by(reports.c.id.desc()).limit(most)
    return [of_row(row) for row in connection.execute(newest)]


def people(connection: Connection, ticket_id: str) -> int:
    """How many different people stand behind a ticket; one who cannot be told apart is one."""
    query = select(func.count(func.distinct(func.coalesce(reports.c.person, reports.c.id)))).where(
        reports.c.ticket_id == ticket_id
    )
    return connection.execute(query).scalar_one()


def informed_before(connection: Connection, moment: datetime, limit: int) -> Sequence[Report]:
    """Reports whose citizens have had the result since before `moment` and have not voted."""
    query = (
        select(reports)
        .where(reports.c.status == ReportStatus.INFORMED.value, reports.c.informed_at < moment)
        .limit(limit)
    )
    return [of_row(row) for row in connection.execute(query)]


def unfinished(connection: Connection, before: datetime, limit: int) -> Sequence[str]:
    """Message ids of reports that have stood since before then in a status that has a stage."""
    query = (
        select(reports.c.message_id)
        .where(
            reports.c.status.in_([ReportStatus.RECEIVED.value, ReportStatus.UNDERSTOOD.value]),
            reports.c.created_at < before,
        )
        .limit(limit)
    )
    return connection.execute(query).scalars().all()


def _values(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "number": report.number,
        "message_id": report.message_id,
        "ticket_id": report.ticket_id,
        "first_ticket_id": report.first_ticket_id,
        "status": report.status.value,
        "relation": report.relation.value,
        "created_at": report.created_at,
        "person": report.person,
        "round": report.round,
        "chased": report.chased,
        "informed_at": report.informed_at,
    }


def of_row(row: Row[tuple[object, ...]]) -> Report:
    return Report(
        id=row.id,
        number=row.number,
        message_id=row.message_id,
        ticket_id=row.ticket_id,
        first_ticket_id=row.first_ticket_id,
        status=ReportStatus(row.status),
        relation=Relation(row.relation),
        created_at=row.created_at,
        person=row.person,
        round=row.round,
        chased=row.chased,
        suggestion=maybe(Suggestion, row.suggestion),
        informed_at=row.informed_at,
        version=row.version,
    )
