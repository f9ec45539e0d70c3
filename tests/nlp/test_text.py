from hypothesis import given
from hypothesis import strategies as st

from nlp.text import normalise
from tests.proportion import grows_evenly

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)


def test_evens_out_script_width_and_case() -> None:
    assert normalise("煤氣洩漏!ＡＢＣ１２３").text == "煤气泄漏!abc123"


def test_drops_what_cannot_be_seen() -> None:
    assert normalise("着\u200b火\ufeff了\x00").text == "着火了"


def test_joins_chinese_words_that_blanks_pull_apart() -> None:
    assert normalise(" 煤 气　味 138 0000  1111 ").text == "煤气味138 0000 1111"


def test_keeps_line_breaks_as_one() -> None:
    assert normalise("停水 \r\n\r\n 停电").text == "停水\n停电"


def test_leads_back_to_the_words_as_written() -> None:
    written = "  家里  煤\u200b氣  味很大"
    normal = normalise(written)
    start = normal.text.index("煤气味")

    span = normal.origin(start, start + 3)

    assert written[span.start : span.end] == "煤\u200b氣  味"


@given(ANY_TEXT)
def test_every_stretch_leads_back_into_the_original(text: str) -> None:
    normal = normalise(text)
    for start in range(len(normal.text)):
        span = normal.origin(start, start + 1)
        assert 0 <= span.start < span.end <= len(text)


@given(ANY_TEXT)
def test_evening_out_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(ANY_TEXT)
def test_origins_never_go_backwards(text: str) -> None:
    normal = normalise(text)
    starts = [normal.origin(i, i + 1).start for i in range(len(normal.text))]
    assert starts == sorted(starts)


def test_takes_long_blanks_in_its_stride() -> None:
    assert grows_evenly(lambda blanks: normalise(blanks + "a"), " \u200b\n", 150_000)
