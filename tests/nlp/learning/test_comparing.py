"""A new model has to win on what it has not seen, or what is in use stays."""

from nlp.evaluate import Judged
from nlp.learning.comparing import Comparison, newest_held_out
from nlp.learning.examples import Example
from tests.nlp.learning.own import examples


def told(*right: bool, label: str = "a") -> list[Judged]:
    return [Judged(label, label if each else "z", 0.9) for each in right]


def test_the_newest_are_held_out_and_their_near_copies_are_not_learned_from() -> None:
    own = examples()
    copy = Example("", own[-1].text + "!", own[-1].label)

    parts = newest_held_out([copy, *own], 0.2)

    assert parts.held_out == own[-5:]
    assert copy not in parts.learned
    assert len(parts.learned) == len(own) - 5


def test_examples_of_one_ticket_never_stand_on_both_sides() -> None:
    own = [Example("", each.text, each.label, group="one ticket") for each in examples()[:6]]

    parts = newest_held_out(own, 0.5)

    assert (parts.learned, len(parts.held_out)) == ([], 3)


def test_more_right_ones_are_better_and_as_many_are_not() -> None:
    old = told(True, False, False)

    assert Comparison(old, told(True, True, False)).better
    assert not Comparison(old, told(False, True, False)).better
    assert not Comparison(old, old).better


def test_a_gain_that_rare_labels_pay_for_is_not_better() -> None:
    old = [*told(*[True] * 7, *[False] * 3), *told(True, label="rare")]
    new = [*told(*[True] * 9, False), *told(False, label="rare")]

    comparison = Comparison(old, new)

    assert (comparison.gained, comparison.lost) == (2, 1)
    assert not comparison.better
