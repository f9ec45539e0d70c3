"""Long words in parts that fit, and positions of Chinese maps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.weixin.places import wgs84
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


@pytest.mark.parametrize(
    ("shown", "real"),
    [  # pairs that are published with the well-known converters
        ((31.17530398364597, 121.531541859215), (31.1774276, 121.5272106)),
        ((22.540796131694766, 113.9171764808363), (22.543847, 113.912316)),
        ((39.91334545536069, 116.38404722455657), (39.911954, 116.377817)),
    ],
)
def test_brings_a_place_back_to_where_it_is(
    shown: tuple[float, float], real: tuple[float, float]
) -> None:
    assert wgs84(*shown) == pytest.approx(real, abs=2e-6)


def test_leaves_places_elsewhere_as_they_are() -> None:
    assert wgs84(48.858, 2.294) == (48.858, 2.294)
