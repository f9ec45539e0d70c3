"""How well places are found in real messages, as far as those are at hand."""

import csv
from pathlib import Path

import pytest

from nlp import Vocabulary
from nlp.place_spans import PlaceSpan, agreeing
from nlp.places import Places
from nlp.text import normalise

MARKED = Path(__file__).with_name("places_2019.tsv")
Marked = tuple[str, list[PlaceSpan]]


def sentences(shared: Path, part: str) -> list[Marked]:
    with (shared / "messages_2019.csv").open(encoding="utf-8", newline="") as opened:
        messages = {row["id"]: row for row in csv.DictReader(opened)}
    lines = [line for line in MARKED.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    return [
        (messages[row["id"]][row["field"]][int(row["start"]) : int(row["end"])], spans(row))
        for row in rows
        if row["part"] == part
    ]


def spans(row: dict[str, str]) -> list[PlaceSpan]:
    marked = []
    for each in row["places"].split():
        where, type_ = each.split(":")
        start, end = map(int, where.split("-"))
        marked.append((start, end, type_))
    return marked


def f1(marked: list[Marked]) -> float:
    city = Places(Vocabulary())
    right = hits = told = found = 0
    for text, places in marked:
        mentions = city.find({"text": normalise(text)}).mentions
        seen = [(each.start, each.end, each.type) for each in mentions]
        one, other, number = agreeing(text, places, seen)
        right, hits, told, found = right + one, hits + other, told + len(places), found + number
    precision, recall = hits / found, right / told
    return 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize("part", ["dev", "test"])
def test_finds_places_in_sentences_of_real_messages(shared_data: Path, part: str) -> None:
    """Measured: see docs/places.md. Only the part "dev" was looked at when rules were written."""
    marked = sentences(shared_data, part)

    assert len(marked) >= 300
    assert f1(marked) >= 0.85
