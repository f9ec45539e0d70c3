from hypothesis import given
from hypothesis import strategies as st

from nlp.nearness import sentence_ends, together

SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 4)).map(lambda each: (each[0], sum(each)))
)


def test_sees_the_ends_of_sentences() -> None:
    assert sentence_ends("一,二。三!\n") == (3, 5, 6)


def test_joins_on_either_side_but_not_across_a_sentence() -> None:
    assert list(together([(0, 2)], [(4, 6)], 2, [])) == [((0, 2), (4, 6))]
    assert list(together([(4, 6)], [(0, 2)], 2, [])) == [((4, 6), (0, 2))]
    assert list(together([(0, 2)], [(4, 6)], 2, [3])) == []


def test_joins_neither_far_nor_overlapping_words() -> None:
    assert list(together([(0, 2)], [(5, 6)], 2, [])) == []
    assert list(together([(0, 3)], [(2, 4)], 9, [])) == []


@given(SPANS, SPANS, st.integers(0, 20))
def test_every_right_word_is_joined_once_at_most_and_within_reach(
    lefts: list[tuple[int, int]], rights: list[tuple[int, int]], gap: int
) -> None:
    joined = list(together(lefts, rights, gap, []))

    assert len(joined) <= len(rights)
    for (a, b), (start, end) in joined:
        assert (a, b) in lefts
        assert (start, end) in rights
        assert 0 <= max(start - b, a - end) <= gap
