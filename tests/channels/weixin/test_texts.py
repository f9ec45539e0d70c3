"""Long words in parts that fit, never with a link cut in two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.choices import numbered
from channels.weixin.texts import (
    CHARACTERS,
    OCTETS,
    language_of,
    link_in,
    shortened,
    split,
)

LINK = "https://12345.example.gov.cn/r/ZZ260301000001A/abcdefghijklmnopqrstuvwxyz"
WORDS = "市政部门已经更换井盖并复查。"


def fits(part: str) -> bool:
    return 0 < len(part) <= CHARACTERS and len(part.encode()) <= OCTETS


@given(st.text(st.characters(codec="utf-8"), max_size=3000))
def test_every_part_fits_and_nothing_but_blanks_is_lost(text: str) -> None:
    parts = split(text)

    assert all(fits(part) for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(st.sampled_from("好a1😀。\n "), max_size=2500), st.integers(1, 5))
def test_shortened_words_fit_and_end_with_the_link(text: str, most: int) -> None:
    parts = shortened(f"{text} {LINK}", most)

    assert len(parts) <= most
    assert all(fits(part) for part in parts)
    assert parts[-1].endswith(LINK)


@given(st.text(st.sampled_from("好a1😀。\n "), max_size=2500), st.integers(1, 5))
def test_what_stands_below_shortened_words_is_whole(text: str, most: int) -> None:
    below = numbered(["在小区里", "在马路上", "说不清"])

    parts = shortened(f"{text} {LINK}", most, below)

    assert len(parts) <= most
    assert all(fits(part) for part in parts)
    assert parts[-1].endswith(below)
    assert LINK in "".join(parts)


def test_a_link_is_not_cut_in_two() -> None:
    text = "好" * (CHARACTERS - 10) + LINK + "好" * 50

    assert [part for part in split(text) if LINK in part]


def test_cuts_between_sentences() -> None:
    parts = split(WORDS * 100)

    assert all(part.endswith("。") for part in parts)


def test_short_words_stay_one_part() -> None:
    assert split(WORDS) == [WORDS]
    assert split("  ") == []


def test_finds_the_last_link() -> None:
    assert link_in(f"http://a.example/ {LINK} 完") == LINK
    assert link_in(WORDS) == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [("路灯坏了", "zh"), ("The lamp is broken", "en"), ("OK", "zh"), ("WiFi 坏了 for days", "zh")],
)
def test_tells_english_from_chinese(text: str, language: str) -> None:
    assert language_of(text) == language
