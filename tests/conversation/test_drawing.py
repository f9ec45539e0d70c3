"""The drawings show what the table says, and the page in docs/ shows the drawings of today."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

from gateway.conversation.drawing import QUESTIONS, STATES, TURNS, arrows, mermaid, put_into
from gateway.conversation.machine import TABLE, On, consents
from gateway.conversation.picture import picture
from gateway.conversation.talk import Question, State

PAGE = Path(__file__).parents[2] / "docs" / "conversation.md"
REMAKE = "run: python -m gateway.conversation.drawing --write docs/conversation.md"


def test_the_page_shows_the_machine_as_it_is() -> None:
    written = PAGE.read_text("utf-8")

    assert put_into(written) == written, REMAKE


def test_the_picture_shows_the_machine_as_it_is() -> None:
    assert PAGE.with_suffix(".svg").read_text("utf-8") == picture(), REMAKE


def test_every_state_question_and_turn_has_a_name_of_its_own() -> None:
    assert set(STATES) == set(State)
    assert set(QUESTIONS) == set(Question)
    assert set(TURNS) == set(On)
    for names in (STATES, QUESTIONS, TURNS):
        assert len({zh for zh, _ in names.values()}) == len(names)
        assert len({en for _, en in names.values()}) == len(names)


def test_every_move_of_the_table_is_drawn_once() -> None:
    drawn = [
        f"{arrow.state} {arrow.answers} {on} {arrow.to}" for arrow in arrows() for on in arrow.turns
    ]

    told = [f"{state} None {on} {then.to}" for state in State for on, then in TABLE[state].items()]
    told += [f"{State.ASKING} {question} {on} {then.to}" for question, on, then in consents()]
    assert sorted(drawn) == sorted(told)


def test_no_line_for_mermaid_holds_what_would_end_it() -> None:
    for line in mermaid().splitlines():
        assert ";" not in line
        assert line.count(" : ") <= 1


def test_no_two_labels_of_the_picture_overlap() -> None:
    texts = [each for each in ET.fromstring(picture()).iter() if each.tag.endswith("text")]
    places = [(float(each.attrib["y"]), float(each.attrib["x"])) for each in texts]

    by_row = sorted(y for y, _ in places[2 * len(State) :])

    assert all(later - earlier >= 13 for earlier, later in pairwise(by_row))


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="has no"):
        put_into("a page")
