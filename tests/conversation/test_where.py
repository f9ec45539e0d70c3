"""What people answer who are asked where it is, and what danger some tell in place of it.

answers_where.csv was written blind by four people who knew the question alone: two sets of places
(some of the first were read before answers were told by how they end, no word was listed for them)
and two of emergencies. Nothing was learned from it.

    kept as the place: 332 of 350 (278 by named places and words without a matter alone)
    ringing: 32 of the places (56 where nothing is asked), 219 of the 220 emergencies (220)
"""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from gateway.conversation.heard import Heard
from gateway.conversation.sorting import answers
from gateway.conversation.talk import Draft, Question, State, Talk
from gateway.settings import PACKAGED_CITY
from gateway.town import vocabulary
from nlp import Understanding
from routing_rules import load_city
from tests.values import NOON

ANSWERS = Path(__file__).parent / "answers_where.csv"
ASKING = Talk(
    *("t", "wechat", "", "citizen"),
    since=NOON,
    heard_at=NOON,
    state=State.ASKING,
    question=Question.WHERE,
    draft=Draft(("m0",), (1,), (Question.WHERE,)),
)


@cache
def heard(label: str) -> Sequence[Heard]:
    city = Understanding(vocabulary(load_city(PACKAGED_CITY), NOON.date()))
    with ANSWERS.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file) if row["label"] == label]
    found = [(text, city.suggest(text)) for text in texts]
    return [Heard(text, "zh", said, said, text, asked_where=True) for text, said in found]


def test_an_answer_to_where_is_kept_as_the_place() -> None:
    kept = [answers(ASKING, each) == "where" for each in heard("where")]

    assert len(kept) == 350
    assert sum(kept) >= 330


def test_few_places_ring() -> None:
    assert sum(each.is_danger for each in heard("where")) <= 33
    assert sum(each.said.alarm for each in heard("where")) > 33  # so it can be seen


def test_danger_told_in_place_of_it_rings() -> None:
    rung = [each.is_danger for each in heard("danger")]

    assert len(rung) == 220
    assert sum(rung) >= 218
