"""Whether work takes time in proportion to the length: told by comparing, not by a clock alone.

Machines that tests run on are shared and noisy; no number of seconds means the same on all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import TypeVar

Text = TypeVar("Text", str, bytes)

_SHARE = 8  # of the whole, an eighth is tried first; work that grows by the square takes 64 times
_NOISE = 4.0  # so many times longer than in proportion may the whole take
_TRIES = 3
_NOTHING = 0.005  # CPU seconds; what an eighth takes less than is not told apart from it


def grows_evenly(work: Callable[[Text], object], piece: Text, length: int) -> bool:
    """Whether `work` on a text of that length, made of `piece`, takes about eight times as long as
    on an eighth of it. A machine that was held up in between gets another try."""
    pieces = length // len(piece)
    work(piece * (pieces // _SHARE + 1))  # makes what is made only once
    return any(_grew(work, piece, pieces - again) for again in range(_TRIES))


def _grew(work: Callable[[Text], object], piece: Text, pieces: int) -> bool:
    eighth = min(seconds(work, piece * (pieces // _SHARE - less)) for less in range(2))
    return seconds(work, piece * pieces) < max(eighth, _NOTHING) * _SHARE * _NOISE


def seconds(work: Callable[[Text], object], text: Text) -> float:
    """CPU seconds that it takes; to be compared with others of the same run."""
    begun = process_time()
    work(text)
    return process_time() - begun
