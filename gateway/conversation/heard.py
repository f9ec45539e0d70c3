"""One turn of a citizen as the machine takes it: everything that was looked up, nothing to do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from channels.message import Language
from gateway.conversation.commands import Command, Said
from nlp import Suggestion
from nlp.abuse import is_abuse
from nlp.text import has_han
from nlp.times import ends_as_time
from nlp.urgency import is_faint
from nlp.whereabouts import ends_as_place

Whose = Literal["own", "other", ""]  # a report that was named: his; not his, or unknown; none named

ONE_OF_SEVERAL = 0.3  # a category this likely says what the matter is, even if another ties with it
SHORT = 20  # letters; an answer of so many is taken for one, even if no place or time is seen in it
SHORT_EN = 60  # the same in English
_SOMEBODY = re.compile(
    r"[他她俺我人娃孩老爷奶爸妈关困躺倒掉跳]|\b(?:he|she|him|her|me|us|man|woman|child|kid|someone|people)\b",
    re.IGNORECASE,
)
A_FEW = 5  # letters besides the place and the time
A_SENTENCE = 12  # letters of a message that says what the matter is, even if no category is seen


@dataclass(frozen=True, slots=True)
class Heard:
    """What one turn says, and what the whole draft says with it.

    `text` is this turn's own; `said` is what nlp sees in it, `whole` what it sees in the draft and
    this turn together. `named` is the report whose number he gave. `chosen` answers a question
    with two answers. `recent` is the report that words without a matter of their own belong to,
    `same_matter` whether these words speak of no other matter than that report's.
    """

    text: str = field(repr=False)
    language: Language
    said: Suggestion
    whole: Suggestion
    whole_text: str = field(repr=False)
    command: Said | None = None
    chosen: bool | None = None
    whose: Whose = ""
    named: str = ""  # report id
    pictures: bool = False  # or voice, video, a file; in this turn
    any_pictures: bool = False  # or in the draft
    located: bool = False  # a position was sent, or a place typed into its own field
    phone: str = field(default="", repr=False)  # all that this turn says is this phone number
    wrong_phone: bool = False  # all that it says is digits that are no phone number
    answers: tuple[str, ...] = ()  # by message of this turn, as `KeptMessage.answers` has it
    asked_where: bool = False  # just now
    recent: str = ""  # report id
    since_recent: timedelta = timedelta.max
    same_matter: bool = False
    beyond: bool = False  # no matter for the hotline
    known: bool = False  # the knowledge base has an answer
    wants_place: bool = True
    wants_time: bool = False

    @property
    def is_danger(self) -> bool:
        """An answer of our own that was chosen says nothing, nor does a code, however it sounds;
        and a place that was asked for (变压器下面) may only sound so."""
        is_code = self.command is not None and self.command.command is Command.RESUME
        says_nothing = self.chosen is not None or is_code or self._sounds_so
        return self.said.alarm and not says_nothing

    @property
    def _sounds_so(self) -> bool:
        """Where a place is all that it is about: 老人在楼道里面 is about somebody."""
        place = self.asked_where and self.is_short and self.names_place
        return place and not _SOMEBODY.search(self.text) and is_faint(self.said, self.text)

    @property
    def is_short(self) -> bool:
        """As answers are."""
        return letters(self.text) <= self.short

    @property
    def short(self) -> int:
        """How many letters answers have at most."""
        return SHORT if has_han(self.text) else SHORT_EN

    @property
    def names_place(self) -> bool:
        """Whether this turn, if it answers “where?”, shows that it does."""
        return bool(self.said.places) or (self.is_short and ends_as_place(self.text))

    @property
    def names_time(self) -> bool:
        """Whether this turn, if it answers “when?”, shows that it does."""
        return bool(self.said.times) or (self.is_short and ends_as_time(self.text))

    @property
    def has_what(self) -> bool:
        """Whether the draft says what the matter is."""
        seen = self.whole
        if seen.category or seen.first_level or seen.alarm:
            return True
        if any(each.confidence >= ONE_OF_SEVERAL for each in seen.categories):
            return True
        where = sum(letters(each.text) for each in seen.places)
        when = sum(letters(each.text) for each in seen.times)
        said = letters(self.whole_text)
        return said >= A_SENTENCE and said - where - when >= A_FEW and not self.only_abuse

    @property
    def has_where(self) -> bool:
        return self.located or any(place.type != "gate" for place in self.whole.places)

    @property
    def only_gate(self) -> bool:
        """He named the gate of something, and not what it belongs to."""
        return bool(self.whole.places) and not self.has_where

    @property
    def has_when(self) -> bool:
        return bool(self.whole.times)

    @property
    def only_abuse(self) -> bool:
        return is_abuse(self.whole_text)

    @property
    def empty(self) -> bool:
        """Nothing in this turn that a report could hold."""
        return not self.pictures and not self.located and not letters(self.text)


def letters(text: str) -> int:
    return sum(character.isalpha() for character in text)
