"""Pairs of tickets that may be the same event, found by keys and decided by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    bindparam,
    insert,
    or_,
    select,
    union_all,
    update,
)

from gateway.database.dialect import insert_missing, insert_new
from gateway.database.tables import candidates, descriptions, match_keys, reports, tickets
from gateway.reports import Report
from gateway.store.codec import from_json, to_json
from gateway.tickets import OPEN
from nlp.similarity import Described, keys


@dataclass(frozen=True, slots=True)
class Candidate:
    """`ticket_id` asks whether it is the same event as the older `other_id`."""

    ticket_id: str
    other_id: str
    score: float  # 0 to 1
    because: tuple[str, ...] = field(repr=False)
    at: datetime
    state: str = "open"  # or "merged", "rejected"
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a report, and the keys by which others find it."""

    report_id: str
    described: Described = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What is known of a report that shares keys, and the ticket that carries it."""

    ticket_id: str
    described: Described = field(repr=False)


MOST = 8  # neighbours worth comparing closely
DEEP = 24  # of each key
LOOKED_UP = 40  # those with the most shared keys; the tickets of some are closed
LONGEST_KEY = 80  # characters
KEYS = 24  # nlp.similarity.keys gives no more
LONGEST_KEY = 80  # characters


def _newest() -> CompoundSelect[tuple[str]]:
    """The newest reports of each key, once for every key they share."""
    branches = (
        select(match_keys.c.report_id)
        .where(match_keys.c.key == bindparam(f"key{number}"))
        .order_by(match_keys.c.report_id.desc())
        .limit(DEEP)
        .subquery()
        for number in range(KEYS)
    )
    return union_all(*(select(branch.c.report_id) for branch in branches))


# built once: building a statement costs more than running it
_NEWEST = _newest()
_OF_OPEN = (
    select(reports.c.id, reports.c.ticket_id, descriptions.c.described)
    .join(tickets, tickets.c.id == reports.c.ticket_id)
    .join(descriptions, descriptions.c.report_id == reports.c.id)
    .where(
        reports.c.id.in_(bindparam("ids", expanding=True)),
        reports.c.ticket_id != bindparam("own"),
        reports.c.created_at >= bindparam("since"),
        tickets.c.status.in_([status.value for status in OPEN]),
    )
)
_INDEX = insert(match_keys)
_DESCRIPTION = select(descriptions).where(descriptions.c.report_id == bindparam("report_id"))


def index(connection: Connection, known: Known) -> None:
    """Make a report findable by what is known of it; a second call changes nothing."""
    row = {"report_id": known.report_id, "described": to_json(known.described)}
    if not insert_new(connection, descriptions, row):
        return
    rows = [{"key": key, "report_id": known.report_id} for key in _fitting(known.keys)]
    if rows:
        connection.execute(_INDEX, rows)


def description(connection: Connection, report_id: str) -> Described | None:
    row = connection.execute(_DESCRIPTION, {"report_id": report_id}).one_or_none()
    return from_json(Described, row.described) if row else None


def near(
    connection: Connection, report: Report, described: Described, since: datetime
) -> Sequence[Neighbour]:
    """Reports of other open tickets that share the most keys with this one, `MOST` of them.

    Of each key only the newest `DEEP` reports are looked at: a key that half the city shares
    says little, and must not cost more than the others.
    """
    padded = (_fitting(keys(described)) + [""] * KEYS)[:KEYS]
    asked = {f"key{number}": key for number, key in enumerate(padded)}
    shared = Counter(connection.execute(_NEWEST, asked).scalars().all())
    best = sorted(shared, key=lambda id_: (shared[id_], id_), reverse=True)[:LOOKED_UP]
    if not best:
        return []
    looked_up = {"ids": best, "own": report.ticket_id, "since": since}
    found = {row.id: row for row in connection.execute(_OF_OPEN, looked_up)}
    rows = (found[id_] for id_ in best if id_ in found)
    return [
        Neighbour(row.ticket_id, from_json(Described, row.described)) for row in islice(rows, MOST)
    ]


def _fitting(keys: Sequence[str]) -> list[str]:
    """Each once, none longer than the table takes: a citizen may write a place without end."""
    return list(dict.fromkeys(key[:LONGEST_KEY] for key in keys))


def propose(connection: Connection, found: Sequence[Candidate]) -> None:
    """Note the pairs that are not known yet; decided ones, rejected ones too, stay as they are."""
    insert_missing(connection, candidates, [_row(candidate) for candidate in found])


def _row(candidate: Candidate) -> dict[str, Any]:
    """A pair has one order, whichever of the two asked: the younger ticket, then the older."""
    older, younger = sorted((candidate.ticket_id, candidate.other_id))
    return {
        "ticket_id": younger,
        "other_id": older,
        "score": candidate.score,
        "because": list(candidate.because),
        "state": candidate.state,
        "decided_by": candidate.decided_by,
        "at": candidate.at,
    }


def of_ticket(connection: Connection, ticket_id: str) -> Sequence[Candidate]:
    """Undecided pairs with this ticket in them, the likeliest first."""
    query = (
        select(candidates)
        .where(
            or_(candidates.c.ticket_id == ticket_id, candidates.c.other_id == ticket_id),
            candidates.c.state == "open",
        )
        .order_by(candidates.c.score.desc())
    )
    return [
        Candidate(
            ticket_id=row.ticket_id,
            other_id=row.other_id,
            score=row.score,
            because=tuple(row.because),
            at=row.at,
            state=row.state,
            decided_by=row.decided_by,
        )
        for row in connection.execute(query)
    ]


def keep_apart(connection: Connection, one: str, other: str, by: str, at: datetime) -> None:
    """A person said that these two are not one; note it, whether they were proposed or not."""
    propose(connection, [Candidate(one, other, 0.0, (), at, "rejected", by)])
    decide(connection, one, other, "rejected", by)


def kept_apart(connection: Connection, ticket_id: str) -> frozenset[str]:
    """The tickets that a person kept apart from this one."""
    query = select(candidates.c.ticket_id, candidates.c.other_id).where(
        or_(candidates.c.ticket_id == ticket_id, candidates.c.other_id == ticket_id),
        candidates.c.state == "rejected",
    )
    pairs = connection.execute(query)
    return frozenset(id_ for pair in pairs for id_ in pair) - {ticket_id}


def decide(connection: Connection, one: str, other: str, state: str, by: str) -> None:
    """Close the pair, in whichever order it is named."""
    older, younger = sorted((one, other))
    connection.execute(
        update(candidates)
        .where(candidates.c.ticket_id == younger, candidates.c.other_id == older)
        .values(state=state, decided_by=by)
    )
