"""How matters like this one were decided: confirmed tickets found by the words they share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from heapq import nlargest

from sqlalchemy import Connection, func, select

from gateway.database.judgement_tables import judgements
from gateway.database.lists import any_of, each
from gateway.database.tables import descriptions, match_keys, reports, tickets
from gateway.judgements import Subject
from gateway.store import candidates
from gateway.store.candidates import LONGEST_KEY
from gateway.store.codec import from_json
from gateway.store.confirmed import STANDS
from gateway.store.tickets import of_row
from gateway.tickets import Ticket
from nlp.similarity import RESEMBLES, Described, Likeness, keys, resembles

MOST = 3
DEEP = 60  # reports of each key, newest first: what is common is found often enough
LOOKED_UP = 80  # those that share the most keys

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
_CONFIRMED = (
    select(tickets, reports.c.id.label("report_id"), descriptions.c.described)
    .select_from(reports)
    .join(tickets, tickets.c.id == reports.c.ticket_id)
    .join(judgements, judgements.c.ticket_id == tickets.c.id)
    .join(descriptions, descriptions.c.report_id == reports.c.id)
    .where(
        any_of(reports.c.id, "ids"),
        judgements.c.subject == Subject.WHOLE.value,
        tickets.c.status.in_([status.value for status in STANDS]),
        tickets.c.confidential.is_(False),
    )
)


@dataclass(frozen=True, slots=True)
class Similar:
    """A ticket that a person confirmed, and why it is like the one asked about."""

    ticket: Ticket
    likeness: Likeness = field(repr=False)


def similar(connection: Connection, report_id: str, but: str) -> list[Similar]:
    """At most three, the most similar first; never the ticket `but`, never a confidential one.

    Looks at a bounded number of rows, however many tickets there are.
    """
    asking = candidates.described(connection, [report_id]).get(report_id)
    if asking is None:
        return []
    found: dict[str, Similar] = {}
    for row in connection.execute(_CONFIRMED, {"ids": _sharing(connection, asking)}):
        likeness = resembles(asking, from_json(Described, row.described))
        before = found.get(row.id)
        if row.id == but or likeness.score < RESEMBLES:
            continue
        if before is None or before.likeness.score < likeness.score:
            found[row.id] = Similar(of_row(row), likeness)
    return nlargest(MOST, found.values(), key=lambda one: (one.likeness.score, one.ticket.id))


def _sharing(connection: Connection, asking: Described) -> list[str]:
    """The reports that share the most keys; of as many, the newest."""
    wanted = list(dict.fromkeys(key[:LONGEST_KEY] for key in keys(asking)))
    rows = connection.execute(_HOLDERS, {"keys": wanted})
    shared = Counter(id_ for row in rows if row.holders for id_ in row.holders.split())
    return [id_ for _, id_ in nlargest(LOOKED_UP, ((n, id_) for id_, n in shared.items()))]
