"""Duties that overlap between units, with the one question that decides and what it leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import Field

from routing_rules.entries import Entry, Words
from routing_rules.rules import EvenWords, WrittenTarget


class Answer(Entry):
    """One answer to the question, and whose the matter is then.

    A text that has one of `words`, and none of the other answers', has answered already.
    """

    says: Words
    says_en: Words
    to: WrittenTarget
    assists: tuple[WrittenTarget, ...] = ()
    words: tuple[EvenWords, ...] = ()


class Overlap(Entry):
    """Categories (`codes`) over which the units of `duties` are known to disagree.

    The first code is what it is mostly about; of the others it is only where the text has one of
    the words `about`, if there are any.
    """

    id: Words
    name: Words
    name_en: Words
    codes: tuple[Words, ...] = Field(min_length=1)
    about: tuple[EvenWords, ...] = ()
    question: Words
    question_en: Words
    rule: Words
    rule_en: Words
    duties: tuple[Words, ...] = Field(min_length=2)
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the text itself answers, and its words for it."""

    overlap: Overlap
    answer: Answer
    words: tuple[str, ...]


def concerned(open_ones: Iterable[Overlap], category: str | None, text: str) -> Overlap | None:
    """The overlap that a text of this category is about; `text` is evened out."""
    possible = [one for one in open_ones if category in one.codes]
    spoken = (one for one in possible if any(word in text for word in one.about))
    mostly = (one for one in possible if not one.about or one.codes[0] == category)
    return next(spoken, None) or next(mostly, None)


def told(overlap: Overlap, text: str) -> Told | None:
    """The one answer that the text gives; None where it gives none, or several.

    A word inside a longer one (物业 of 没有物业) is not said.
    """
    said: dict[int, tuple[str, ...]] = {}
    words = ((word, place) for place, one in enumerate(overlap.answers) for word in one.words)
    for word, place in sorted(words, key=lambda each: -len(each[0])):
        if word in text:
            said[place] = (*said.get(place, ()), word)
            text = text.replace(word, "\n")
    if len(said) != 1:
        return None
    ((place, found),) = said.items()
    return Told(overlap, overlap.answers[place], found)
