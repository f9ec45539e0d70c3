"""How matters like this one were decided: confirmed tickets of its category and near in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest

from sqlalchemy import Connection, bindparam, func, select

from gateway.database.judgement_tables import judgements
from gateway.database.lists import any_of, each
from gateway.database.tables import descriptions, match_keys, reports, tickets
from gateway.judgements import Subject
from gateway.store import candidates
from gateway.store import tickets as stored
from gateway.store.candidates import LONGEST_KEY
from gateway.store.codec import from_json
from gateway.store.confirmed import STANDS
from gateway.tickets import Ticket
from nlp.resemblance import RESEMBLES, Resemblance, resemblances
from nlp.similarity import Described, is_place, keys

MOST = 3
NEWEST = 100  # of its category, or where that has fewer of its first level
LIKELY = 5  # categories that were considered, where none is known: of each its share of these
DEEP = 60  # reports of each key, newest first: what is common is found often enough
LOOKED_UP = 60  # those that share the most keys, however old

# built once: building a statement costs more than running it
_KEYS = each("keys")
_DEEPEST = (
    select(match_keys.c.report_id)
    .where(match_keys.c.key == _KEYS.c.value)
    .order_by(match_keys.c.report_id.desc())
    .limit(DEEP)
    .correlate(_KEYS)
    .subquery()
)
_HOLDERS = select(
    _KEYS.c.value.label("key"),
    select(func.aggregate_strings(_DEEPEST.c.report_id, " ")).scalar_subquery().label("holders"),
)
_TICKETS_OF = select(reports.c.ticket_id).where(any_of(reports.c.id, "ids"))
_NEWEST = (
    select(judgements.c.ticket_id)
    .where(
        judgements.c.subject == bindparam("subject"),
        judgements.c.judged == bindparam("code"),
    )
    .order_by(judgements.c.at.desc(), judgements.c.ticket_id.desc())
    .limit(bindparam("most"))
)
_OLDEST_REPORT = (
    select(func.min(reports.c.id))
    .where(reports.c.ticket_id == tickets.c.id)
    .correlate(tickets)
    .scalar_subquery()
)
_CONFIRMED = (
    select(
        tickets.c.id,
        tickets.c.category,
        judgements.c.judged.label("first_level"),
        descriptions.c.described,
    )
    .select_from(tickets)
    .join(judgements, judgements.c.ticket_id == tickets.c.id)
    .join(descriptions, descriptions.c.report_id == _OLDEST_REPORT)
    .where(
        any_of(tickets.c.id, "ids"),
        judgements.c.subject == Subject.FIRST_LEVEL.value,
        tickets.c.status.in_([status.value for status in STANDS]),
        tickets.c.confidential.is_(False),
    )
)


@dataclass(frozen=True, slots=True)
class Undecided:
    """The ticket that a person decides, by the report that opened it.

    `category` is its code on the last level, `first_level` the one above, each "" while nobody
    knows; `likely` are the codes that were considered, the likeliest first.
    """

    ticket_id: str
    report_id: str
    category: str = ""
    first_level: str = ""
    likely: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A ticket that a person confirmed, and why it is like the one asked about.

    `same`: of the same category; `related`: of the same first level; `words`: what both tell.
    """

    ticket: Ticket
    same: bool
    related: bool
    words: tuple[str, ...] = field(repr=False)


def similar(connection: Connection, undecided: Undecided) -> list[Similar]:
    """At most three: those of the same category first, of these the nearest in what they say.

    Of another category only what is near. Never the ticket itself, never a confidential one.
    Looks at a bounded number of rows, however many tickets there are.
    """
    asking = candidates.described(connection, [undecided.report_id]).get(undecided.report_id)
    if asking is None:
        return []
    ids = {*_newest(connection, undecided), *_sharing(connection, asking)} - {undecided.ticket_id}
    best = nlargest(MOST, _like(connection, undecided, asking, ids), key=_likest)
    return [
        Similar(stored.get(connection, one.ticket_id), one.same, one.related, one.near.words)
        for one in best
    ]


@dataclass(frozen=True, slots=True)
class _Found:
    ticket_id: str
    same: bool
    related: bool
    near: Resemblance


def _likest(one: _Found) -> tuple[bool, float, str]:
    return one.same, one.near.score, one.ticket_id


def _like(
    connection: Connection, undecided: Undecided, asking: Described, ids: Collection[str]
) -> Iterator[_Found]:
    """Those of them that a person confirmed, if of the same category or near."""
    rows = connection.execute(_CONFIRMED, {"ids": list(ids)}).all()
    resembling = resemblances(asking, [from_json(Described, row.described) for row in rows])
    for row, near in zip(rows, resembling, strict=True):
        same = row.category == undecided.category != ""
        if same or (near.score >= RESEMBLES and near.words):
            yield _Found(row.id, same, row.first_level == undecided.first_level != "", near)


def _newest(connection: Connection, undecided: Undecided) -> Iterator[str]:
    """Confirmed last: in its category, or where it is not known in those that were considered."""
    sources = [(Subject.CATEGORY, undecided.category), (Subject.FIRST_LEVEL, undecided.first_level)]
    known = [(subject, code) for subject, code in sources if code]
    likely = [(Subject.CATEGORY, code) for code in undecided.likely[:LIKELY]]
    left = NEWEST
    for subject, code in known or likely:
        most = left if known else NEWEST // LIKELY
        values = {"subject": subject.value, "code": code, "most": most}
        found = connection.execute(_NEWEST, values).scalars().all()
        left -= len(found)
        yield from found


def _sharing(connection: Connection, asking: Described) -> Sequence[str]:
    """The tickets of the reports that share the most words of titles; of as many, the newest."""
    wanted = dict.fromkeys(key[:LONGEST_KEY] for key in keys(asking) if not is_place(key))
    rows = connection.execute(_HOLDERS, {"keys": list(wanted)})
    shared = Counter(id_ for row in rows if row.holders for id_ in row.holders.split())
    ids = [id_ for _, id_ in nlargest(LOOKED_UP, ((n, id_) for id_, n in shared.items()))]
    return connection.execute(_TICKETS_OF, {"ids": ids}).scalars().all()
