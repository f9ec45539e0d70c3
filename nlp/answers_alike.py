"""Says which replies to different people say the same, so that retrieval can be measured.

It looks at the replies alone, never at the questions: whether a question is near an older one is
what is to be measured.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.text import normalise

SAME = 0.4  # share of the shorter reply's own words; by hand, see docs/decisions/0016
_LEAST = 16  # shared runs; fewer are a phrase
_RUN = 5  # characters
_COMMON, _FEW = 0.01, 10  # a run in more replies than this share, or number, is how offices write
_TITLE = re.compile("《[^》]*》|<[^>]*>")  # of a rule: cited for many a thing
_SENTENCE = re.compile(r"[。!?;\n:]")
_COURTESY = re.compile(
    "感谢|谢谢|欢迎|致电|拨打|电话|网友|您好|你好|收悉|转交|转至|交办|[回答]复|来人|咨询|联系|祝您|理解[和与、]"
    "|宝贵意见|留言|帖|新的意见|不满意"
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A message and its reply; `sender` is "" where nobody knows who asked."""

    id: str
    sender: str
    title: str
    text: str
    reply: str

    @property
    def question(self) -> str:
        return f"{self.title}\n{self.text}"


def alike(rows: Sequence[Answered]) -> dict[int, frozenset[int]]:
    """For each row the older ones (earlier in `rows`) whose reply says the same."""
    said = [_runs(_substance(row.reply)) - _runs(_letters(row.question)) for row in rows]
    counts = Counter(run for runs in said for run in runs)
    most = max(_FEW, _COMMON * len(rows))
    own = [{run for run in runs if counts[run] <= most} for runs in said]
    found: dict[int, set[int]] = defaultdict(set)
    for newer, older in _pairs(own):
        shared = own[newer] & own[older]
        if len(shared) >= max(_LEAST, SAME * min(len(own[newer]), len(own[older]))):
            found[newer].add(older)
    return {row: frozenset(older) for row, older in found.items()}


def _pairs(own: Sequence[set[str]]) -> Iterator[tuple[int, int]]:
    """Rows that share enough runs at all, the newer first."""
    having: dict[str, list[int]] = defaultdict(list)
    for number, runs in enumerate(own):
        shared = Counter(older for run in runs for older in having[run])
        yield from ((number, older) for older, count in shared.items() if count >= _LEAST)
        for run in runs:
            having[run].append(number)


def _substance(reply: str) -> str:
    """What is left without titles of rules and sentences of courtesy."""
    sentences = _SENTENCE.split(_TITLE.sub("", normalise(reply).text))
    return "|".join(_letters(each) for each in sentences if not _COURTESY.search(each))


def _letters(text: str) -> str:
    return re.sub(r"[^\w|]|_", "", normalise(text).text)


def _runs(text: str) -> set[str]:
    return {
        piece[start : start + _RUN]
        for piece in text.split("|")
        for start in range(len(piece) - _RUN + 1)
    }
