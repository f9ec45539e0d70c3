"""One turn of a citizen as the machine takes it: everything that was looked up, nothing to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from channels.message import Language
from gateway.conversation.commands import Said
from nlp import Suggestion

Whose = Literal["own", "other", ""]  # a report that was named: his; not his, or unknown; none named

SAYS_SOMETHING = 0.5  # confidence from which a kind of request counts as said
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
    recent: str = ""  # report id
    since_recent: timedelta = timedelta.max
    same_matter: bool = False
    beyond: bool = False  # no matter for the hotline
    known: bool = False  # the knowledge base has an answer
    wants_place: bool = True
    wants_time: bool = False

    @property
    def has_what(self) -> bool:
        """Whether the draft says what the matter is."""
        seen = self.whole
        if seen.category or seen.first_level or seen.alarm:
            return True
        return letters(self.whole_text) >= A_SENTENCE and not self.only_abuse

    @property
    def has_where(self) -> bool:
        return self.located or bool(self.whole.places)

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


_ABUSE = (
    "他妈的", "你妈的", "妈的", "操你", "草泥马", "傻逼", "傻子", "废物", "垃圾", "滚", "去死",
    "王八蛋", "混蛋", "神经病", "脑残", "白痴", "饭桶", "吃干饭", "不要脸", "骗子", "狗东西", "猪",
    "什么玩意", "吃屎", "蠢货", "有病", "idiot", "stupid", "fuck you", "fuck", "shit", "bastard",
    "useless", "asshole", "damn",
)  # fmt: skip
_FILLING = "你们您这帮群都是一个个些人的了吗呢啊吧就真太什么东西玩意儿只会全家机器客服政府热线死"


def is_abuse(text: str) -> bool:
    """Whether nothing is left of it but filling words once the insults are taken away."""
    left = text.casefold()
    for word in sorted(_ABUSE, key=len, reverse=True):
        left = left.replace(word, "")
    if left == text.casefold():
        return False
    rest = [character for character in left if character.isalpha() and character not in _FILLING]
    return len(rest) <= len(text) // 4 + 2
