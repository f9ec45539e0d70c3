"""Finds two words that stand near each other in one sentence, in either order."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

# A dot ends a sentence after a word: neither in 3.5 nor in No.5.
SENTENCE_END = re.compile(
    r"[.。!?;\n…](?:(?<!\.)|(?<=[\u4e00-\u9fff]\.)|(?<=[a-z]{2}\.)(?<!\bst\.)(?=[a-z\n]|$))"
)

Span = tuple[int, int]


@lru_cache(maxsize=8)  # many ask it of the same text
def sentence_ends(text: str) -> tuple[int, ...]:
    """Where the sentences of a normalised text end, in order."""
    return tuple(match.start() for match in SENTENCE_END.finditer(text))


def together(
    lefts: Sequence[Span], rights: Sequence[Span], gap: int, ends: Sequence[int]
) -> Iterator[tuple[Span, Span]]:
    """For every right span the nearest left one on either side, if close enough.

    `gap` is the number of characters between them at most, `ends` are those of the sentences.
    Takes time in proportion to the number of spans, but for the sorting.
    """
    lefts = sorted(set(lefts))
    starts = [start for start, _ in lefts]
    for start, end in rights:
        after = bisect_left(starts, end)
        for a, b in (*lefts[max(0, after - 3) : after], *lefts[after : after + 1]):
            between = max(start - b, a - end)
            if 0 <= between <= gap and in_one_sentence(ends, min(a, start), max(b, end)):
                yield (a, b), (start, end)
                break


def in_one_sentence(ends: Sequence[int], start: int, end: int) -> bool:
    """Whether no sentence ends between two places."""
    return bisect_left(ends, start) == bisect_left(ends, end)
