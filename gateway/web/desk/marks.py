"""Cuts a text at the words that led to the suggestion, so that a page can mark them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp import Suggestion
from nlp.people import find
from nlp.resemblance import spans
from nlp.suggestion import PersonalSpan

COVERED = frozenset({"id_card", "mobile", "landline", "bank_card", "email", "wechat", "passport"})


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to, not including, `end`, and the number of the reason, from 1."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that the same reasons carry; `covered` must not be shown as it is."""

    text: str
    numbers: tuple[int, ...] = ()
    covered: bool = False


def marked(
    text: str, spans: Iterable[Span], hidden: Iterable[tuple[int, int]] = ()
) -> tuple[Piece, ...]:
    """The whole text in pieces, in order; spans may overlap or reach over the end."""
    there = [span for span in spans if 0 <= span.start < min(span.end, len(text))]
    over = [(start, end) for start, end in hidden if 0 <= start < min(end, len(text))]
    edges = {0, len(text)}
    edges |= {edge for span in there for edge in (span.start, min(span.end, len(text)))}
    edges |= {edge for start, end in over for edge in (start, min(end, len(text)))}
    return tuple(
        Piece(
            text[start:end],
            tuple(sorted({span.number for span in there if span.start <= start < span.end})),
            any(first <= start < last for first, last in over),
        )
        for start, end in pairwise(sorted(edges))
    )


@dataclass(frozen=True, slots=True)
class Why:
    """A reason as it is numbered on the page; the same words in several places count once."""

    number: int
    about: str
    says: str
    says_en: str
    marked: bool  # it stands on words of the text


def reasons(suggestion: Suggestion | None) -> Sequence[Why]:
    """In the order of the suggestion, numbered from 1."""
    because = suggestion.because if suggestion else ()
    words = {(one.about, one.says, one.says_en): False for one in because}
    for one in because:
        words[one.about, one.says, one.says_en] |= one.start is not None
    return [Why(number, *said, marked) for number, (said, marked) in enumerate(words.items(), 1)]


def reasons_in(suggestion: Suggestion | None, field: str) -> Sequence[Span]:
    """Where the reasons of a suggestion stand in one field ("title", "text")."""
    numbers = {(why.about, why.says): why.number for why in reasons(suggestion)}
    return [
        Span(reason.start, reason.end, numbers[reason.about, reason.says])
        for reason in (suggestion.because if suggestion else ())
        if reason.field == field and reason.start is not None and reason.end is not None
    ]


def personal_in(suggestion: Suggestion | None, field: str) -> Sequence[tuple[int, int]]:
    """Where one field names a number that is nobody's business unless it is needed."""
    return [
        (span.start, span.end)
        for span in (suggestion.personal if suggestion else ())
        if _hides(span) and span.field == field
    ]


def told_in(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The text cut at these words, which are normalised; those pieces have the number 1."""
    return marked(text, [Span(found.start, found.end, 1) for found in spans(text, words)])


def covered(text: str) -> str:
    """The text with dots in place of such numbers: for titles and excerpts."""
    said = list(text)
    for span in filter(_hides, find(text)):
        said[span.start : span.end] = "●" * (span.end - span.start)
    return "".join(said)


def _hides(span: PersonalSpan) -> bool:
    return span.type in COVERED
