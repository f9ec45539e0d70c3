"""What a threshold would do follows from what people made of suggestions."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.judgements import Bin, Curve, Subject, calibration_error, judged
from gateway.tickets import Proposal
from nlp import Guess, Suggestion
from tests.values import NOON, a_ticket

SAID = Suggestion(
    kind=Guess("complaint", 0.9),
    urgency=Guess("U3", 0.7),
    category=Guess("0213", 0.8),
    first_level=Guess("02", 0.95),
    version="keywords-5",
)
LAMP = a_ticket(proposal=Proposal("city_management", confidence=0.85))
bins = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 9), st.integers(0, 9)).map(
        lambda given: Bin(given[0], given[1] + given[2], given[1])
    ),
    max_size=30,
)


def test_a_suggestion_confirmed_as_it_stood_is_right_in_every_subject() -> None:
    found = {each.subject: each for each in judged(LAMP, SAID, "02", NOON)}

    assert set(found) == set(Subject)
    assert all(each.right for each in found.values())
    assert found[Subject.WHOLE].confidence == 0.7


def test_one_correction_makes_that_subject_and_the_whole_wrong() -> None:
    ticket = a_ticket(proposal=LAMP.proposal, lead="housing")
    wrong = {each.subject for each in judged(ticket, SAID, "02", NOON) if not each.right}
    assert wrong == {Subject.UNIT, Subject.WHOLE}


def test_a_right_field_does_not_suffer_from_a_wrong_second_level() -> None:
    ticket = a_ticket(proposal=LAMP.proposal, category="0214")
    found = {each.subject: each.right for each in judged(ticket, SAID, "02", NOON)}
    assert (found[Subject.FIRST_LEVEL], found[Subject.CATEGORY]) == (True, False)


def test_an_abstention_is_never_right() -> None:
    silent = Suggestion(kind=Guess("other", 1.0), urgency=Guess("U3", 0.7))
    found = {each.subject: each for each in judged(a_ticket(category=""), silent, "", NOON)}

    assert (found[Subject.CATEGORY].suggested, found[Subject.CATEGORY].right) == ("", False)
    assert found[Subject.UNIT].confidence == 0.0


def test_a_threshold_takes_what_reaches_it_and_counts_the_wrong_among_it() -> None:
    curve = Curve.of([Bin(50, 10, 4), Bin(80, 10, 9), Bin(100, 5, 5)])
    at = curve.points[80]

    assert (at.taken, at.wrong, at.of) == (15, 1, 25)
    assert at.share == pytest.approx(0.6)
    assert at.error == pytest.approx(1 / 15)
    assert curve.points[100].error == 0.0


def test_the_lowest_threshold_for_an_error_takes_the_most() -> None:
    curve = Curve.of([Bin(50, 10, 4), Bin(80, 10, 9), Bin(100, 5, 5)])
    at = curve.lowest(0.07)

    assert at is not None
    assert (at.threshold, at.taken) == (51, 15)
    assert Curve.of([Bin(50, 10, 4)]).lowest(0.03) is None


@given(bins)
def test_a_higher_threshold_never_takes_more(told: list[Bin]) -> None:
    points = Curve.of(told).points

    assert [at.threshold for at in points] == list(range(101))
    assert all(low.taken >= high.taken for low, high in pairwise(points))
    assert all(at.wrong <= at.taken <= at.of for at in points)


def test_confidences_that_hold_have_no_calibration_error() -> None:
    assert calibration_error([Bin(80, 10, 8), Bin(20, 10, 2)]) == pytest.approx(0.0)
    assert calibration_error([Bin(80, 10, 3)]) == pytest.approx(0.5)
    assert calibration_error([]) == 0.0


def test_judging_names_ticket_time_and_version() -> None:
    later = NOON + timedelta(hours=1)
    assert {(e.ticket_id, e.at, e.version) for e in judged(LAMP, SAID, "02", later)} == {
        (LAMP.id, later, "keywords-5")
    }
