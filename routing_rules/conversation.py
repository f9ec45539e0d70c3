"""What the city says of conversations: how long to wait, what to ask, what it does not take."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field

from routing_rules.entries import Entry, Words
from routing_rules.rules import even

PAIR = "…"
GAP = 12  # characters between the two sides of a pair, at most; of Latin words:
LATIN_GAP = 40
OPENING = 120  # characters in which people say what they want; later on, words are of the story
_GAPS = re.compile(r"[^\S\n]+")
_BLANK = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")  # stays between Latin words only


def _one_or_two_sides(words: str) -> str:
    sides = words.split(PAIR)
    if len(sides) > 2 or not all(even(word).strip() for side in sides for word in side.split("|")):
        raise ValueError(
            "「…」只能写一个，两边都要有词语，如「法院…判决」|one … with words on either side of it"
        )
    return words


Cue = Annotated[Words, AfterValidator(_one_or_two_sides)]


class Beyond(Entry):
    """A matter that the hotline does not take, and where to turn with it.

    It is meant where a text has one of `words` and none of `unless`. `a…b|c` stands for two words
    near each other in one sentence, in either order; `a|b` for one of them.
    """

    id: Words
    name: Words
    name_en: Words
    words: tuple[Cue, ...] = Field(min_length=1)
    unless: tuple[Cue, ...] = ()
    reason: Words
    reason_en: Words
    other_way: Words
    other_way_en: Words


@dataclass(frozen=True, slots=True)
class Conversation:
    """How patient it is, what it asks for, and what is beyond its remit.

    `pause`: messages no further apart are one turn. `patience`: silence after a question, then
    what is there is filed. `handover`: a call for a person that nobody answered comes back.
    `attended`: staff silent for so long, the machine talks again. `resume`: how long a code to go
    on at another door holds.
    """

    pause: timedelta
    patience: timedelta
    handover: timedelta
    attended: timedelta
    resume: timedelta
    needs_time: frozenset[str]
    placeless_kinds: frozenset[str]
    placeless_categories: frozenset[str]
    vague_categories: frozenset[str]
    remit: tuple[Beyond, ...]

    def asks_when(self, kind: str, category: str | None) -> bool:
        """Whether the time matters; a first-level code in the file speaks for all below it.

        What needs no place (a question, a suggestion) has no time either.
        """
        return kind not in self.placeless_kinds and _covers(self.needs_time, category)

    def asks_where(self, kind: str, category: str | None) -> bool:
        """Whether the place matters."""
        return kind not in self.placeless_kinds and not _covers(self.placeless_categories, category)

    def is_vague(self, category: str | None) -> bool:
        """Whether this category says nothing of what the matter is."""
        return _covers(self.vague_categories, category)

    def beyond(self, text: str) -> Beyond | None:
        """The first entry of the remit that the text speaks of; None if it is the hotline's.

        Only its first `OPENING` characters can speak of one; the rest may still rule it out. Width
        and case do not matter. The words are simplified: turn a traditional text into them first.
        """
        plain = _even(text)
        return next((entry for entry in self.remit if _speaks_of(entry, plain)), None)


def _covers(codes: frozenset[str], category: str | None) -> bool:
    return category is not None and (category in codes or category[:2] in codes)


def _speaks_of(entry: Beyond, text: str) -> bool:
    if not _shape(entry.words).search(text[:OPENING]):
        return False
    return not (entry.unless and _shape(entry.unless).search(text))


def _even(text: str) -> str:
    return _BLANK.sub("", _GAPS.sub(" ", even(text)))


@cache
def _shape(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(part for cue in cues for part in _parts(cue)))


def _parts(cue: str) -> tuple[str, ...]:
    sides = ["(?:" + "|".join(map(_word, side.split("|"))) + ")" for side in cue.split(PAIR)]
    if len(sides) == 1:
        return (sides[0],)
    between = f"(?:[^。!?;\\n]{{0,{GAP}}}?|[a-z0-9 ,'-]{{0,{LATIN_GAP}}}?)"
    return between.join(sides), between.join(reversed(sides))


def _word(written: str) -> str:
    """A Latin word stands alone: `sue` is not in `issue`."""
    word = _even(written).strip()
    before = r"(?<![a-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    after = r"(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + re.escape(word) + after
