"""The citizens' votes: one for each report and round, for good."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Row, select

from gateway.database.dialect import insert_new
from gateway.database.tables import votes
from gateway.reports import Vote


def cast(connection: Connection, vote: Vote) -> bool:
    """False when this report was voted on in this round already."""
    values = {
        "report_id": vote.report_id,
        "round": vote.round,
        "solved": vote.solved,
        "satisfied": vote.satisfied,
        "comment": vote.comment,
        "at": vote.at,
    }
    return insert_new(connection, votes, values)


def of_reports(connection: Connection, report_ids: Sequence[str]) -> Sequence[Vote]:
    """Every vote on these reports, oldest first."""
    query = select(votes).where(votes.c.report_id.in_(report_ids)).order_by(votes.c.at)
    return [_vote(row) for row in connection.execute(query)]


def _vote(row: Row[tuple[object, ...]]) -> Vote:
    return Vote(row.report_id, row.round, row.solved, row.satisfied, row.at, row.comment)
