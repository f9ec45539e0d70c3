"""Figures on real reports with the sample city's taxonomy, as far as they are at hand."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from nlp import CategoryWords, KindWords
from nlp.categories import Categories, CategoryFound
from nlp.evaluate import Judged, accuracy, calibration_error, kind, macro_f1
from nlp.kinds import Kinds
from nlp.steering import NOTHING, is_short, meant
from nlp.text import normalise
from nlp.urgency import meanings

CITY = Path(__file__).parents[2] / "routing_rules" / "xining"

SEVEN = Path(__file__).parents[2] / "docs" / "seven-classes.csv"


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


@pytest.fixture(scope="module")
def categories() -> Categories:
    given = yaml.safe_load((CITY / "taxonomy.yaml").read_text(encoding="utf-8"))["categories"]
    return Categories(
        tuple(
            CategoryWords(
                each["code"],
                each["name"],
                each["code"][:2] if len(each["code"]) == 4 else None,
                tuple(each.get("keywords", ())),
            )
            for each in given
        )
    )


def found(categories: Categories, row: dict[str, str]) -> CategoryFound:
    return categories.find({name: normalise(row[name]) for name in ("title", "text")})


def test_every_second_level_category_has_a_line_in_the_map_of_seven_classes() -> None:
    given = yaml.safe_load((CITY / "taxonomy.yaml").read_text(encoding="utf-8"))["categories"]
    lines = [(row["编号"], row["类别"]) for row in rows(SEVEN)]

    assert lines == [(each["code"], each["name"]) for each in given if len(each["code"]) == 4]


def test_sorts_complaints_into_their_seven_classes(
    shared_data: Path, categories: Categories
) -> None:
    """Measured: see docs/decisions/0019."""
    classes = {row["编号"]: row["七类"] for row in rows(SEVEN)}
    judged = []
    for row in rows(shared_data / "complaints_dev.csv"):
        sure: defaultdict[str, float] = defaultdict(float)
        for guess in found(categories, row).alternatives:
            sure[classes[guess.code]] += guess.confidence
        sure.pop("", None)
        best = max(sure, key=lambda label: sure[label], default=None)
        judged.append(Judged(row["category"], best, min(1.0, sure[best]) if best else 0.0))

    assert macro_f1(judged) >= 0.79
    assert calibration_error(judged) <= 0.08


def test_finds_the_responsible_unit_among_three(shared_data: Path, categories: Categories) -> None:
    """Measured: among the first three 0.74; the city's keywords alone have 0.45."""
    given = yaml.safe_load((CITY / "taxonomy.yaml").read_text(encoding="utf-8"))["categories"]
    leads = {each["code"]: each["lead"] for each in given if "lead" in each}
    hits = []
    for row in rows(shared_data / "units_dev.csv"):
        guesses = found(categories, row).alternatives
        units = list(dict.fromkeys(unit for guess in guesses for unit in leads.get(guess.code, ())))
        hits.append(row["lead"] in units[:3])

    assert sum(hits) / len(hits) >= 0.72


def test_tells_kinds_of_hotline_reports_apart(shared_data: Path) -> None:
    """Measured: accuracy 0.83, macro-F1 over the four common kinds 0.54; always saying "complaint"
    has 0.81 and 0.22."""
    given = yaml.safe_load((CITY / "kinds.yaml").read_text(encoding="utf-8"))["kinds"]
    kinds = Kinds(tuple(KindWords(k["code"], k["name"], tuple(k["cues"])) for k in given))
    codes = {each["name"]: each["code"] for each in given}
    labelled = [
        {**row, "kind": codes[row["kind"]]}
        for row in rows(shared_data / "fuzhou_12345.csv")
        if row["kind"] in ("投诉", "咨询", "建议", "举报")
    ]

    judged = kind(labelled, kinds, "text", "kind")

    assert accuracy(judged) >= 0.8
    assert macro_f1(judged) >= 0.5


def test_sounds_the_alarm_on_few_ordinary_reports(shared_data: Path) -> None:
    """Measured: alarm on 4.5 % of one city's messages of a year."""
    alarms = [
        any(each.lowered is None for each in meanings(normalise(row["text"]).text))
        for row in rows(shared_data / "messages_2019.csv")
    ]
    assert sum(alarms) / len(alarms) <= 0.05


def test_short_titles_of_real_messages_steer_no_talk(shared_data: Path) -> None:
    """9 of 8,343, of which 6 are likely enough to count."""
    files = ("messages_2019.csv", "complaints_train.csv", "messages_with_replies.csv")
    titles = [row["title"].strip() for name in files for row in rows(shared_data / name)]
    short = [title for title in titles if is_short(title)]
    steering = [title for title in short if meant(title).code != NOTHING]

    assert len(short) >= 8000
    assert len(steering) / len(short) <= 0.003
