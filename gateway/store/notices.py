"""What each citizen is to be told, once, and whether it reached him."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select, update

from gateway.database.tables import notices
from gateway.store.errands import Errands


@dataclass(frozen=True, slots=True)
class Notice:
    """`state` is waiting, told, page (it stands on his progress page) or failed.

    A report is told one thing once in a round. `next_at` is when it is tried next; of one that
    is told, when that was.
    """

    report_id: str
    about: str
    round: int
    words: str = field(repr=False)
    next_at: datetime
    state: str = "waiting"
    attempts: int = 0
    error: str = field(default="", repr=False)

    @property
    def item(self) -> str:
        return f"notice:{self.report_id}:{self.about}:{self.round}"


_errands = Errands(notices, Notice)
add, get, claim, save = _errands.add, _errands.get, _errands.claim, _errands.save
due, counts = _errands.due, _errands.counts


def told_otherwise(connection: Connection, report_id: str, about: str, round_: int) -> bool:
    """A person told him what had failed to reach him; False when nothing is left to tell."""
    query = update(notices).where(
        notices.c.report_id == report_id,
        notices.c.about == about,
        notices.c.round == round_,
        notices.c.state == "failed",
    )
    return connection.execute(query.values(state="told", error="")).rowcount == 1


def of_reports(connection: Connection, report_ids: Sequence[str]) -> Sequence[Notice]:
    query = select(notices).where(notices.c.report_id.in_(report_ids)).order_by(notices.c.next_at)
    return _errands.all(connection, query)
