"""`duokou evaluate answers`: how often a right answer is found, on messages with known replies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from channels.files import FileProblem
from channels.files.text import rows as rows_of
from gateway.commands.plainly import CommandFailed, show
from nlp.answers import THRESHOLD
from nlp.answers_alike import Answered
from nlp.answers_measure import Compared, Measured, Ranked, measure

COLUMNS = ("id", "sender", "title", "time", "text", "reply")
AMONG = (1, 3)


def measured(path: Path, read: Path | None) -> Measured:
    """Raises CommandFailed for a file that cannot be read."""
    try:
        rows = [Answered(*map(row.__getitem__, _FIELDS)) for row in _oldest_first(path)]
        pairs = {(row["asked"], row["found"]) for row in _table(read, ("asked", "found"))}
    except FileProblem as error:
        raise CommandFailed(str(error)) from error
    if len(rows) < 2:
        raise CommandFailed("至少要有两行 / two rows are needed at least")
    return measure(rows, pairs)


_FIELDS = ("id", "sender", "title", "text", "reply")


def _oldest_first(path: Path) -> Sequence[Mapping[str, str]]:
    return sorted(_table(path, COLUMNS), key=lambda row: (row["time"], row["id"]))


def _table(path: Path | None, columns: Sequence[str]) -> list[dict[str, str]]:
    """Raises FileProblem."""
    if path is None:
        return []
    cells = rows_of(path)
    headings = [heading.strip() for heading in next(cells, [])]
    missing = [name for name in columns if name not in headings]
    if missing:
        raise FileProblem(
            "missing-column",
            f"缺少列：{'、'.join(missing)}",
            f"Columns are missing: {', '.join(missing)}",
        )
    return [
        dict(zip(headings, [*row, *[""] * len(headings)], strict=False)) for row in cells if row
    ]


def as_json(found: Measured) -> str:
    return json.dumps(_figures(found), ensure_ascii=False)


def _figures(found: Measured) -> dict[str, Any]:
    given = found.given
    return {
        "rows": found.rows,
        "knowledge": found.rows - 1,
        "questions": len(found.others.ours.ranks),
        "ours": _ranks(found.others.ours),
        "bm25": _ranks(found.others.plain),
        "asked_again_by_the_same_sender": {
            "questions": len(found.again.ours.ranks),
            "ours": _ranks(found.again.ours),
            "bm25": _ranks(found.again.plain),
        },
        "messages_per_second": round(1 / found.seconds) if found.seconds else None,
        "threshold": {
            "confidence": THRESHOLD,
            "messages": given.asked,
            "right": given.right,
            "wrong": given.wrong,
            "abstained": given.abstained,
        },
        "curve": found.curve,
    }


def _ranks(ranked: Ranked) -> dict[str, float]:
    hits = {f"hit@{among}": round(ranked.hit(among), 4) for among in AMONG}
    return {**hits, "mrr": round(ranked.mrr, 4)}


def print_table(found: Measured) -> None:
    show.print(
        f"{found.rows} 条来信，每条向更早的全部来信提问 / each message is asked of all older ones",
        markup=False,
    )
    for title, compared in (
        ("别人问过 answered before to others", found.others),
        ("本人再问 asked again by the same sender", found.again),
    ):
        show.print(_compared(title, compared))
    given = found.given
    table = Table("", "条 messages", title=f"置信度门槛 at confidence {THRESHOLD}")
    table.add_row("提问 asked", str(given.asked))
    table.add_row("答对 right", str(given.right))
    table.add_row("答错或无法判定 wrong, or not shown right", str(given.wrong))
    table.add_row("不作答 abstained", str(given.abstained))
    table.add_row("每秒 a second", f"{1 / found.seconds:.0f}" if found.seconds else "")
    show.print(table)


def _compared(title: str, compared: Compared) -> Table:
    table = Table("", "duokou", "BM25", title=f"{title}: {len(compared.ours.ranks)}")
    for among in AMONG:
        share = (f"{each.hit(among):.1%}" for each in (compared.ours, compared.plain))
        table.add_row(f"前 {among} 条有正确答案 hit@{among}", *share)
    table.add_row("MRR", f"{compared.ours.mrr:.3f}", f"{compared.plain.mrr:.3f}")
    return table
