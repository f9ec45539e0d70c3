"""A word of danger with the words around it, and how it is meant: what every language shares."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.danger import Trigger

LOWERED = {
    "unsure": ("把握不足", "not sure enough"),
    "passing": ("只是顺带提到", "mentioned in passing"),
    "fault": ("未见有人受伤受困,按险情急办", "no one hurt: an urgent fault"),
    "street": ("说的是路边小设施", "a small thing in the street"),
    "pipe": ("说的是管道漏水", "a leaking pipe"),
    "fumes": ("说的是油烟、废气", "fumes or exhaust"),
    "nearly": ("说的是差一点", "told as a near miss"),
    "denied": ("说的是没有", "said not to be so"),
    "taught": ("讲的是预防或演练", "about prevention or a drill"),
    "maybe": ("讲的是将来可能", "about what might happen"),
    "habit": ("说的是时常如此", "told as a habit"),
    "asked": ("是询问", "an enquiry"),
    "over": ("说的是已经过去", "told as over"),
    "retold": ("转述别处的新闻", "news from elsewhere"),
}


@dataclass(frozen=True, slots=True)
class Meant:
    """A trigger and how it is meant; `lowered` is None when the danger is present.

    `sure` is the share of such triggers, if present, that are emergencies, 0 to 1; 0: not weighed.
    """

    trigger: Trigger
    lowered: tuple[str, str] | None = None
    sure: float = 0.0

    @property
    def is_explained(self) -> bool:
        """Something says why the danger is not present; in passing is no such reason."""
        return self.lowered not in (None, LOWERED["passing"])

    @property
    def is_lasting(self) -> bool:
        """A fault that stands or comes back, with nobody hurt."""
        return self.lowered in (LOWERED["fault"], LOWERED["habit"])

    @property
    def is_fault(self) -> bool:
        """An open manhole, a fallen wire or the like, with nobody hurt: at least U1."""
        return self.lowered == LOWERED["fault"]


@dataclass(frozen=True, slots=True)
class Around:
    """The words about a trigger: its sentence on both sides, and what follows the sentence.

    `code` is that of the hazard.
    """

    code: str
    before: str
    words: str
    after: str
    beyond: str

    @property
    def sentence(self) -> str:
        return self.before + self.words + self.after


def surroundings(
    text: str, trigger: Trigger, ends: Sequence[int], reach: int, beyond: int
) -> Around:
    """At most `reach` characters of the sentence on either side, and `beyond` after it.

    `ends` are those of the sentences.
    """
    number = bisect_left(ends, trigger.start)
    first = max(ends[number - 1] + 1 if number else 0, trigger.start - reach)
    number = bisect_left(ends, trigger.end)
    last = min(ends[number] if number < len(ends) else len(text), trigger.end + reach)
    return Around(
        trigger.hazard.code,
        text[first : trigger.start],
        text[trigger.start : trigger.end],
        text[trigger.end : last],
        text[last : last + beyond],
    )
