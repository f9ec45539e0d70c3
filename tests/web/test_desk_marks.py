"""Marking loses no letter and marks neither more nor less than the reasons say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.web.desk.marks import Span, covered, marked

SPANS = st.lists(
    st.builds(
        lambda start, length, number: Span(start, start + length, number),
        st.integers(-3, 40),
        st.integers(-2, 20),
        st.integers(1, 9),
    ),
    max_size=12,
)
HIDDEN = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 20)).map(lambda pair: (pair[0], sum(pair))),
    max_size=4,
)


@given(st.text(max_size=40), SPANS, HIDDEN)
def test_keeps_every_letter_in_its_place(
    text: str, spans: list[Span], hidden: list[tuple[int, int]]
) -> None:
    pieces = marked(text, spans, hidden)

    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


@given(st.text(max_size=40), SPANS, HIDDEN)
def test_gives_each_letter_the_reasons_that_span_it(
    text: str, spans: list[Span], hidden: list[tuple[int, int]]
) -> None:
    pieces = marked(text, spans, hidden)

    place = 0
    for piece in pieces:
        for _ in piece.text:
            numbers = {s.number for s in spans if 0 <= s.start <= place < s.end}
            assert set(piece.numbers) == numbers
            assert piece.covered == any(start <= place < end for start, end in hidden)
            place += 1


def test_cuts_overlapping_words_where_they_begin_and_end() -> None:
    pieces = marked("暖气不热三天", [Span(0, 4, 1), Span(2, 6, 2)])

    assert [(piece.text, piece.numbers) for piece in pieces] == [
        ("暖气", (1,)),
        ("不热", (1, 2)),
        ("三天", (2,)),
    ]


def test_covers_phone_numbers_but_not_ticket_numbers() -> None:
    said = covered("请打13897001234，诉求编号XN1234567890")

    assert "13897001234" not in said
    assert "XN1234567890" in said
    assert len(said) == len("请打13897001234，诉求编号XN1234567890")
