"""Receipt numbers survive the telephone: slips are noticed, spellings are forgiven."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.numbers import (
    COVER,
    covered,
    new_number,
    numbers_in,
    read_number,
    spoken,
    written_in,
)

PREFIX = "XN"
NUMBERS = st.builds(new_number, st.just(PREFIX))
FULL_WIDTH = str.maketrans("0123456789XNxn", "０１２３４５６７８９ＸＮｘｎ")


@st.composite
def spelled(draw: st.DrawFn, number: str) -> str:
    """A number as somebody may type it."""
    written = draw(st.sampled_from([number, spoken(number), number.removeprefix(PREFIX)]))
    between = draw(st.sampled_from(["", " ", "-", "—", ".", "\u3000", "\u200b", "·"]))
    written = between.join(written) if draw(st.booleans()) else written.replace(" ", between)
    changes = st.sampled_from([str.upper, str.lower, lambda text: text.translate(FULL_WIDTH)])
    around = draw(st.sampled_from(["", " ", "\n", "\ufeff"]))
    return f"{around}{draw(changes)(written)}{around}"


@given(NUMBERS)
def test_a_new_number_is_prefix_and_ten_digits(number: str) -> None:
    assert number.startswith(PREFIX)
    assert len(number) == 12
    assert number[2:].isdigit()


@given(NUMBERS, st.data())
def test_reads_a_number_however_it_is_spelled(number: str, data: st.DataObject) -> None:
    written = data.draw(spelled(number))

    assert read_number(written, PREFIX) == number


@given(NUMBERS, st.integers(2, 11), st.integers(1, 9))
def test_notices_every_wrong_digit(number: str, place: int, by: int) -> None:
    wrong = str((int(number[place]) + by) % 10)

    assert read_number(number[:place] + wrong + number[place + 1 :], PREFIX) is None


@given(NUMBERS, st.integers(2, 10))
def test_notices_every_swap_of_neighbours(number: str, place: int) -> None:
    first, second = number[place], number[place + 1]
    swapped = number[:place] + second + first + number[place + 2 :]

    assert (read_number(swapped, PREFIX) is None) == (first != second)


@given(NUMBERS, st.integers(2, 11))
def test_notices_a_digit_left_out_or_said_twice(number: str, place: int) -> None:
    assert read_number(number[:place] + number[place + 1 :], PREFIX) is None
    assert read_number(number[:place] + number[place] + number[place:], PREFIX) is None


@given(st.text(max_size=40))
def test_reads_nothing_but_its_own_shape(text: str) -> None:
    number = read_number(text, PREFIX)

    assert number is None or (len(number) == 12 and read_number(number, PREFIX) == number)


@given(NUMBERS)
def test_speaks_in_three_groups_that_lose_nothing(number: str) -> None:
    groups = spoken(number).split(" ")

    assert [len(group) for group in groups] == [2, 3, 3, 4]
    assert "".join(groups) == number


@given(st.lists(NUMBERS, max_size=4), st.data())
def test_finds_the_numbers_that_a_text_names(numbers: list[str], data: st.DataObject) -> None:
    forms = [
        data.draw(st.sampled_from([n, spoken(n), n.lower(), n.translate(FULL_WIDTH)]))
        for n in numbers
    ]
    text = "".join(f"上次的编号是{form}，一直没有人管。" for form in forms)

    assert numbers_in(text, PREFIX) == tuple(dict.fromkeys(numbers))


@pytest.mark.parametrize("wrong", ["GD 123 456 789", "gd12345678901", "GD 2026 1122 99999"])
def test_what_was_meant_for_a_number_of_ours_is_seen_however_many_digits(wrong: str) -> None:
    assert len(written_in(f"{wrong} 还没办", "GD")) == 1
    assert numbers_in(wrong, "GD") == ()


def test_a_phone_number_behind_a_number_of_ours_is_no_part_of_it() -> None:
    number = new_number(PREFIX)

    assert written_in(f"{spoken(number)} 13812345678", PREFIX) == (number,)


def test_takes_no_phone_and_no_longer_string_for_a_number() -> None:
    number = new_number(PREFIX)

    assert numbers_in(f"电话13812345678，账号A{number}，卡号{number}5", PREFIX) == ()


@given(NUMBERS, st.data())
def test_covers_its_numbers_for_eyes_that_need_not_see_them(
    number: str, data: st.DataObject
) -> None:
    written = data.draw(spelled(number)).strip("\ufeff \n")

    assert covered(f"编号{written}还没办", PREFIX, {number}) == f"编号{COVER}还没办"


def test_covers_no_stranger_of_ten_digits() -> None:
    meter = new_number(PREFIX).removeprefix(PREFIX)

    assert covered(f"水表号{meter}，电话０９７１", PREFIX) == f"水表号{meter}，电话０９７１"


def test_draws_numbers_that_tell_no_order() -> None:
    drawn = [new_number(PREFIX) for _ in range(200)]

    assert len(set(drawn)) == 200
    assert drawn != sorted(drawn)
