"""Pairs of tickets that may be the same event, found by keys and decided by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nlargest
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from gateway.database.dialect import insert_missing
from gateway.database.lists import any_of, each, insert_each
from gateway.database.tables import candidates, descriptions, match_keys, reports, tickets
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

# built once: building a statement costs more than running it
_KEYS = each("keys")
_NEWEST = (
    select(match_keys.c.report_id)
    .where(match_keys.c.key == _KEYS.c.value)
    .order_by(match_keys.c.report_id.desc())
    .limit(DEEP)
    .correlate(_KEYS)
    .subquery()
)
_HOLDERS = select(
    _KEYS.c.value.label("key"),
    select(func.aggregate_strings(_NEWEST.c.report_id, " ")).scalar_subquery().label("holders"),
)
_OPEN = (
    select(reports.c.id, reports.c.ticket_id)
    .join(tickets, tickets.c.id == reports.c.ticket_id)
    .where(
        any_of(reports.c.id, "ids"),
        reports.c.created_at >= bindparam("since"),
        tickets.c.status.in_([status.value for status in OPEN]),
    )
)
_DESCRIPTIONS = select(descriptions).where(any_of(descriptions.c.report_id, "ids"))


def index(connection: Connection, *known: Known) -> None:
    """Make reports findable by what is known of them; a second call changes nothing."""
    described = [{"report_id": one.report_id, "described": to_json(one.described)} for one in known]
    keys = [{"key": _fitting(one.keys), "report_id": one.report_id} for one in known]
    insert_missing(connection, descriptions, described)
    insert_each(connection, match_keys, "key", keys)


def described(connection: Connection, report_ids: Collection[str]) -> Mapping[str, Described]:
    """What is known of each of these reports that was understood."""
    rows = connection.execute(_DESCRIPTIONS, {"ids": list(report_ids)})
    return {row.report_id: from_json(Described, row.described) for row in rows}


def near(
    connection: Connection, asking: Mapping[str, Described], since: datetime
) -> Mapping[str, Sequence[Neighbour]]:
    """For each report, by its id, those of other open tickets that share the most keys with it.

    At most `MOST` of them. Of each key only the newest `DEEP` reports are looked at: a key that
    half the city shares says little, and must not cost more than the others.
    """
    best = _best(connection, asking)
    looked_up = {*asking, *chain.from_iterable(best.values())}
    found = connection.execute(_OPEN, {"ids": list(looked_up), "since": since})
    ticket_of = {row.id: row.ticket_id for row in found}
    nearest = {own: _others(own, ids, ticket_of) for own, ids in best.items()}
    known = described(connection, set(chain.from_iterable(nearest.values())))
    return {
        own: [Neighbour(ticket_of[id_], known[id_]) for id_ in ids if id_ in known]
        for own, ids in nearest.items()
    }


def _best(connection: Connection, asking: Mapping[str, Described]) -> Mapping[str, Sequence[str]]:
    """By asking report, those that share the most keys with it; of as many, the newest."""
    keys_of = {own: _fitting(keys(known)) for own, known in asking.items()}
    asked = {"keys": list(set(chain.from_iterable(keys_of.values())))}
    found = {row.key: row.holders for row in connection.execute(_HOLDERS, asked)}
    holders = {key: ids.split() for key, ids in found.items() if ids}
    return {
        own: _most_shared(chain.from_iterable(holders.get(key, ()) for key in its_keys))
        for own, its_keys in keys_of.items()
    }


def _most_shared(ids: Iterable[str]) -> Sequence[str]:
    shared = ((times, id_) for id_, times in Counter(ids).items())
    return [id_ for _, id_ in nlargest(LOOKED_UP, shared)]


def _others(own: str, best: Sequence[str], ticket_of: Mapping[str, str]) -> Sequence[str]:
    """Those that are with another ticket, which is open."""
    mine = ticket_of.get(own)
    return list(islice((id_ for id_ in best if ticket_of.get(id_, mine) != mine), MOST))


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
